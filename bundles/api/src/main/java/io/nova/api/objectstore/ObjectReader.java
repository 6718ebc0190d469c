package io.nova.api.objectstore;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/** Reads a range of an object, in order. For one thread at a time. */
@ProviderType
public interface ObjectReader extends AutoCloseable {

    /**
     * Reads some bytes, each checked against what was written.
     *
     * @param target where to put them; a direct buffer of 64 KiB or more is read fastest
     * @return how many, or -1 at the end of the range
     * @throws io.nova.model.UnavailableException if they cannot be read
     */
    int read(ByteBuffer target);

    /** Returns a reader of what is in the buffer, which stays as it is. */
    static ObjectReader of(ByteBuffer bytes) {
        return new BufferReader(bytes.slice());
    }

    /** Gives up what the reader holds. May be called twice. */
    @Override
    void close();
}
