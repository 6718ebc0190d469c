package io.nova.driver.state.redis;

import io.nova.spi.state.StateStore;
import io.nova.testkit.state.ClearContract;
import io.nova.testkit.state.DurabilityContract;
import io.nova.testkit.state.StateStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a cell of its own in one server, which flushes every change. */
class RedisStateStoreContractTest extends StateStoreContract
        implements DurabilityContract, ClearContract {

    @TempDir private static Path directory;

    private static final AtomicInteger CELLS = new AtomicInteger();
    private static RedisServer server;

    private final AtomicLong skewMillis = new AtomicLong();
    private final List<RedisStateStore> opened = new ArrayList<>();
    private final String cell = "c" + CELLS.incrementAndGet();
    private RedisStateStore store;

    @BeforeAll
    static void startServer() {
        server = RedisServer.start(directory);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void open() {
        store = open(cell);
    }

    @AfterEach
    void close() {
        opened.forEach(RedisStateStore::close);
    }

    @Override
    public StateStore store() {
        return store;
    }

    @Override
    public StateStore another() {
        return open("c" + CELLS.incrementAndGet());
    }

    @Override
    public void pass(Duration time) {
        skewMillis.addAndGet(time.toMillis());
    }

    /** The server too: a store of Redis that only changes its client has not begun anew. */
    @Override
    public void restart() {
        store.close();
        server.stop();
        server.start();
        store = open(cell);
    }

    private RedisStateStore open(String name) {
        RedisStateStore fresh =
                new RedisStateStore(
                        Stores.config(
                                Map.of(
                                        "servers",
                                        new String[] {server.address()},
                                        "cell",
                                        name,
                                        "changesKept",
                                        1000)),
                        skewMillis::get);
        opened.add(fresh);
        return fresh;
    }
}
