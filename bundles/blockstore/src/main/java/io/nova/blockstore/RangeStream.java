package io.nova.blockstore;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Reads a range of a file, which ends with the file. */
final class RangeStream extends InputStream {

    private final FileInputStream file;
    private long left;

    RangeStream(Path path, long offset, long length) throws IOException {
        file = new FileInputStream(path.toFile());
        try {
            file.skipNBytes(Math.min(offset, file.getChannel().size()));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int most = (int) Math.min(length, left);
        int read = most == 0 ? -1 : file.read(bytes, offset, most);
        left -= Math.max(0, read);
        return read;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
