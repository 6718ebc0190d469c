package io.nova.aoe.initiator;

import io.nova.aoe.AoeAddress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A volume that this process serves, as it is kept for the process that comes after it.
 *
 * @param volume its id, which is its disk's name as well
 * @param sectors its length when it was added
 */
record VolumeRecord(
        String volume, AoeAddress address, String interfaceName, boolean readOnly, long sectors) {

    private static final Pattern VOLUME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final Pattern INTERFACE = Pattern.compile("[^\\s/]{1,15}");
    private static final int WORDS = 5;

    VolumeRecord {
        if (!VOLUME.matcher(volume).matches()) {
            throw new IllegalArgumentException("no volume can be called that");
        }
        if (!INTERFACE.matcher(interfaceName).matches()) {
            throw new IllegalArgumentException("no interface can be called that");
        }
        if (!address.isOne()) {
            throw new IllegalArgumentException("not the address of one disk: " + address);
        }
    }

    /** Whether it is the same but for its length. */
    boolean isSameDisk(VolumeRecord other) {
        return equals(other.of(sectors));
    }

    VolumeRecord of(long length) {
        return new VolumeRecord(volume, address, interfaceName, readOnly, length);
    }

    Export export() {
        return new Export(volume, sectors, readOnly);
    }

    /** In one line, as it is kept and listed. */
    String line() {
        return "%s %s %s %s %d"
                .formatted(volume, address, interfaceName, readOnly ? "ro" : "rw", sectors);
    }

    /**
     * Reads such a line.
     *
     * @throws IllegalArgumentException if it is none
     */
    static VolumeRecord parse(String line) {
        String[] words = line.strip().split(" ", -1);
        if (words.length != WORDS || !Set.of("ro", "rw").contains(words[3])) {
            throw new IllegalArgumentException("not a volume: " + line.strip());
        }
        return new VolumeRecord(
                words[0],
                AoeAddress.parse(words[1]),
                words[2],
                words[3].equals("ro"),
                Long.parseLong(words[4]));
    }

    /** Keeps it; when this returns, it is there after a power cut as well. */
    void write(Path directory) throws IOException {
        Path fresh = directory.resolve("." + volume + ".new");
        try (FileChannel file =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            file.write(StandardCharsets.UTF_8.encode(line() + "\n"));
            file.force(true);
        }
        Files.move(fresh, directory.resolve(volume), StandardCopyOption.ATOMIC_MOVE);
        sync(directory);
    }

    /** Forgets it, as durably. */
    static void delete(Path directory, String volume) throws IOException {
        if (Files.deleteIfExists(directory.resolve(volume))) {
            sync(directory);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
