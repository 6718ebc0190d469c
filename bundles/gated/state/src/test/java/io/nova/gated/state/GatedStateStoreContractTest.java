package io.nova.gated.state;

import io.nova.spi.state.StateStore;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import io.nova.testkit.state.StateStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What managers use is a store like any other. */
class GatedStateStoreContractTest extends StateStoreContract {

    @TempDir private Path folder;

    private final MutableClock clock = new MutableClock();
    private final StateGate gate = Gates.gate(Gates.settings("", "", ""), Path.of("unused"));
    private final GatedStateStore store = Gates.store(gate);

    GatedStateStoreContractTest() {
        Gates.bind(gate, "memory", new MemoryStateStore(clock));
    }

    @AfterEach
    void close() {
        gate.close();
    }

    @Override
    public StateStore store() {
        return store;
    }

    @Override
    public StateStore another() {
        StateGate other = Gates.gate(Gates.settings("", "", ""), folder.resolve("other"));
        Gates.bind(other, "memory", new MemoryStateStore(clock));
        return Gates.store(other);
    }

    @Override
    public void pass(Duration time) {
        clock.advance(time);
    }
}
