package io.nova.driver.objectstore.filesystem;

import io.nova.spi.objectstore.BlobSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A blob's file. */
record BlobFile(FileChannel channel, long length) implements BlobSource {

    static BlobFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        boolean done = false;
        try {
            BlobFile file = new BlobFile(channel, channel.size());
            done = true;
            return file;
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    @Override
    public int read(ByteBuffer target, long at) throws IOException {
        return channel.read(target, at);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
