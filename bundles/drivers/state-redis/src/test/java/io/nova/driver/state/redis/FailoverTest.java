package io.nova.driver.state.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.StoreInfo;
import io.nova.spi.state.Watch;
import io.nova.testkit.state.Heard;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A master and a replica that a Sentinel watches. */
@Timeout(180)
class FailoverTest {

    @TempDir private Path directory;

    private RedisServer master;
    private RedisServer replica;
    private RedisServer sentinel;
    private RedisStateStore store;

    @BeforeEach
    void start() throws Exception {
        master = RedisServer.start(directory.resolve("one"));
        replica =
                RedisServer.start(directory.resolve("two"), "replicaof 127.0.0.1 " + master.port());
        master.awaitReplicas(1);
        sentinel = RedisServer.sentinel(directory.resolve("sentinel"), master, 1);
        sentinel.awaitKnownReplica();
        store = open(Map.of("replicas", 1));
    }

    @AfterEach
    void stop() {
        if (store != null) {
            store.close();
        }
        RedisServer.closeAll(sentinel, replica, master);
    }

    private RedisStateStore open(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("mode", "sentinel");
        all.put("servers", new String[] {"127.0.0.1:1", sentinel.address()});
        all.put("callMillis", 2000);
        return new RedisStateStore(Stores.config(all));
    }

    @Test
    void nothingThatAReplicaHadIsLostWhenItTakesOver() throws Exception {
        Sample.define(store);
        StoreInfo before = store.info();
        Heard heard = new Heard();
        Set<String> acknowledged;
        try (Watch watch = store.watch(Set.of(Sample.KIND), -1, heard);
                Load load = new Load(store, "s", 4)) {
            load.awaitMore(200);
            master.kill();
            sentinel.await(
                    "SENTINEL GET-MASTER-ADDR-BY-NAME nova",
                    lines -> lines.contains(Integer.toString(replica.port())));
            // The old one comes back, as the replica of the new.
            master.start();
            load.awaitMore(200);
            load.close();
            acknowledged = load.acknowledged();
            heard.await(h -> h.gaps() >= 1);
        }
        assertNotEquals(before.epoch(), store.info().epoch(), "nobody knows that nothing was lost");
        acknowledged.forEach(name -> assertTrue(store.get(Sample.KIND, name).isPresent(), name));
        assertEquals(acknowledged.size(), Sample.count(store));
        Sample.check(store);
    }

    @Test
    void aMasterThatStandsStillIsReplacedAndItsLateCommitIsDoneOnce() throws Exception {
        Sample.define(store);
        Set<String> acknowledged;
        try (Load load = new Load(store, "s", 4)) {
            load.awaitMore(100);
            master.stall();
            sentinel.await(
                    "SENTINEL GET-MASTER-ADDR-BY-NAME nova",
                    lines -> lines.contains(Integer.toString(replica.port())));
            // The new one alone has no replica, so that nothing is answered before the old one is.
            master.goOn();
            load.awaitMore(100);
            load.close();
            assertTrue(load.unknown() > 0);
            acknowledged = load.acknowledged();
        }
        assertEquals(acknowledged.size(), Sample.count(store));
        Sample.check(store);
    }

    @Test
    void aCommitThatNoReplicaHasIsUnknownUntilOneHasIt() throws Exception {
        Sample.define(store);
        replica.stall();
        var tx = Sample.plain("alone", "text");
        assertInstanceOf(CommitResult.Unknown.class, store.commit(tx));
        assertInstanceOf(CommitResult.Unknown.class, store.commit(tx), "nor does it get it so");
        replica.goOn();
        CommitResult last = store.commit(tx);
        for (int i = 0; i < 50 && last instanceof CommitResult.Unknown; i++) {
            last = store.commit(tx);
        }
        assertInstanceOf(CommitResult.Replayed.class, last);
        assertEquals(1, Sample.count(store));
    }

    @Test
    void anotherNameAmongTheSentinelsIsNamed() {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> open(Map.of("sentinelMaster", "other", "startSeconds", 0)).close());
        assertTrue(
                refused.getMessage().contains("key sentinelMaster: no Sentinel knows a master"),
                refused.getMessage());
        assertFalse(refused.getMessage().contains("\n"));
    }
}
