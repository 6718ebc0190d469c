package io.nova.spi.objectstore;

import io.nova.model.DriverException;
import io.nova.model.Page;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps the bytes of objects: immutable blobs under generated ids.
 *
 * <p>Names, owners, versions and everything else that has a meaning are records in the state store;
 * a driver never sees a bucket or a key. The object store manager is the only caller, from many
 * threads at once, and interrupts a thread when its deadline passes: drivers may block. It never
 * writes one id twice, and deletes a blob only when no record names it any longer.
 *
 * <p>What is read is checked against what was written. Drivers keep blobs in the {@link BlobForm},
 * unless their technology has checksums of its own that are as good.
 *
 * <p>Memory stays bounded whatever the size of a blob is.
 */
@ConsumerType
public interface ObjectStoreDriver {

    /** Service property that names the driver, for example {@code filesystem}. */
    String DRIVER_NAME = "driver.name";

    /** Stands for the size of content whose size nobody knows. */
    long UNKNOWN = -1;

    /** The most rows of one page of {@link #list}. */
    int MAX_PAGE = 1000;

    /**
     * Writes a blob: reads the content to its end and makes it durable before returning, so that it
     * survives the loss of power.
     *
     * <p>Whatever is thrown, there is no blob of that id afterwards, and what was written meanwhile
     * is given up at once or, after a crash, when the driver starts again.
     *
     * @param content read in the calling thread, and not closed
     * @param expected how many bytes the content has, or {@value #UNKNOWN} if nobody knows: a hint
     *     by which a driver may refuse early or choose how to send
     * @throws IOException what {@code content} threw, and nothing else
     * @throws DriverException {@code EXHAUSTED} if there is no room; {@code BROKEN} if there is a
     *     blob of that id, or the content has another size than was expected; {@code UNREACHABLE}
     *     if the storage does not answer
     */
    BlobInfo write(BlobId id, InputStream content, long expected)
            throws IOException, InterruptedException;

    /**
     * Opens a blob to read a range of it.
     *
     * @param offset where to begin, from 0
     * @param length how much at most; the range ends with the blob
     * @return empty if there is no such blob
     */
    Optional<BlobReader> open(BlobId id, long offset, long length) throws InterruptedException;

    /** Removes a blob; an unknown one is a success. */
    void delete(BlobId id) throws InterruptedException;

    /**
     * Lists blobs in the order of their ids, for the collector to find those that nobody knows.
     * Blobs that are there during the whole of a walk appear in it exactly once, and none that is
     * not whole.
     *
     * @param after begins with greater ids; empty for the beginning
     * @param limit the most rows, 1 to {@value #MAX_PAGE}
     */
    Page<BlobInfo> list(Optional<BlobId> after, int limit) throws InterruptedException;

    /** Returns how much room there is. */
    StoreCapacity capacity() throws InterruptedException;
}
