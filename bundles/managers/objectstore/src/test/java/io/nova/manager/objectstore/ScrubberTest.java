package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.StoreService.Damage;
import io.nova.api.objectstore.StoreService.Scrub;
import io.nova.model.AccessDeniedException;
import io.nova.model.DamagedException;
import io.nova.model.objectstore.ObjectKey;
import io.nova.reconcile.Leader;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.spi.objectstore.BlobId;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the scrub finds, and what readers of damaged bytes are told. */
class ScrubberTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Lab lab = new Lab();
    private StoreManager stores = lab.stores(1);

    @BeforeEach
    void begin() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
    }

    private Scrub scrub() {
        stores.scrub(OWNER);
        lab.pass(HOUR);
        Scrub last = stores.lastScrub(OWNER).orElseThrow();
        assertTrue(last.ended().isPresent());
        assertEquals(100, last.percent());
        return last;
    }

    private Damage onlyDamage() {
        List<Damage> all = stores.damages(OWNER, 100);
        assertEquals(1, all.size());
        return all.get(0);
    }

    @Test
    void findsNothingWhereAllIsWell() throws Exception {
        for (int i = 0; i < 30; i++) {
            lab.put("key" + i, Lab.large("key" + i));
        }
        lab.putParts("parts");
        Scrub scrub = scrub();
        assertEquals(33, scrub.blobs());
        assertEquals(0, scrub.damaged() + scrub.missing() + scrub.orphans());
        assertEquals(lab.blobs().stream().mapToLong(blob -> blob.size()).sum(), scrub.bytes());
    }

    @Test
    void namesWhatADamagedBlobIsPartOf() {
        lab.put("good", Lab.large("good"));
        lab.put("bad/one", Lab.large("bad"));
        BlobId blob = lab.blobOf("bad/one");
        lab.driver.flip(blob, 5);
        assertEquals(1, scrub().damaged());
        Damage damage = onlyDamage();
        assertEquals(blob.value(), damage.blob());
        assertEquals("memory", damage.store());
        assertEquals(Optional.of("bucket"), damage.bucket());
        assertEquals(Optional.of("bad/one"), damage.key());
        assertEquals(0, damage.part());
    }

    @Test
    void tellsReadersOfDamagedBytesSoAndRemembersIt() {
        lab.put("a", Lab.large("a"));
        lab.driver.flip(lab.blobOf("a"), 5);
        assertThrows(DamagedException.class, () -> lab.get(OWNER, "a"));
        assertThrows(DamagedException.class, () -> lab.get(OWNER, "a"));
        assertEquals(Optional.of("a"), onlyDamage().key());
    }

    @Test
    void namesThePartOfAnObjectOfParts() throws Exception {
        lab.putParts("parts");
        StoredPart second =
                lab.store
                        .get(Kinds.PART, Kinds.partId(lab.uploadOf("parts"), 2))
                        .orElseThrow()
                        .value();
        lab.driver.tear(second.blob(), 9);
        scrub();
        Damage damage = onlyDamage();
        assertEquals(Optional.of("parts"), damage.key());
        assertEquals(2, damage.part());
        assertThrows(DamagedException.class, () -> lab.get(OWNER, "parts"));
        assertEquals("1", lab.get(OWNER, "parts", 100, 1));
    }

    @Test
    void findsBlobsThatAreMissing() throws Exception {
        lab.put("gone", Lab.large("gone"));
        lab.putParts("parts");
        lab.driver.delete(lab.blobOf("gone"));
        Scrub scrub = scrub();
        assertEquals(1, scrub.missing());
        assertEquals("", onlyDamage().store());
        assertEquals(Optional.of("gone"), onlyDamage().key());
        assertThrows(DamagedException.class, () -> lab.get(OWNER, "gone"));
    }

    @Test
    void countsWhatNothingNeeds() throws Exception {
        lab.driver.write(new BlobId("0".repeat(32)), new ByteArrayInputStream(new byte[9]), 9);
        lab.clock.advanceTo(lab.clock.instant().plus(Lab.ORPHAN_AGE.multipliedBy(2)));
        // Before the collector wakes.
        stores.scrub(OWNER);
        Scrubber scrubber =
                new Scrubber(
                        new Ledger(lab.store, lab.ids),
                        lab.blobs,
                        () -> List.of(OWNER.caller().project()),
                        lab.clock,
                        Lab.ORPHAN_AGE,
                        1);
        scrubber.step();
        assertEquals(1, stores.lastScrub(OWNER).orElseThrow().orphans());
    }

    @Test
    void forgetsWhatWasPutRight() {
        lab.put("a", Lab.large("a"));
        lab.driver.flip(lab.blobOf("a"), 5);
        lab.put("b", Lab.large("b"));
        BlobId blob = lab.blobOf("b");
        lab.driver.flip(blob, 5);
        assertEquals(2, scrub().damaged());
        lab.driver.flip(blob, 5);
        lab.objects.delete(OWNER, BUCKET, new ObjectKey("a"), DeleteRequest.PLAIN);
        assertEquals(0, scrub().damaged());
        assertEquals(List.of(), stores.damages(OWNER, 100));
    }

    @Test
    void readsNoFasterThanItMayAndGoesOnAfterARestart() {
        String large = "0123456789abcdef".repeat(8 << 16);
        lab.put("large", large);
        stores.scrub(OWNER);
        while (stores.lastScrub(OWNER).orElseThrow().bytes() == 0) {
            assertTrue(lab.engine.step());
        }
        assertEquals(1 << 20, stores.lastScrub(OWNER).orElseThrow().bytes());
        stores.close();
        stores = lab.stores(1);
        lab.pass(Duration.ofSeconds(3));
        long bytes = stores.lastScrub(OWNER).orElseThrow().bytes();
        assertTrue(bytes > 1 << 20 && bytes < large.length(), bytes + " bytes");
        lab.pass(HOUR);
        Scrub scrub = stores.lastScrub(OWNER).orElseThrow();
        assertEquals(large.length(), scrub.bytes());
        assertEquals(1, scrub.blobs());
        assertTrue(scrub.ended().isPresent());
    }

    @Test
    void oneOfTwoManagersReadsWhicheverWasTold() {
        var process = new SteppedReconcileEngine(lab.clock, new Random(7));
        StoreManager other = lab.stores(1, process);
        for (int i = 0; i < 30; i++) {
            lab.put("key" + i, Lab.large("key" + i));
        }
        lab.pass(Duration.ofSeconds(1));
        other.scrub(OWNER);
        long begun = lab.store.info().seq();
        while (process.step()) {
            // It leads not.
        }
        assertEquals(begun, lab.store.info().seq(), "who does not lead reads nothing");
        lab.pass(Duration.ofSeconds(10));
        assertTrue(other.lastScrub(OWNER).orElseThrow().ended().isPresent());
        assertEquals(30, other.lastScrub(OWNER).orElseThrow().blobs());
    }

    @Test
    void anotherManagerGoesOnWhenTheOneThatReadIsDead() {
        String large = "0123456789abcdef".repeat(8 << 16);
        lab.put("large", large);
        var process = new SteppedReconcileEngine(lab.clock, new Random(7));
        StoreManager other = lab.stores(1, process);
        stores.scrub(OWNER);
        lab.pass(Duration.ofSeconds(3));
        lab.engine.crash();
        long read = other.lastScrub(OWNER).orElseThrow().bytes();
        assertTrue(read > 0 && read < large.length(), read + " bytes");
        for (int i = 0; i < Leader.TAKEOVER.toSeconds(); i++) {
            lab.clock.advance(Duration.ofSeconds(1));
            while (process.step()) {
                // All that is due.
            }
        }
        assertTrue(other.lastScrub(OWNER).orElseThrow().bytes() > read, "it goes on by then");
    }

    @Test
    void isForOperatorsAlone() {
        assertThrows(AccessDeniedException.class, () -> stores.scrub(Lab.NOBODY));
        assertThrows(AccessDeniedException.class, () -> stores.lastScrub(Lab.NOBODY));
        assertThrows(AccessDeniedException.class, () -> stores.damages(Lab.NOBODY, 1));
        assertThrows(AccessDeniedException.class, () -> stores.stores(Lab.NOBODY));
    }
}
