package io.nova.agent.compute;

import io.nova.model.InstanceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Keeps what a host remembers in files. */
final class BootFile implements BootMemory {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/random/boot_id");

    /** An id without a driver is from a time when a host had one alone. */
    private static final String ANY = "";

    private final Path file;
    private final Path takenDown;
    private final Path history;

    BootFile(Path directory) {
        file = directory.resolve("boot-id");
        takenDown = directory.resolve("taken-down");
        history = directory.resolve("history");
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
    public String last(String driver) {
        Map<String, String> all = all();
        return all.getOrDefault(driver, all.getOrDefault(ANY, ""));
    }

    /** Returns the boot ids by driver: a line each, the id first, since it has no blank. */
    private Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                String[] words = line.split(" ", 2);
                all.put(words.length == 2 ? words[1] : ANY, words[0]);
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<KnownHistory> history() {
        try {
            if (!Files.exists(history)) {
                return Optional.empty();
            }
            String[] words = Files.readString(history).strip().split(" ", 2);
            return Optional.of(new KnownHistory(words[1], Instant.parse(words[0])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DateTimeParseException | ArrayIndexOutOfBoundsException e) {
            throw new UncheckedIOException(
                    new IOException(history + " is damaged; remove it, and it is made anew", e));
        }
    }

    @Override
    public void keep(KnownHistory known) {
        write(history, known.since() + " " + known.name());
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
    public void keep(String driver, String bootId) {
        Map<String, String> all = all();
        all.put(driver, bootId);
        write(
                file,
                all.entrySet().stream()
                        .map(one -> (one.getValue() + " " + one.getKey()).strip())
                        .collect(Collectors.joining("\n")));
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
