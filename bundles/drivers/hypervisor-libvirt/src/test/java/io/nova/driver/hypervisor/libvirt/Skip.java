package io.nova.driver.hypervisor.libvirt;

import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Skips a suite, aloud. */
final class Skip {

    private Skip() {}

    static void unlessPossible(Optional<String> missing, Class<?> suite) {
        missing.ifPresent(
                reason -> System.out.println("SKIPPED " + suite.getName() + ": " + reason));
        Assumptions.assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    }
}
