package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.api.objectstore.NewBucket;
import io.nova.reconcile.MutableClock;
import io.nova.testkit.objectstore.MemoryObjectStore;
import io.nova.testkit.state.ForgetfulStateStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The records come back without what was written last, or without anything; the bytes are there.
 */
class LostHistoryTest {

    private static final Duration LONG = Lab.QUARANTINE.plus(Lab.ORPHAN_AGE.multipliedBy(3));

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final ForgetfulStateStore store = new ForgetfulStateStore(clock);
    private final Lab lab = new Lab(clock, store, new MemoryObjectStore(clock, 64 << 20), 0);
    private byte[] before = new byte[0];

    @BeforeEach
    void anObjectIsWrittenAfterTheMomentThatComesBack() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
        lab.put("old", "there");
        lab.pass(LONG);
        before = store.remember();
        lab.put("new", "bytes that no record names soon");
        lab.pass(Lab.ORPHAN_AGE.multipliedBy(2));
        assertEquals(2, lab.blobs().size());
    }

    @Test
    void bytesWithoutARecordAreKeptForAWhile() {
        store.goBackTo(before);
        // Restarted, and so looking for orphans at once.
        lab.engine.crash();
        Collector next = lab.newCollector();
        lab.pass(Lab.QUARANTINE.minusMinutes(1));
        assertEquals(2, lab.blobs().size());
        assertEquals("there", lab.get(OWNER, "old"));
        lab.pass(LONG);
        assertEquals(1, lab.blobs().size(), "they were nobody's after all");
        next.close();
    }

    @Test
    void soAreAllBytesWhenTheRecordsAreEmpty() {
        store.goBackToNothing();
        lab.engine.crash();
        Collector next = lab.newCollector();
        lab.pass(Lab.QUARANTINE.minusMinutes(1));
        assertEquals(2, lab.blobs().size());
        next.close();
    }

    @Test
    void theyAreFoundAgainWhenTheRecordsComeBackInTime() {
        byte[] whole = store.remember();
        store.goBackToNothing();
        lab.engine.crash();
        Collector next = lab.newCollector();
        lab.pass(Duration.ofMinutes(30));
        store.goBackTo(whole);
        lab.pass(LONG);
        assertEquals("bytes that no record names soon", lab.get(OWNER, "new"));
        next.close();
    }
}
