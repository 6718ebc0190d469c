package io.nova.manager.cluster;

import io.nova.spi.state.StateStore;
import io.nova.testkit.state.MemoryStateStore;
import java.time.Clock;

class MemoryCheckTest extends CheckContract {

    private final StateStore store = new MemoryStateStore(Clock.systemUTC());

    @Override
    StateStore store() {
        return store;
    }
}
