package io.nova.testkit.objectstore;

import io.nova.spi.objectstore.ObjectStoreDriver;
import java.time.Clock;

class MemoryObjectStoreTest extends ObjectStoreDriverContract {

    @Override
    protected ObjectStoreDriver driver() {
        return new MemoryObjectStore(Clock.systemUTC(), 64 << 20);
    }
}
