package io.nova.manager.image;

import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectReader;
import io.nova.model.DamagedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** An object's bytes as a stream, which throws if they are damaged. */
final class ObjectStream extends InputStream {

    private static final int CHUNK = 256 * 1024;

    private final ObjectReader reader;
    private final String name;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).flip();

    ObjectStream(ObjectContent object) {
        reader = object.open(0, object.info().size());
        name = object.info().key().value();
    }

    @Override
    public int read() throws IOException {
        return fill() ? chunk.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, chunk.remaining());
        chunk.get(target, offset, count);
        return count;
    }

    private boolean fill() throws IOException {
        while (!chunk.hasRemaining()) {
            chunk.clear();
            int count = 0;
            try {
                count = reader.read(chunk);
            } catch (DamagedException e) {
                throw new IOException("the bytes of %s are damaged".formatted(name), e);
            } finally {
                chunk.flip();
            }
            if (count < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        reader.close();
    }
}
