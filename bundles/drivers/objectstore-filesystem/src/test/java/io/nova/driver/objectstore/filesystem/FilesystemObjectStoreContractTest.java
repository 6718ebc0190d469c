package io.nova.driver.objectstore.filesystem;

import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.testkit.objectstore.ObjectStoreDriverContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FilesystemObjectStoreContractTest extends ObjectStoreDriverContract {

    @TempDir Path directory;

    @Override
    protected ObjectStoreDriver driver() {
        return new FilesystemObjectStore(directory, 0);
    }
}
