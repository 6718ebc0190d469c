package io.nova.spi.objectstore;

import io.nova.model.DriverException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Reads a range of a blob, in order. For one thread at a time.
 *
 * <p>A reader that is open can be read to its end though the blob is deleted meanwhile, or says
 * {@code BROKEN}; it never returns other bytes than those that were written.
 */
@ConsumerType
public interface BlobReader extends AutoCloseable {

    /** Returns the size of the whole blob. */
    long size();

    /**
     * Reads some bytes, checked against what was written before they are handed out.
     *
     * @param target where to put them; has room. A direct buffer of 64 KiB or more is read fastest
     * @return how many, at least one, or -1 at the end of the range
     * @throws DriverException {@code BROKEN} if the stored bytes are not those that were written
     */
    int read(ByteBuffer target);

    /** Gives up what the reader holds. May be called twice. */
    @Override
    void close();
}
