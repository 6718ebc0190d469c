package io.nova.driver.state.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.testkit.state.Together;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

class EngineTest {

    private static final byte[] KEY = {'k'};

    @TempDir private Path directory;

    private final List<Long> flushes = new ArrayList<>();
    private Engine engine;

    @BeforeEach
    void open() {
        RocksDB.loadLibrary();
        engine = new Engine(directory, 8, 8, new ReadCache(0), flushes::add);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void readersSeeWhatIsDurableAndDecisionsWhatIsLatest() {
        long ticket = put(1);
        assertArrayEquals(Forms.number(1), engine.latest(KEY));
        assertNull(seen());
        engine.awaitDurable(ticket);
        assertArrayEquals(Forms.number(1), seen());
        put(2);
        assertArrayEquals(Forms.number(1), seen());
        assertArrayEquals(Forms.number(2), engine.latest(KEY));
    }

    @Test
    void aViewStaysAsItWas() {
        engine.awaitDurable(put(1));
        try (View view = engine.view()) {
            engine.awaitDurable(put(2));
            assertArrayEquals(Forms.number(1), view.get(KEY));
            assertArrayEquals(Forms.number(2), seen());
        }
    }

    @Test
    void oneFlushServesAllThatWereWritten() {
        put(1);
        put(2);
        long last = put(3);
        engine.awaitDurable(last);
        engine.awaitDurable(last - 2);
        assertEquals(List.of(last), flushes);
    }

    @Test
    void threadsThatWaitShareTheFlushes() throws Exception {
        Object turn = new Object();
        Together.run(
                8,
                thread -> {
                    for (int i = 0; i < 50; i++) {
                        long ticket;
                        synchronized (turn) {
                            ticket = put(i);
                        }
                        engine.awaitDurable(ticket);
                    }
                });
        assertEquals(400, flushes.get(flushes.size() - 1));
        assertEquals(flushes.stream().sorted().distinct().toList(), flushes);
        assertTrue(flushes.size() < 400, flushes.size() + " flushes for 400 writes");
    }

    private long put(long value) {
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(KEY, Forms.number(value));
            return engine.write(batch, Written.NOTHING);
        } catch (RocksDBException e) {
            throw new StorageFailure(e);
        }
    }

    private byte[] seen() {
        try (View view = engine.view()) {
            return view.get(KEY);
        }
    }
}
