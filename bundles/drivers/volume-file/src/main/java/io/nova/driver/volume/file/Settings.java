package io.nova.driver.volume.file;

import io.nova.model.HostId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The configuration, checked: a bad value is refused with its key. */
record Settings(
        Path directory,
        Path runDirectory,
        HostId host,
        String group,
        long capacity,
        long reserved,
        long wipe,
        Duration copy,
        Path qemuNbd) {

    static final String PID = "io.nova.driver.volume.file";

    /** The technology, which is also the driver's name. */
    static final String TECHNOLOGY = "file";

    private static final Path RUN = Path.of("/run/nova/volume");

    // The kernel takes 107 bytes for a socket; the rest is for ours.
    private static final int RUN_DIRECTORY_MOST = 60;
    private static final int MIB_SHIFT = 20;

    static Settings of(FileConfig config) {
        Path directory = absolute("directory", config.directory());
        Path run = run(directory, config.runDirectory());
        require(
                run.toString().length() <= RUN_DIRECTORY_MOST,
                "runDirectory",
                run,
                "is longer than " + RUN_DIRECTORY_MOST + ", too long for a socket");
        require(!directory.toString().contains("\n"), "directory", directory, "has a line break");
        Path qemuNbd = absolute("qemuNbd", config.qemuNbd());
        require(
                Files.isExecutable(qemuNbd),
                "qemuNbd",
                qemuNbd,
                "is not there; Debian has it in the package qemu-utils");
        return new Settings(
                directory,
                run,
                host(config.host()),
                config.group().strip(),
                notNegative("capacityMib", config.capacityMib()) << MIB_SHIFT,
                notNegative("reservedMib", config.reservedMib()) << MIB_SHIFT,
                positive("wipeMib", config.wipeMib()) << MIB_SHIFT,
                Duration.ofSeconds(positive("copySeconds", config.copySeconds())),
                qemuNbd);
    }

    // Servers are told apart by where they listen: of two clouds on one machine neither may take
    // the
    // other's for its own.
    private static Path run(Path directory, String configured) {
        return configured.isBlank()
                ? RUN.resolve(Places.name(directory.toString()))
                : absolute("runDirectory", configured);
    }

    private static HostId host(String name) {
        if (!name.isBlank()) {
            return new HostId(name.strip());
        }
        try {
            return new HostId(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return new HostId("localhost");
        }
    }

    private static Path absolute(String key, String text) {
        require(text.startsWith("/"), key, text, "is not an absolute path");
        return Path.of(text).normalize();
    }

    private static long positive(String key, long value) {
        require(value > 0, key, value, "must be positive");
        return value;
    }

    private static long notNegative(String key, long value) {
        require(value >= 0 && value < 1L << 43, key, value, "must not be negative");
        return value;
    }

    private static void require(boolean fine, String key, Object value, String why) {
        if (!fine) {
            throw new IllegalArgumentException(PID + ": key " + key + ": " + value + " " + why);
        }
    }
}
