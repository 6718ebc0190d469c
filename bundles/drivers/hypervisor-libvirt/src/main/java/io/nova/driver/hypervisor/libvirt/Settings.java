package io.nova.driver.hypervisor.libvirt;

import io.nova.model.setting.SettingsFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

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

    private static final SettingsFile FILE = SettingsFile.of(PID);
    private static final Pattern URI = Pattern.compile("[^\\s\\p{Cntrl}]+");
    private static final Pattern CPU_MODEL = Pattern.compile("[A-Za-z0-9._-]*");
    private static final List<String> CACHES =
            List.of("none", "writeback", "writethrough", "directsync");

    /** Whether QEMU uses the processor's help. */
    enum Mode {
        KVM,
        QEMU,
        AUTO
    }

    static Settings of(LibvirtConfig config) {
        return new Settings(
                FILE.text("uri", config::uri, URI, "address of a libvirt daemon"),
                FILE.read("mode", config::mode, Settings::mode),
                FILE.path("directory", config::directory),
                FILE.text("cpuModel", config::cpuModel, CPU_MODEL, "name of a processor"),
                FILE.read("diskCache", config::diskCache, Settings::cache),
                FILE.ratio("cpuRatio", config::cpuRatio),
                FILE.ratio("memoryRatio", config::memoryRatio),
                FILE.ratio("diskRatio", config::diskRatio),
                FILE.atLeast("reservedMemoryMib", config::reservedMemoryMib, 0),
                FILE.seconds("rebootPatienceSeconds", config::rebootPatienceSeconds, 0),
                FILE.seconds("callTimeoutSeconds", config::callTimeoutSeconds, 1),
                FILE.path("qemuImg", config::qemuImg));
    }

    private static Mode mode(String text) {
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'%s' is none of kvm, qemu, auto".formatted(text)));
    }

    private static String cache(String text) {
        if (!CACHES.contains(text)) {
            throw new IllegalArgumentException(
                    "'%s' is none of %s".formatted(text, String.join(", ", CACHES)));
        }
        return text;
    }
}
