package io.nova.driver.state.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.Together;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadCacheTest {

    /** Found by its place, and by its number's last digit. */
    record Thing(String place, long number) {}

    private static final Kind<Thing> THING =
            new Kind<>("thing", Thing.class, thing -> List.of(at(thing.place())));

    private final ReadCache cache = new ReadCache(1000);
    private final DecodedCache records = cache.records();
    private final PageCache pages = cache.pages();

    @TempDir private Path directory;

    private static IndexEntry at(String place) {
        return IndexEntry.of("place", place);
    }

    private static byte[] stored(long version) {
        return Row.of(THING, "t", new Thing("here", version), null).bytes(version);
    }

    private static Written written(long version) {
        Thing value = new Thing("here", version);
        return new Written(
                List.of(new Written.Row("thing", "t", version, value, 10)),
                List.of(new Written.Entry("thing", at("here"))),
                false);
    }

    @Test
    void whatWasReadIsKnownFromItsViewOn() {
        cache.advance(1, 0);
        Rec<Thing> read = records.rec(THING, "t", stored(1), 1);
        pages.keep(THING, at("here"), "", 5, 1, List.of("t"));
        cache.advance(2, 0);
        Rec<Thing> found = records.find(THING, "t", 2);
        assertSame(read.value(), found.value());
        assertEquals(List.of("t"), pages.find(THING, at("here"), "", 5, 2));
        assertNull(records.find(THING, "t", 0), "an earlier view may show something else");
        assertNull(pages.find(THING, at("here"), "", 5, 0));
    }

    @Test
    void whatACommitWroteIsKnownOnceItsViewIsShown() {
        cache.writing(1, written(1));
        assertNull(records.find(THING, "t", 0));
        cache.advance(1, 1);
        assertEquals(1, records.find(THING, "t", 1).version());
        assertNull(records.find(THING, "t", 0));
    }

    @Test
    void whatAViewMayHaveOrNotIsReadAnew() {
        cache.writing(1, written(1));
        pages.keep(THING, at("here"), "", 5, 0, List.of());
        cache.writing(2, written(2));
        cache.advance(1, 1);
        assertNull(records.find(THING, "t", 1));
        assertNull(pages.find(THING, at("here"), "", 5, 1));
        assertEquals(1, records.rec(THING, "t", stored(1), 1).version(), "it has it not");
        assertEquals(1, records.find(THING, "t", 1).version());
        cache.advance(2, 2);
        assertEquals(2, records.find(THING, "t", 2).version());
    }

    @Test
    void whatAnEarlierViewShowsIsNotTakenForWhatIs() {
        cache.writing(1, written(1));
        cache.advance(1, 1);
        cache.writing(2, written(2));
        cache.advance(2, 2);
        assertEquals(1, records.rec(THING, "t", stored(1), 1).version());
        pages.keep(THING, at("here"), "", 5, 1, List.of("old"));
        assertEquals(2, records.find(THING, "t", 2).version());
        assertNull(pages.find(THING, at("here"), "", 5, 2));
    }

    @Test
    void whatIsGoneIsNotKnown() {
        cache.writing(1, written(1));
        cache.advance(1, 1);
        cache.writing(
                2,
                new Written(List.of(new Written.Row("thing", "t", 2, null, 0)), List.of(), false));
        cache.advance(2, 2);
        assertNull(records.find(THING, "t", 2));
        cache.writing(3, Written.EVERYTHING);
        pages.keep(THING, at("here"), "", 5, 2, List.of("t"));
        cache.advance(3, 3);
        assertNull(pages.find(THING, at("here"), "", 5, 3));
    }

    /** Whoever has seen something sees it, or what came after it, ever after. */
    @Test
    void nobodySeesThePast() throws Exception {
        try (EmbeddedStateStore store = Stores.open(directory, Clock.systemUTC())) {
            int things = 4;
            for (int i = 0; i < things; i++) {
                commit(store, Tx.of("create/" + i).create(THING, "t" + i, new Thing("0", 0)));
            }
            AtomicInteger op = new AtomicInteger();
            Together.run(
                    6,
                    thread -> {
                        Random random = new Random(thread);
                        long[] seen = new long[things];
                        for (int i = 0; i < 400; i++) {
                            int which = random.nextInt(things);
                            seen[which] = seen(store, which, seen[which], random.nextBoolean());
                            if (thread < 3) {
                                seen[which] = count(store, which, op.incrementAndGet());
                            }
                        }
                    });
        }
    }

    private static long seen(StateStore store, int which, long before, boolean byPlace) {
        Rec<Thing> rec = store.get(THING, "t" + which).orElseThrow();
        assertTrue(rec.value().number() >= before, rec + " after " + before);
        if (byPlace) {
            for (int place = 0; place < 3; place++) {
                IndexEntry entry = at(Integer.toString(place));
                for (Rec<Thing> there : store.query(THING, entry, "", 10).items()) {
                    assertEquals(entry.value(), there.value().place(), "one view shows one state");
                }
            }
        }
        return rec.value().number();
    }

    /** Counts on; returns what it has written, which everybody sees from now on. */
    private static long count(StateStore store, int which, int op) {
        Rec<Thing> rec = store.get(THING, "t" + which).orElseThrow();
        long next = rec.value().number() + 1;
        Thing moved = new Thing(Long.toString(next % 3), next);
        CommitResult result = store.commit(Tx.of("count/" + op).update(THING, rec, moved).build());
        return result instanceof CommitResult.Ok ? next : rec.value().number();
    }

    private static void commit(StateStore store, Tx.Builder tx) {
        assertInstanceOf(CommitResult.Ok.class, store.commit(tx.build()));
    }
}
