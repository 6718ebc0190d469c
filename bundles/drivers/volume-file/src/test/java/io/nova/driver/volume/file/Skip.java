package io.nova.driver.volume.file;

import java.nio.file.Files;
import org.junit.jupiter.api.Assumptions;

/** Skips a suite, aloud. */
final class Skip {

    private Skip() {}

    static void unlessPossible(Class<?> suite) {
        boolean possible = Files.isExecutable(FileLab.QEMU_NBD);
        if (!possible) {
            System.out.println("SKIPPED " + suite.getName() + ": no " + FileLab.QEMU_NBD);
        }
        Assumptions.assumeTrue(possible);
    }
}
