package io.nova.testkit.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.PoolItem;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pools and quotas. */
public interface PoolContract extends StoreUnderTest {

    /** Five numbers that rest a minute. */
    PoolSpec FIVE = new PoolSpec("five", 10, 14, Duration.ofSeconds(60));

    @Test
    default void numbersAreGivenOutFromTheSmallest() {
        commit(tx -> tx.define(FIVE));
        for (long item = 10; item <= 14; item++) {
            assertEquals(List.of(item), commit(tx -> tx.take("five", "o")).items());
        }
        assertEquals(new CommitResult.Exhausted("five"), attempt(tx -> tx.take("five", "o")));
        assertEquals(
                Optional.of(new PoolInfo(FIVE, 0, 5, 0)), store().pool("five"), "all are used");
    }

    @Test
    default void recordsKnowTheNumbersThatWereTaken() {
        commit(tx -> tx.define(FIVE));
        CommitResult.Ok ok =
                commit(
                        tx -> {
                            int one = tx.take("five", "i-1");
                            int other = tx.take("five", "i-1", 13);
                            tx.createWith(
                                    SERVER,
                                    "i-1",
                                    taken ->
                                            Server.of(
                                                    taken.item(one) + "," + taken.item(other),
                                                    "p1"));
                        });
        assertEquals(List.of(10L, 13L), ok.items());
        assertEquals("10,13", store().get(SERVER, "i-1").orElseThrow().value().name());
    }

    @Test
    default void aNumberAskedForIsNotGivenTwice() {
        commit(
                tx -> {
                    tx.define(FIVE);
                    tx.take("five", "a", 11);
                });
        CommitResult.Exhausted refused = new CommitResult.Exhausted("five");
        assertEquals(refused, attempt(tx -> tx.take("five", "b", 11)));
        assertEquals(refused, attempt(tx -> tx.take("five", "b", 9)));
        assertEquals(refused, attempt(tx -> tx.take("five", "b", 15)));
        // The numbers given out in turn pass over it.
        assertEquals(
                List.of(10L, 12L, 13L),
                commit(
                                tx -> {
                                    tx.take("five", "b");
                                    tx.take("five", "b");
                                    tx.take("five", "b");
                                })
                        .items());
    }

    @Test
    default void onlyItsOwnerGivesANumberBack() {
        commit(
                tx -> {
                    tx.define(FIVE);
                    tx.take("five", "a");
                });
        CommitResult.NotOwner refused = new CommitResult.NotOwner("five", 10);
        assertEquals(refused, attempt(tx -> tx.give("five", "b", 10)));
        commit(tx -> tx.give("five", "a", 10));
        assertEquals(refused, attempt(tx -> tx.give("five", "a", 10)));
        assertEquals(new CommitResult.NotOwner("none", 1), attempt(tx -> tx.give("none", "a", 1)));
    }

    @Test
    default void aNumberThatCameBackRests() {
        commit(
                tx -> {
                    tx.define(FIVE);
                    for (int i = 0; i < 5; i++) {
                        tx.take("five", "a");
                    }
                });
        commit(tx -> tx.give("five", "a", 12));
        pass(Duration.ofSeconds(1));
        commit(tx -> tx.give("five", "a", 11));
        assertEquals(Optional.of(new PoolInfo(FIVE, 0, 3, 2)), store().pool("five"));
        assertEquals(new CommitResult.Exhausted("five"), attempt(tx -> tx.take("five", "b")));
        assertEquals(new CommitResult.Exhausted("five"), attempt(tx -> tx.take("five", "b", 12)));
        pass(Duration.ofSeconds(60));
        assertEquals(Optional.of(new PoolInfo(FIVE, 2, 3, 0)), store().pool("five"));
        // The one that has been free longest, which is not the smallest.
        assertEquals(List.of(12L), commit(tx -> tx.take("five", "b")).items());
        assertEquals(List.of(11L), commit(tx -> tx.take("five", "b", 11)).items());
        assertEquals(Optional.of(new PoolInfo(FIVE, 0, 5, 0)), store().pool("five"));
    }

