package io.nova.driver.hypervisor.libvirt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The configuration, checked: a bad value is refused with its key. */
record Settings(
        String uri,
        Mode mode,
        Path directory,
        String cpuModel,
        String diskCache,
        double cpuRatio,
        double memoryRatio,
        double diskRatio,
        int reservedMemoryMib,
        Duration rebootPatience,
        Duration callTimeout,
        Path qemuImg) {

    static final String PID = "io.nova.driver.hypervisor.libvirt";

    private static final List<String> CACHES =
            List.of("none", "writeback", "writethrough", "directsync");

    /** Whether QEMU uses the processor's help. */
    enum Mode {
        KVM,
        QEMU,
        AUTO
    }

    static Settings of(LibvirtConfig config) {
        require(!config.uri().isBlank(), "uri", config.uri(), "is empty");
        require(
                CACHES.contains(config.diskCache()),
                "diskCache",
                config.diskCache(),
                "is none of " + CACHES);
        return new Settings(
                config.uri(),
                mode(config.mode()),
                absolute("directory", config.directory()),
                config.cpuModel().strip(),
                config.diskCache(),
                positive("cpuRatio", config.cpuRatio()),
                positive("memoryRatio", config.memoryRatio()),
                positive("diskRatio", config.diskRatio()),
                (int) notNegative("reservedMemoryMib", config.reservedMemoryMib()),
                Duration.ofSeconds(
                        notNegative("rebootPatienceSeconds", config.rebootPatienceSeconds())),
                Duration.ofSeconds(
                        (long) positive("callTimeoutSeconds", config.callTimeoutSeconds())),
                absolute("qemuImg", config.qemuImg()));
    }

    private static Mode mode(String text) {
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> bad("mode", text, "is none of kvm, qemu, auto"));
    }

    private static Path absolute(String key, String text) {
        require(text.startsWith("/"), key, text, "is not an absolute path");
        return Path.of(text).normalize();
    }

    private static double positive(String key, double value) {
        require(value > 0 && value < 1e6, key, value, "must be positive");
        return value;
    }

    private static long notNegative(String key, long value) {
        require(value >= 0, key, value, "must not be negative");
        return value;
    }

    private static void require(boolean fine, String key, Object value, String why) {
        if (!fine) {
            throw bad(key, value, why);
        }
    }

    private static IllegalArgumentException bad(String key, Object value, String why) {
        return new IllegalArgumentException(PID + ": key " + key + ": " + value + " " + why);
    }
}
