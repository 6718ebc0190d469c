package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.OTHER;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.StoreService.Migration;
import io.nova.model.AccessDeniedException;
import io.nova.model.IncorrectStateException;
import io.nova.model.NotFoundException;
import io.nova.model.UnavailableException;
import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.testkit.objectstore.MemoryObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes move from one store to another while objects are read, written and deleted. */
class MoverTest {

    private static final Duration LONG = Lab.ORPHAN_AGE.multipliedBy(5);

    private final Lab lab = new Lab();
    private final MemoryObjectStore other = new MemoryObjectStore(lab.clock, 64 << 20);
    private StoreManager stores = lab.stores(1);

    @BeforeEach
    void begin() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
    }

    private void bindOther() {
        lab.blobs.bindDriver(other, Map.of(ObjectStoreDriver.DRIVER_NAME, "other"));
    }

    private List<BlobInfo> others() {
        return other.list(Optional.empty(), ObjectStoreDriver.MAX_PAGE).items();
    }

    private Migration last() {
        return stores.migration(OWNER).orElseThrow();
    }

    /** Runs the next thing that is due. */
    private void step() {
        if (!lab.engine.step()) {
            Instant next = lab.engine.nextDue().orElseThrow();
            lab.clock.advanceTo(next);
        }
    }

    @Test
    void movesEverythingWhileItServes() throws Exception {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            keys.add("before-" + i);
            lab.put("before-" + i, Lab.large("before-" + i));
        }
        String whole = lab.putParts("parts");
        bindOther();
        stores.migrate(OWNER, "other");
        for (int i = 0; last().ended().isEmpty(); i++) {
            step();
            if (i < 100) {
                keys.add("during-" + i);
                lab.put("during-" + i, Lab.large("during-" + i));
            }
            String key = keys.get(i % keys.size());
            assertEquals(Lab.large(key), lab.get(OWNER, key));
            assertEquals(whole, lab.get(OWNER, "parts"));
            assertTrue(i < 10_000, () -> last().toString());
        }
        assertEquals(List.of(), lab.blobs());
        assertEquals(keys.size() + 3, others().size());
        assertEquals(153, last().blobs());
        assertEquals(0, last().failed());
        lab.blobs.unbindDriver(lab.driver);
        for (String key : keys) {
            assertEquals(Lab.large(key), lab.get(OWNER, key));
        }
        assertEquals(List.of("other"), stores.stores(OWNER).stream().map(s -> s.name()).toList());
        lab.objects.delete(OWNER, BUCKET, new ObjectKey("parts"), DeleteRequest.PLAIN);
        lab.pass(LONG);
        assertEquals(keys.size(), others().size());
    }

    @Test
    void goesOnAfterARestart() {
        for (int i = 0; i < 300; i++) {
            lab.put("key-" + i, Lab.large("key-" + i));
        }
        bindOther();
        stores.migrate(OWNER, "other");
        while (others().size() < 100) {
            step();
            assertTrue(last().ended().isEmpty());
        }
        int moved = others().size();
        assertTrue(moved < 300, "at 1 MiB a second not all of it goes in one step");
        stores.close();
        stores = lab.stores(1);
        lab.pass(LONG);
        assertEquals("done", last().step());
        assertEquals(300, others().size());
        assertEquals(300, last().blobs());
    }

    @Test
    void leavesWhatIsDamagedAndSaysSo() {
        lab.put("good", Lab.large("good"));
        lab.driver.flip(lab.blobOf("good"), 0);
        lab.put("fine", Lab.large("fine"));
        bindOther();
        stores.migrate(OWNER, "other");
        lab.pass(LONG);
        assertEquals("done", last().step());
        assertEquals(1, last().failed());
        assertEquals(1, others().size());
        assertEquals(1, lab.blobs().size());
        assertEquals(Lab.large("fine"), lab.get(OWNER, "fine"));
        assertEquals(1, stores.damages(OWNER, 10).size());
        assertTrue(stores.stores(OWNER).stream().anyMatch(store -> store.name().equals("memory")));
    }

    @Test
    void bringsInWhatAWriterLeftThatWasSlow() {
        lab.put("a", Lab.large("a"));
        bindOther();
        stores.migrate(OWNER, "other");
        lab.pass(LONG);
        lab.put("late", Lab.large("late"));
        lab.copyTo(lab.driver, "late");
        other.delete(lab.blobOf("late"));
        lab.pass(LONG);
        assertEquals(List.of(), lab.blobs());
        assertEquals(Lab.large("late"), lab.get(OWNER, "late"));
    }

    @Test
    void copiesAgainWhatItsOwnCrashLeftHalfDone() {
        lab.put("a", Lab.large("a"));
        bindOther();
        lab.copyTo(other, "a");
        other.flip(lab.blobOf("a"), 3);
        stores.migrate(OWNER, "other");
        lab.pass(LONG);
        assertEquals("done", last().step());
        lab.blobs.unbindDriver(lab.driver);
        assertEquals(Lab.large("a"), lab.get(OWNER, "a"));
    }

    @Test
    void doesNotTakeBytesForLostWhoseStoreIsAway() {
        lab.put("a", Lab.large("a"));
        bindOther();
        stores.migrate(OWNER, "other");
        lab.blobs.unbindDriver(lab.driver);
        assertThrows(UnavailableException.class, () -> lab.get(OWNER, "a"));
        lab.blobs.bindDriver(lab.driver, Map.of(ObjectStoreDriver.DRIVER_NAME, "memory"));
        assertEquals(Lab.large("a"), lab.get(OWNER, "a"));
        assertEquals(List.of(), stores.damages(OWNER, 10));
    }

    @Test
    void readsTheWholeOneOfTwoCopies() {
        lab.put("a", Lab.large("a"));
        bindOther();
        lab.copyTo(other, "a");
        lab.driver.tear(lab.blobOf("a"), 7);
        assertEquals(Lab.large("a"), lab.get(OWNER, "a"));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThrows(NotFoundException.class, () -> stores.migrate(OWNER, "other"));
        lab.put("a", Lab.large("a"));
        bindOther();
        stores.migrate(OWNER, "other");
        stores.migrate(OWNER, "other");
        assertThrows(IncorrectStateException.class, () -> stores.migrate(OWNER, "memory"));
        assertThrows(AccessDeniedException.class, () -> stores.migrate(Lab.NOBODY, "other"));
        assertThrows(AccessDeniedException.class, () -> stores.migration(Lab.NOBODY));
        lab.pass(LONG);
        stores.migrate(OTHER, "memory");
        lab.pass(LONG);
        assertEquals("done", last().step());
        assertEquals(1, lab.blobs().size());
        assertFalse(
                stores.stores(OWNER).stream()
                        .anyMatch(s -> s.writes() && s.name().equals("other")));
    }
}
