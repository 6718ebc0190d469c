package io.nova.manager.objectstore;

import io.nova.api.objectstore.ObjectReader;
import java.nio.ByteBuffer;

/** Reads a range of bytes in memory. */
final class SmallReader implements ObjectReader {

    private final ByteBuffer range;

    SmallReader(ByteBuffer bytes, long offset, long length) {
        int from = (int) Math.min(offset, bytes.limit());
        range = bytes.slice(from, (int) Math.min(length, bytes.limit() - from));
    }

    @Override
    public int read(ByteBuffer target) {
        if (!range.hasRemaining()) {
            return -1;
        }
        int count = Math.min(range.remaining(), target.remaining());
        target.put(range.slice().limit(count));
        range.position(range.position() + count);
        return count;
    }

    @Override
    public void close() {
        range.position(range.limit());
    }
}
