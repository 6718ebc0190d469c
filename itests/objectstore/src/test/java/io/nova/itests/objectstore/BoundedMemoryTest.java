package io.nova.itests.objectstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What many writes at once take of memory does not depend on how much they write. */
class BoundedMemoryTest {

    private static final int SIZE = 16 << 20;

    @TempDir Path directory;

    @Test
    void sixtyFourUploadsAtOnceTakeLessThanOneOfThemHoldsTwice() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx40m",
                                "-XX:MaxDirectMemorySize=32m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                Uploaders.class.getName(),
                                directory.toString(),
                                "64",
                                Integer.toString(SIZE))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        List<String> lines = said.lines().toList();
        assertEquals("64 objects", lines.get(lines.size() - 1), said);
    }
}
