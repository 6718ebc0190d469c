package io.nova.driver.objectstore.filesystem;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what a failure of the file system means. */
final class Faults {

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    /**
     * Returns the failure to throw.
     *
     * @throws InterruptedException if the failure is that the thread was interrupted
     */
    static DriverException of(String what, IOException failure) throws InterruptedException {
        if (failure instanceof ClosedByInterruptException) {
            Thread.interrupted();
            throw new InterruptedException(what);
        }
        // The platform has no type for a full disk, only its message.
        String reason = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean full =
                reason.contains("no space left")
                        || reason.contains("quota exceeded")
                        || reason.contains("file too large");
        return new DriverException(
                full ? Kind.EXHAUSTED : Kind.UNREACHABLE, what + ": " + failure, failure);
    }

    static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("cannot delete {}: {}", file, e.toString());
        }
    }
}