    @Test
    default void numbersNeverUsedComeBeforeThoseThatCameBack() {
        commit(
                tx -> {
                    tx.define(new PoolSpec("fresh", 1, 3, Duration.ZERO));
                    tx.take("fresh", "a");
                });
        commit(tx -> tx.give("fresh", "a", 1));
        assertEquals(List.of(2L), commit(tx -> tx.take("fresh", "a")).items());
        assertEquals(List.of(3L), commit(tx -> tx.take("fresh", "a")).items());
        assertEquals(List.of(1L), commit(tx -> tx.take("fresh", "a")).items());
    }

    @Test
    default void aRefusalDoesNotUseNumbersUp() {
        commit(tx -> tx.define(new PoolSpec("two", 1, 2, Duration.ZERO)));
        CommitResult refused =
                attempt(
                        tx -> {
                            tx.take("two", "a", 1);
                            tx.take("two", "a", 2);
                            tx.take("two", "a");
                        });
        assertEquals(new CommitResult.Exhausted("two"), refused);
        assertEquals(List.of(1L), commit(tx -> tx.take("two", "a")).items());
        assertEquals(List.of(2L), commit(tx -> tx.take("two", "a")).items());
    }

    @Test
    default void aPoolIsDefinedOnce() {
        commit(tx -> tx.define(FIVE));
        commit(tx -> tx.take("five", "a"));
        commit(tx -> tx.define(new PoolSpec("five", 1, 2, Duration.ZERO)));
        assertEquals(Optional.of(new PoolInfo(FIVE, 4, 1, 0)), store().pool("five"));
        assertEquals(Optional.empty(), store().pool("none"));
        assertThrows(IllegalArgumentException.class, () -> attempt(tx -> tx.take("none", "a")));
    }

    @Test
    default void aLargePoolCostsNoMoreThanASmallOne() {
        commit(tx -> tx.define(new PoolSpec("large", 0, 1L << 40, Duration.ZERO)));
        assertEquals(List.of(0L), commit(tx -> tx.take("large", "a")).items());
        assertEquals(List.of(1L << 40), commit(tx -> tx.take("large", "a", 1L << 40)).items());
        assertEquals((1L << 40) - 1, store().pool("large").orElseThrow().free());
    }

    @Test
    default void ownersAreToldInPages() {
        commit(
                tx -> {
                    tx.define(new PoolSpec("many", 0, 99, Duration.ZERO));
                    for (int i = 0; i < 7; i++) {
                        tx.take("many", "o" + i);
                    }
                    tx.take("many", "last", 99);
                });
        commit(tx -> tx.give("many", "o3", 3));
        assertEquals(
                List.of(new PoolItem(0, "o0"), new PoolItem(1, "o1"), new PoolItem(2, "o2")),
                store().owners("many", -1, 3));
        assertEquals(
                List.of(
                        new PoolItem(4, "o4"),
                        new PoolItem(5, "o5"),
                        new PoolItem(6, "o6"),
                        new PoolItem(99, "last")),
                store().owners("many", 2, 100));
        assertEquals(List.of(), store().owners("many", 99, 10));
        assertEquals(List.of(), store().owners("none", -1, 10));
    }

    @Test
    default void aQuotaIsNotPassed() {
        commit(tx -> tx.quota("q", 7, 10));
        assertEquals(
                new CommitResult.QuotaExceeded("q", 7, 10), attempt(tx -> tx.quota("q", 4, 10)));
        commit(tx -> tx.quota("q", 3, 10));
        assertEquals(10, store().used("q"));
        assertEquals(
                new CommitResult.QuotaExceeded("q", 10, 20),
                attempt(tx -> tx.quota("q", Long.MAX_VALUE, 20)));
        assertEquals(
                new CommitResult.QuotaExceeded("q", 10, 10), attempt(tx -> tx.quota("q", -11, 10)));
        assertEquals(0, store().used("other"));
        assertEquals(List.of(0L, 10L, 10L), store().used(List.of("other", "q", "q")));
        assertEquals(List.of(), store().used(List.of()));
    }

    @Test
    default void quotaIsGivenBackUnderALimitThatWasLowered() {
        commit(tx -> tx.quota("q", 7, 10));
        commit(tx -> tx.quota("q", -1, 3));
        assertEquals(6, store().used("q"));
        assertEquals(new CommitResult.QuotaExceeded("q", 6, 3), attempt(tx -> tx.quota("q", 1, 3)));
        commit(tx -> tx.quota("q", -6, Tx.ANY));
        assertEquals(0, store().used("q"));
    }
}
