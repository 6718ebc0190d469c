package io.nova.agent.compute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Keeps the boot id in a file. */
final class BootFile implements BootMemory {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path file;

    BootFile(Path directory) {
        file = directory.resolve("boot-id");
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
    public void keep(String bootId) {
        try {
            Path fresh = file.resolveSibling("boot-id.new");
            Files.writeString(fresh, bootId);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
