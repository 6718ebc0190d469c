package io.nova.driver.volume.iscsi;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Skips a suite, aloud. */
final class Skip {

    private Skip() {}

    static void unlessPossible(Class<?> suite) {
        List<String> missing = new ArrayList<>();
        for (String tool :
                List.of(IscsiLab.TGTD.toString(), QemuGuest.QEMU_IO, QemuGuest.QEMU_IMG)) {
            if (!Files.isExecutable(Path.of(tool))) {
                missing.add(tool);
            }
        }
        if (!hasLibiscsi()) {
            missing.add("libiscsi in QEMU (qemu-block-extra)");
        }
        if (!"root".equals(System.getProperty("user.name"))) {
            missing.add("root");
        }
        if (!missing.isEmpty()) {
            System.out.println("SKIPPED " + suite.getName() + ": no " + missing);
        }
        Assumptions.assumeTrue(missing.isEmpty());
    }

    // In a directory of the machine's architecture.
    private static boolean hasLibiscsi() {
        File[] architectures = new File("/usr/lib").listFiles(File::isDirectory);
        for (File architecture : architectures == null ? new File[0] : architectures) {
            if (new File(architecture, "qemu/block-iscsi.so").exists()) {
                return true;
            }
        }
        return false;
    }
}
