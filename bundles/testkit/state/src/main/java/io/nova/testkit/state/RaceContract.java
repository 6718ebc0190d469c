package io.nova.testkit.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.Page;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Lease;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What holds when eight threads want the same. */
public interface RaceContract extends StoreUnderTest {

    /** How many want it. */
    int THREADS = 8;

    @Test
    default void oneOfManyUpdatesOfAVersionTakesEffect() throws Exception {
        Rec<Server> read = created("i-1", Server.of("web", "p1"));
        for (int round = 0; round < 20; round++) {
            Rec<Server> now = store().get(SERVER, "i-1").orElseThrow();
            AtomicInteger won = new AtomicInteger();
            Together.run(
                    THREADS,
                    thread -> {
                        CommitResult result =
                                attempt(tx -> tx.update(SERVER, now, read.value().sized(thread)));
                        if (result instanceof CommitResult.Ok) {
                            won.incrementAndGet();
                        } else {
                            assertInstanceOf(CommitResult.Conflict.class, result);
                        }
                    });
            assertEquals(1, won.get());
        }
    }

    @Test
    default void noUpdateIsLost() throws Exception {
        created("i-1", Server.of("web", "p1").sized(0));
        Together.run(
                THREADS,
                thread -> {
                    for (int done = 0; done < 25; ) {
                        Rec<Server> now = store().get(SERVER, "i-1").orElseThrow();
                        Server next = now.value().sized(now.value().size() + 1);
                        if (attempt(tx -> tx.update(SERVER, now, next))
                                instanceof CommitResult.Ok) {
                            done++;
                        }
                    }
                });
        assertEquals(25 * THREADS, store().get(SERVER, "i-1").orElseThrow().value().size());
    }

    @Test
    default void quotasAndPoolsAreExact() throws Exception {
        commit(tx -> tx.define(new PoolSpec("numbers", 1, 150, Duration.ZERO)));
        Map<Long, String> owners = new ConcurrentHashMap<>();
        AtomicInteger granted = new AtomicInteger();
        Together.run(
                THREADS,
                thread -> {
                    for (int i = 0; i < 25; i++) {
                        String id = "i-" + thread + "-" + i;
                        CommitResult result =
                                attempt(
                                        tx -> {
                                            tx.quota("q", 1, 140);
                                            tx.take("numbers", id);
                                            tx.create(SERVER, id, Server.of("n", "p1"));
                                        });
                        if (result instanceof CommitResult.Ok ok) {
                            granted.incrementAndGet();
                            String other = owners.put(ok.items().get(0), id);
                            assertEquals(null, other, "a number was given twice");
                        } else {
                            assertInstanceOf(CommitResult.QuotaExceeded.class, result);
                        }
                    }
                });
        assertEquals(140, granted.get());
        assertEquals(140, store().used("q"));
        assertEquals(140, store().count(SERVER, IndexEntry.of("project", "p1")));
        assertEquals(140, store().owners("numbers", -1, 1000).size());
        store().owners("numbers", -1, 1000)
                .forEach(item -> assertEquals(owners.get(item.item()), item.owner()));
    }

    @Test
    default void numbersGoRoundWithoutLoss() throws Exception {
        commit(tx -> tx.define(new PoolSpec("few", 1, THREADS, Duration.ZERO)));
        Together.run(
                THREADS,
                thread -> {
                    for (int i = 0; i < 25; i++) {
                        String owner = "o" + thread;
                        long item = commit(tx -> tx.take("few", owner)).items().get(0);
                        commit(tx -> tx.give("few", owner, item));
                    }
                });
        assertEquals(THREADS, store().pool("few").orElseThrow().free());
        assertEquals(List.of(), store().owners("few", -1, 10));
    }

