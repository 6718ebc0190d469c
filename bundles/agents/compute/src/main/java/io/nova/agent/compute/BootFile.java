package io.nova.agent.compute;

import io.nova.model.InstanceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps what a host remembers in files. */
final class BootFile implements BootMemory {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path file;
    private final Path takenDown;

    BootFile(Path directory) {
        file = directory.resolve("boot-id");
        takenDown = directory.resolve("taken-down");
    }

    /** Returns the id of the machine's present boot. */
    static String currentBoot() {
        try {
            return Files.readString(KERNEL).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the kernel does not tell its boot id", e);
        }
    }

    @Override
    public String last() {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Set<InstanceId> takenDown() {
        try {
            return Files.exists(takenDown)
                    ? Files.readAllLines(takenDown).stream()
                            .map(InstanceId::new)
                            .collect(Collectors.toSet())
                    : Set.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void keepTakenDown(Set<InstanceId> guests) {
        write(takenDown, guests.stream().map(InstanceId::value).collect(Collectors.joining("\n")));
    }

    @Override
    public void keep(String bootId) {
        write(file, bootId);
    }

    private static void write(Path file, String text) {
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
