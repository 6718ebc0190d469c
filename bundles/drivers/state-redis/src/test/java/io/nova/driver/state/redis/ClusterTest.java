package io.nova.driver.state.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.state.CommitResult;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with half of the slots each: a cell lies on one of them, whichever is asked. */
@Timeout(120)
class ClusterTest {

    @TempDir private Path directory;

    private RedisServer low;
    private RedisServer high;

    @BeforeEach
    void start() throws Exception {
        int bus = RedisServer.freePort();
        low = node("low", RedisServer.freePort());
        high = node("high", bus);
        low.ask("CLUSTER ADDSLOTSRANGE 0 8191");
        high.ask("CLUSTER ADDSLOTSRANGE 8192 16383");
        low.ask("CLUSTER MEET 127.0.0.1 %d %d".formatted(high.port(), bus));
        low.awaitCluster();
        high.awaitCluster();
    }

    private RedisServer node(String name, int bus) {
        return RedisServer.start(
                directory.resolve(name),
                "cluster-enabled yes",
                "cluster-node-timeout 5000",
                "cluster-port " + bus);
    }

    @AfterEach
    void stop() {
        RedisServer.closeAll(high, low);
    }

    @Test
    void cellsLieOnWhicheverNodeHasTheirSlot() throws Exception {
        for (String cell : new String[] {"a", "b", "c", "d", "e", "f"}) {
            try (RedisStateStore store = open(cell)) {
                Sample.define(store);
                for (int i = 0; i < 20; i++) {
                    assertInstanceOf(CommitResult.Ok.class, store.commit(Sample.making("s-" + i)));
                }
                Sample.remove(store, "s-7");
                assertTrue(store.lease("l", "me", Duration.ofSeconds(9)).isPresent());
                store.beat("hosts", "h1", "note");
                assertEquals(19, Sample.count(store));
                Sample.check(store);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                store.export(out);
                MemoryStateStore model = new MemoryStateStore(new MutableClock());
                model.restore(new ByteArrayInputStream(out.toByteArray()));
                Sample.check(model);
            }
        }
        assertTrue(!low.ask("DBSIZE").equals(":0"), "none lies on the one");
        assertTrue(!high.ask("DBSIZE").equals(":0"), "none lies on the other");
    }

    private RedisStateStore open(String cell) {
        return new RedisStateStore(
                Stores.config(
                        Map.of(
                                "mode",
                                "cluster",
                                "servers",
                                new String[] {"127.0.0.1:1", low.address()},
                                "cell",
                                cell)));
    }
}
