package io.nova.driver.state.embedded;

import io.nova.spi.state.StateStore;
import io.nova.testkit.state.ClearContract;
import io.nova.testkit.state.DurabilityContract;
import io.nova.testkit.state.MutableClock;
import io.nova.testkit.state.StateStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStateStoreContractTest extends StateStoreContract
        implements DurabilityContract, ClearContract {

    @TempDir private Path directory;

    private final MutableClock clock = new MutableClock();
    private final List<EmbeddedStateStore> opened = new ArrayList<>();
    private EmbeddedStateStore store;

    @BeforeEach
    void open() {
        store = open("store");
    }

    @AfterEach
    void close() {
        opened.forEach(EmbeddedStateStore::close);
    }

    @Override
    public StateStore store() {
        return store;
    }

    @Override
    public StateStore another() {
        return open("other-" + opened.size());
    }

    @Override
    public void pass(Duration time) {
        clock.advance(time);
    }

    @Override
    public void restart() {
        store.close();
        store = open("store");
    }

    private EmbeddedStateStore open(String name) {
        EmbeddedStateStore fresh = Stores.open(directory.resolve(name), clock);
        opened.add(fresh);
        return fresh;
    }
}
