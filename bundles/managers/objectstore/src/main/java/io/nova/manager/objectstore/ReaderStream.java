package io.nova.manager.objectstore;

import io.nova.api.objectstore.ObjectReader;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** An object as a stream, to be copied. */
final class ReaderStream extends InputStream {

    private final ObjectReader reader;

    ReaderStream(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) {
        return length == 0 ? 0 : reader.read(ByteBuffer.wrap(target, from, length));
    }

    @Override
    public void close() {
        reader.close();
    }
}