    @Test
    default void oneOperationSentByManyTakesEffectOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            Tx tx = Tx.of("op-" + round).quota("q", 1, 1000).build();
            Queue<CommitResult.Ok> first = new ConcurrentLinkedQueue<>();
            Queue<CommitResult.Ok> replayed = new ConcurrentLinkedQueue<>();
            Together.run(
                    THREADS,
                    thread -> {
                        CommitResult result = store().commit(tx);
                        if (result instanceof CommitResult.Ok ok) {
                            first.add(ok);
                        } else {
                            replayed.add(
                                    assertInstanceOf(CommitResult.Replayed.class, result).first());
                        }
                    });
            assertEquals(1, first.size());
            replayed.forEach(ok -> assertEquals(first.peek(), ok));
            assertEquals(round + 1, store().used("q"));
        }
    }

    @Test
    default void oneOfManyGetsTheLease() throws Exception {
        for (int round = 0; round < 20; round++) {
            String name = "lease-" + round;
            Queue<Lease> won = new ConcurrentLinkedQueue<>();
            Together.run(
                    THREADS,
                    thread ->
                            store().lease(name, "o" + thread, Duration.ofMinutes(1))
                                    .ifPresent(won::add));
            assertEquals(1, won.size());
        }
    }

    @Test
    default void aWalkSeesEveryStableRowOnce() throws Exception {
        List<String> stable = new ArrayList<>();
        for (int i = 0; i < 300; i += 2) {
            stable.add("i-%04d".formatted(i));
        }
        commit(tx -> stable.forEach(id -> tx.create(SERVER, id, Server.of("stable", "p1"))));
        AtomicBoolean walked = new AtomicBoolean();
        AtomicInteger walks = new AtomicInteger();
        Together.run(
                4,
                thread -> {
                    if (thread == 0) {
                        try {
                            for (int i = 0; i < 10; i++) {
                                List<String> seen = walk(7);
                                assertEquals(seen.stream().sorted().distinct().toList(), seen);
                                assertTrue(seen.containsAll(stable), "a stable row was missed");
                                walks.incrementAndGet();
                            }
                        } finally {
                            walked.set(true);
                        }
                        return;
                    }
                    // Others come and go between them.
                    for (int i = 2 * thread + 1; !walked.get(); i = (i + 6) % 300 | 1) {
                        String id = "i-%04d".formatted(i);
                        Optional<Rec<Server>> there = store().get(SERVER, id);
                        attempt(
                                tx ->
                                        there.ifPresentOrElse(
                                                rec -> tx.delete(SERVER, rec),
                                                () ->
                                                        tx.create(
                                                                SERVER,
                                                                id,
                                                                Server.of("passing", "p1"))));
                    }
                });
        assertEquals(10, walks.get());
    }

    private List<String> walk(int limit) {
        List<String> seen = new ArrayList<>();
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            Page<Rec<Server>> page =
                    store().query(SERVER, IndexEntry.of("project", "p1"), next.get(), limit);
            assertTrue(page.items().size() <= limit, "a page is no longer than asked for");
            page.items().forEach(rec -> seen.add(rec.id()));
            next = page.next();
        }
        return seen;
    }

    @Test
    default void pagesAreAsLongAsAskedFor() {
        commit(
                tx -> {
                    for (int i = 0; i < 4; i++) {
                        tx.create(SERVER, "i-" + i, Server.of("n", "p1"));
                    }
                });
        IndexEntry entry = IndexEntry.of("project", "p1");
        Page<Rec<Server>> first = store().query(SERVER, entry, "", 2);
        assertEquals(List.of("i-0", "i-1"), first.items().stream().map(Rec::id).toList());
        assertEquals(Optional.of("i-1"), first.next());
        Page<Rec<Server>> second = store().query(SERVER, entry, "i-1", 2);
        assertEquals(List.of("i-2", "i-3"), second.items().stream().map(Rec::id).toList());
        assertEquals(Optional.empty(), second.next());
        for (int limit : new int[] {0, -1, StateStore.MAX_PAGE + 1}) {
            assertThrows(
                    IllegalArgumentException.class, () -> store().query(SERVER, entry, "", limit));
        }
    }
}
