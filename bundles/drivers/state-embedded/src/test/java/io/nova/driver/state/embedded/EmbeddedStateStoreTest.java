package io.nova.driver.state.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.UnavailableException;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.MutableClock;
import io.nova.testkit.state.Together;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBatch;

class EmbeddedStateStoreTest {

    @TempDir private Path directory;

    private final Clock clock = new MutableClock();

    @Test
    void theDirectoryIsMadeForItsOwnerAlone() throws IOException {
        Path made = directory.resolve("a/b");
        open(made).close();
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
    }

    @Test
    void aDirectoryIsOpenedOnceAndSaysByWhom() {
        try (EmbeddedStateStore store = open(directory)) {
            UnavailableException refused =
                    assertThrows(UnavailableException.class, () -> open(directory));
            String self = "process " + ProcessHandle.current().pid();
            assertTrue(refused.getMessage().contains(self), refused.getMessage());
            assertEquals(0, store.info().seq());
        }
        open(directory).close();
    }

    @Test
    void aBadSettingIsRefusedByItsKey() {
        for (String bad : new String[] {null, "", "relative/path"}) {
            assertEquals(
                    "io.nova.driver.state.embedded: key directory",
                    refusal(Stores.config(bad, 1)).substring(0, 44));
        }
        assertTrue(refusal(Stores.config("/x", -1)).contains("key recordCacheMib"));
    }

    private static String refusal(EmbeddedStateStore.Config config) {
        return assertThrows(
                        IllegalArgumentException.class, () -> new EmbeddedStateStore(config, null))
                .getMessage();
    }

    @Test
    void everyStoreHasAnEpochOfItsOwn() {
        try (EmbeddedStateStore one = open(directory.resolve("one"));
                EmbeddedStateStore other = open(directory.resolve("other"))) {
            assertNotEquals(one.info().epoch(), other.info().epoch());
        }
    }

    @Test
    void closingWaitsForCommitsUnderWay() throws Exception {
        EmbeddedStateStore store = open(directory);
        Queue<String> answered = new ConcurrentLinkedQueue<>();
        CountDownLatch busy = new CountDownLatch(50);
        Together.run(
                8,
                thread -> {
                    if (thread == 0) {
                        busy.await();
                        store.close();
                        store.close();
                        return;
                    }
                    for (int i = 0; ; i++) {
                        String scope = "q-" + thread + "-" + i;
                        try {
                            CommitResult result =
                                    store.commit(Tx.of(scope).quota(scope, 1, 1).build());
                            assertTrue(result instanceof CommitResult.Ok, result.toString());
                            answered.add(scope);
                            busy.countDown();
                        } catch (UnavailableException e) {
                            return;
                        }
                    }
                });
        try (EmbeddedStateStore again = open(directory)) {
            answered.forEach(scope -> assertEquals(1, again.used(scope)));
            assertEquals(answered.size(), again.info().seq());
        }
    }

    @Test
    void aRestoreThatDiedInTheMiddleLeavesAnEmptyStore() throws Exception {
        String epoch;
        try (EmbeddedStateStore store = open(directory)) {
            store.commit(Tx.of("op").quota("q", 1, 1).build());
            epoch = store.info().epoch();
        }
        RocksDB.loadLibrary();
        Engine engine = new Engine(directory.resolve("db"), 8, 8, new ReadCache(0), ticket -> {});
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(Keys.RESTORING, Forms.number(1));
            engine.write(batch, Written.NOTHING);
            engine.awaitDurable(engine.written());
        } finally {
            engine.close();
        }
        try (EmbeddedStateStore store = open(directory)) {
            assertEquals(0, store.used("q"));
            assertEquals(0, store.info().seq());
            assertEquals(epoch, store.info().epoch());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.export(out);
            assertEquals(2, out.toString(StandardCharsets.UTF_8).lines().count());
        }
    }

    private EmbeddedStateStore open(Path where) {
        return Stores.open(where, clock);
    }
}
