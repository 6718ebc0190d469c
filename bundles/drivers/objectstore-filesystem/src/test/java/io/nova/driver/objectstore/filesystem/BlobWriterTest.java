package io.nova.driver.objectstore.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two ways in which files are written, which must not differ in what they leave. */
class BlobWriterTest {

    private static final int BATCH = 512 << 10;
    private static final byte[] CONTENT = new byte[3 * BATCH];

    static {
        new Random(3).nextBytes(CONTENT);
    }

    @TempDir private Path directory;

    @Test
    void largeFilesAreTheSamePastThePageCache() throws Exception {
        Optional<DirectFiles> direct = DirectFiles.find(directory.resolve("probe"));
        Assumptions.assumeTrue(direct.isPresent(), "this file system has no direct writes");
        BlobWriter past = new BlobWriter(direct, () -> {});
        BlobWriter plain = new BlobWriter(Optional.empty(), () -> {});
        // Around the sizes at which a batch, and with it a write, is exactly full.
        int[] sizes =
                IntStream.concat(
                                IntStream.concat(
                                        IntStream.rangeClosed(BATCH - 100, BATCH + 4),
                                        IntStream.rangeClosed(BATCH / 4 - 40, BATCH / 4 + 4)),
                                IntStream.of(0, 1, 100_000, 2 * BATCH + 4_000, CONTENT.length))
                        .toArray();
        for (int size : sizes) {
            Path one = directory.resolve("past-" + size);
            Path other = directory.resolve("plain-" + size);
            assertEquals(size, past.write(one, new ByteArrayInputStream(CONTENT, 0, size)));
            assertEquals(size, plain.write(other, new ByteArrayInputStream(CONTENT, 0, size)));
            assertEquals(-1, Files.mismatch(one, other), size + " bytes");
        }
    }

    @Test
    void theProbeLeavesNothing() throws Exception {
        Path probe = directory.resolve("probe");
        DirectFiles.find(probe);
        assertFalse(Files.exists(probe));
    }

    @Test
    void aDiskThatIsFullMeanwhileEndsTheWrite() {
        BlobWriter writer =
                new BlobWriter(
                        Optional.empty(),
                        () -> {
                            throw new DriverException(Kind.EXHAUSTED, "full");
                        });
        byte[] large = new byte[40 * BATCH];
        DriverException refused =
                assertThrows(
                        DriverException.class,
                        () ->
                                writer.write(
                                        directory.resolve("large"),
                                        new ByteArrayInputStream(large)));
        assertEquals(Kind.EXHAUSTED, refused.kind());
    }
}
