package io.nova.driver.objectstore.filesystem;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * The bytes of one write past the page cache, which begin where a block of memory does. There are
 * few, so that many uploads at once stay within bounds: who gets none writes in the usual way.
 */
record Batch(ByteBuffer bytes) implements AutoCloseable {

    static final int LARGEST_BLOCK = 64 << 10;

    /** Bytes of one write; a multiple of every block size there is. */
    static final int SIZE = 512 << 10;

    private static final int MOST = 16;

    private static final Semaphore LEFT = new Semaphore(MOST);
    private static final Queue<ByteBuffer> FREE = new ConcurrentLinkedQueue<>();

    /** Returns one that nobody else has; empty if there is none just now. */
    static Optional<Batch> take() {
        if (!LEFT.tryAcquire()) {
            return Optional.empty();
        }
        boolean done = false;
        try {
            ByteBuffer free = FREE.poll();
            Batch batch = new Batch(free != null ? free : memory());
            done = true;
            return Optional.of(batch);
        } finally {
            if (!done) {
                // There was no memory: another may find some later.
                LEFT.release();
            }
        }
    }

    private static ByteBuffer memory() {
        return ByteBuffer.allocateDirect(SIZE + LARGEST_BLOCK).alignedSlice(LARGEST_BLOCK);
    }

    /** Takes a chunk that was read, and what follows it; tells whether more may come. */
    boolean fill(byte[] chunk, InputStream content) throws IOException {
        bytes.clear().put(chunk);
        return add(content, chunk);
    }

    /** Takes the next bytes, by way of the chunk; tells whether more may come. */
    boolean fill(InputStream content, byte[] chunk) throws IOException {
        bytes.clear();
        return add(content, chunk);
    }

    private boolean add(InputStream content, byte[] chunk) throws IOException {
        int count = chunk.length;
        while (count == chunk.length && bytes.position() < SIZE) {
            count = content.readNBytes(chunk, 0, Math.min(chunk.length, SIZE - bytes.position()));
            bytes.put(chunk, 0, count);
        }
        bytes.flip();
        return bytes.limit() == SIZE;
    }

    @Override
    public void close() {
        FREE.offer(bytes);
        LEFT.release();
    }
}
