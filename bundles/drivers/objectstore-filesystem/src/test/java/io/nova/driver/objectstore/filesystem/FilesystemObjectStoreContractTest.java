package io.nova.driver.objectstore.filesystem;

import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.testkit.objectstore.ObjectStoreDriverContract;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FilesystemObjectStoreContractTest extends ObjectStoreDriverContract {

    @TempDir Path directory;

    @Override
    protected ObjectStoreDriver driver() {
        return new FilesystemObjectStore(directory, 0);
    }

    @Override
    protected void flip(BlobId id, int at) throws IOException {
        try (RandomAccessFile file = open(id)) {
            file.seek(at);
            int old = file.read();
            file.seek(at);
            file.write(old ^ 4);
        }
    }

    @Override
    protected void tear(BlobId id, int length) throws IOException {
        try (RandomAccessFile file = open(id)) {
            file.setLength(length);
        }
    }

    private RandomAccessFile open(BlobId id) throws IOException {
        Path path = directory.resolve("blobs").resolve(id.value().substring(0, 2));
        return new RandomAccessFile(path.resolve(id.value()).toFile(), "rw");
    }
}
