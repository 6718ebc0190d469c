package io.nova.testkit.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Lease;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Tx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** All or nothing, and once. */
public interface TransactionContract extends StoreUnderTest {

    @Test
    default void aRefusalAtAnyPlaceChangesNothing() {
        PoolSpec numbers = new PoolSpec("numbers", 1, 9, Duration.ofSeconds(60));
        Rec<Server> one = created("i-1", Server.of("one", "p1"));
        Rec<Server> two = created("i-2", Server.of("two", "p1"));
        commit(
                tx -> {
                    tx.define(numbers).quota("q", 5, 10);
                    tx.take("numbers", "i-1", 5);
                });
        Lease stale = store().lease("gc", "a", Duration.ofMinutes(1)).orElseThrow();
        store().release(stale);

        List<Consumer<Tx.Builder>> effects =
                List.of(
                        tx -> tx.create(SERVER, "i-3", Server.of("three", "p1")),
                        tx -> tx.update(SERVER, one, one.value().in("p2")),
                        tx -> tx.delete(SERVER, two),
                        tx -> tx.quota("q", 5, 10),
                        tx -> tx.quota("new", 1, 10),
                        tx -> tx.take("numbers", "i-3"),
                        tx -> tx.take("numbers", "i-3", 2),
                        tx -> tx.take("numbers", "i-3"),
                        tx -> tx.give("numbers", "i-1", 5),
                        tx -> tx.define(new PoolSpec("others", 1, 2, Duration.ZERO)),
                        tx -> tx.take("others", "i-3"));
        Map<Class<? extends CommitResult>, Consumer<Tx.Builder>> refusals = new LinkedHashMap<>();
        refusals.put(
                CommitResult.Exists.class,
                tx ->
                        tx.create(SERVER, "again", Server.of("x", "p1"))
                                .create(SERVER, "again", Server.of("x", "p1")));
        refusals.put(CommitResult.Conflict.class, tx -> tx.expect(SERVER, "i-9", Tx.ANY));
        refusals.put(CommitResult.Exhausted.class, tx -> tx.take("numbers", "x", 10));
        refusals.put(CommitResult.NotOwner.class, tx -> tx.give("numbers", "x", 7));
        refusals.put(CommitResult.QuotaExceeded.class, tx -> tx.quota("q", 100, 10));
        refusals.put(CommitResult.Fenced.class, tx -> tx.fence(stale));

        List<String> before = StoreUnderTest.contents(store());
        refusals.forEach(
                (type, refusal) -> {
                    for (int place = 0; place <= effects.size(); place++) {
                        int at = place;
                        CommitResult result =
                                attempt(
                                        tx -> {
                                            effects.subList(0, at).forEach(e -> e.accept(tx));
                                            refusal.accept(tx);
                                        });
                        assertInstanceOf(type, result);
                        assertEquals(before, StoreUnderTest.contents(store()));
                    }
                });
        assertThrows(
                UnsupportedOperationException.class,
                () ->
                        attempt(
                                tx -> {
                                    effects.forEach(effect -> effect.accept(tx));
                                    tx.createWith(
                                            SERVER,
                                            "i-4",
                                            taken -> {
                                                throw new UnsupportedOperationException();
                                            });
                                }));
        assertEquals(before, StoreUnderTest.contents(store()));
        commit(tx -> effects.forEach(effect -> effect.accept(tx)));
    }

    @Test
    default void theSameOperationTakesEffectOnce() {
        commit(tx -> tx.define(new PoolSpec("numbers", 1, 9, Duration.ZERO)));
        Tx.Builder steps = Tx.of("op: {1}");
        int taken = steps.take("numbers", "i-1");
        steps.quota("q", 1, 10);
        Tx tx =
                steps.createWith(SERVER, "i-1", at -> Server.of("n" + at.item(taken), "p1"))
                        .build();
        CommitResult.Ok first = assertInstanceOf(CommitResult.Ok.class, store().commit(tx));
        assertEquals(List.of(1L), first.items());
        List<String> after = StoreUnderTest.contents(store());
        assertEquals(new CommitResult.Replayed(first), store().commit(tx));
        pass(Duration.ofHours(23).plusMinutes(59));
        commit(other -> other.quota("unrelated", 1, 10));
        commit(other -> other.quota("unrelated", -1, 10));
        assertEquals(new CommitResult.Replayed(first), store().commit(tx));
        assertEquals("n1", store().get(SERVER, "i-1").orElseThrow().value().name());
        assertEquals(1, store().used("q"));
        assertEquals(first.seq() + 2, store().info().seq());
        assertEquals(
                after.stream().filter(line -> !line.contains("\"done\"")).toList(),
                StoreUnderTest.contents(store()).stream()
                        .filter(line -> !line.contains("\"done\""))
                        .toList());
    }

    @Test
    default void aRefusedOperationMayBeTriedAgain() {
        Tx tx = Tx.of("op").expect(SERVER, "i-1", Tx.ANY).quota("q", 1, 1).build();
        assertInstanceOf(CommitResult.Conflict.class, store().commit(tx));
        created("i-1", Server.of("web", "p1"));
        assertInstanceOf(CommitResult.Ok.class, store().commit(tx));
        assertInstanceOf(CommitResult.Replayed.class, store().commit(tx));
    }

    @Test
    default void operationsAreForgottenSomeTime() {
        commit(tx -> tx.create(SERVER, "i-1", Server.of("web", "p1")));
        Tx old = Tx.of("old").quota("q", 1, 10).build();
        store().commit(old);
        pass(Duration.ofHours(49));
        for (int i = 0; i < 10; i++) {
            commit(tx -> tx.quota("q", 1, 100));
        }
        assertEquals(
                0,
                StoreUnderTest.contents(store()).stream()
                        .filter(line -> line.contains("\"opId\":\"old\""))
                        .count());
    }
}
