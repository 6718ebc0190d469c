package io.nova.itests.objectstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk of its own, in a mount namespace of its own, that is really full. */
class FullDiskTest {

    @TempDir Path directory;

    /** With a reserve the driver refuses by itself; without one it is the disk that does. */
    @ParameterizedTest(name = "{0} MiB left to others")
    @ValueSource(ints = {0, 6})
    void writesAreRefusedAndNothingIsLost(int reserve) throws Exception {
        assumeTrue(mounts(), "only root can mount a file system");
        // The records have a disk of their own, as in a cloud that means to go on.
        String script =
                """
                mkdir objects && mount -t tmpfs -o size=24m none objects && \
                exec "$1" -XX:TieredStopAtLevel=1 -cp "$2" io.nova.itests.objectstore.Filler "$3" "$4"
                """;
        Process process =
                new ProcessBuilder(
                                "unshare",
                                "-m",
                                "sh",
                                "-c",
                                script,
                                "sh",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                directory.toString(),
                                Integer.toString(reserve))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        List<String> lines = said.lines().toList();
        assertEquals("all is there", lines.get(lines.size() - 1), said);
    }

    private static boolean mounts() throws Exception {
        Process process =
                new ProcessBuilder("unshare", "-m", "sh", "-c", "mount -t tmpfs none /mnt")
                        .redirectErrorStream(true)
                        .start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }
}
