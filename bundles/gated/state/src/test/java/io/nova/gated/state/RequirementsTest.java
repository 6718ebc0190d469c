package io.nova.gated.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;

/** What the resolver of features brings along for this bundle. */
class RequirementsTest {

    @Test
    void oneDriverIsRequiredAndNotAllThereAre() throws Exception {
        Path classes =
                Path.of(
                        StateGate.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        String required;
        try (InputStream in = Files.newInputStream(classes.resolve("META-INF/MANIFEST.MF"))) {
            required = new Manifest(in).getMainAttributes().getValue("Require-Capability");
        }
        assertEquals(2, required.split("io.nova.spi.state.StateDriver", -1).length, required);
        assertFalse(required.contains("multiple"), required);
    }
}
