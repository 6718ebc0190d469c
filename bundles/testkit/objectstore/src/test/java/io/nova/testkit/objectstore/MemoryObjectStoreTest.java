package io.nova.testkit.objectstore;

import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.ObjectStoreDriver;
import java.time.Clock;

class MemoryObjectStoreTest extends ObjectStoreDriverContract {

    private final MemoryObjectStore store = new MemoryObjectStore(Clock.systemUTC(), 64 << 20);

    @Override
    protected ObjectStoreDriver driver() {
        return store;
    }

    @Override
    protected void flip(BlobId id, int at) {
        store.flip(id, at);
    }

    @Override
    protected void tear(BlobId id, int length) {
        store.tear(id, length);
    }
}
