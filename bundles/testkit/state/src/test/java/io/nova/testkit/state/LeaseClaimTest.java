package io.nova.testkit.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.LeaseClaim;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeaseClaimTest {

    private static final Duration TIME = Duration.ofSeconds(10);

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final StateStore store = new MemoryStateStore(clock);
    private final LeaseClaim one = new LeaseClaim(store, "leader/sweep", "one");
    private final LeaseClaim other = new LeaseClaim(store, "leader/sweep", "other");

    private int commits;

    private CommitResult commit(LeaseClaim claim) {
        Tx.Builder tx = Tx.of("tx-" + commits++).quota("done", 1, Long.MAX_VALUE);
        return store.commit(claim.fence(tx).build());
    }

    @Test
    void whoHoldsTheLeaseCommits() {
        assertTrue(one.take(TIME));
        assertFalse(other.take(TIME));
        assertInstanceOf(CommitResult.Ok.class, commit(one));
        assertEquals(new CommitResult.Fenced("leader/sweep"), commit(other));
        assertEquals(1, store.used("done"));
    }

    @Test
    void whoNeverAskedCommitsNothing() {
        assertInstanceOf(CommitResult.Fenced.class, commit(one));
    }

    @Test
    void whoWasStalledBetweenItsLookAndItsCommitCommitsNothing() {
        assertTrue(one.take(TIME));
        Tx stalled = one.fence(Tx.of("stalled").quota("done", 1, Long.MAX_VALUE)).build();
        clock.advance(Duration.ofSeconds(20));
        assertTrue(other.take(TIME));
        assertInstanceOf(CommitResult.Fenced.class, store.commit(stalled));
        assertFalse(one.take(TIME));
        assertInstanceOf(CommitResult.Fenced.class, commit(one));
        assertInstanceOf(CommitResult.Ok.class, commit(other));
    }

    @Test
    void whoGivesItUpLetsAnotherHaveItAtOnce() {
        assertTrue(one.take(TIME));
        one.give();
        one.give();
        assertTrue(other.take(TIME));
        assertInstanceOf(CommitResult.Fenced.class, commit(one));
        one.give();
        assertInstanceOf(CommitResult.Ok.class, commit(other), "it is no longer that one's");
    }
}
