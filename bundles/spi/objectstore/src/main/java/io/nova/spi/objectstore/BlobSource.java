package io.nova.spi.objectstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Where a driver has a blob's form, to be read from any place. For one thread at a time. */
@ConsumerType
public interface BlobSource extends AutoCloseable {

    /** Returns the length of the form in bytes, whether or not it is whole. */
    long length();

    /**
     * Reads some bytes.
     *
     * @param target where to put them; has room
     * @param at the first byte wanted, from 0
     * @return how many, at least one, or -1 if there are none
     * @throws IOException if the storage does not answer
     */
    int read(ByteBuffer target, long at) throws IOException;

    /** Gives up what it holds. May be called twice. */
    @Override
    void close() throws IOException;
}
