package io.nova.manager.cluster;

import io.nova.driver.state.embedded.EmbeddedStateStore;
import io.nova.spi.state.StateStore;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedCheckTest extends CheckContract {

    @TempDir Path directory;

    private EmbeddedStateStore store;

    @BeforeEach
    @Override
    void fill() {
        store = Embedded.open(directory, Clock.systemUTC());
        super.fill();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    StateStore store() {
        return store;
    }
}
