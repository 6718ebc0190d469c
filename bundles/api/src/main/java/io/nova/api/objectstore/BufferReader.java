package io.nova.api.objectstore;

import java.nio.ByteBuffer;

/** Reads bytes that are in memory. */
final class BufferReader implements ObjectReader {

    private final ByteBuffer left;

    BufferReader(ByteBuffer left) {
        this.left = left;
    }

    @Override
    public int read(ByteBuffer target) {
        if (!left.hasRemaining()) {
            return -1;
        }
        int count = Math.min(left.remaining(), target.remaining());
        target.put(left.slice().limit(count));
        left.position(left.position() + count);
        return count;
    }

    @Override
    public void close() {
        left.position(left.limit());
    }
}
