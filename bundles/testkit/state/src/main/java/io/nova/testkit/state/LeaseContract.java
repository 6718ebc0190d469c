package io.nova.testkit.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.state.Beat;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Leases, fences and signs of life. */
public interface LeaseContract extends StoreUnderTest {

    /** How long a lease lasts here. */
    Duration TTL = Duration.ofSeconds(10);

    @Test
    default void aLeaseHasOneHolder() {
        Lease lease = store().lease("gc", "a", TTL).orElseThrow();
        assertEquals("gc", lease.name());
        assertEquals("a", lease.owner());
        assertEquals(Optional.empty(), store().lease("gc", "b", TTL));
        assertTrue(store().lease("other", "b", TTL).isPresent());
    }

    @Test
    default void aRenewalKeepsTheTokenAndMovesTheEnd() {
        Lease first = store().lease("gc", "a", TTL).orElseThrow();
        pass(Duration.ofSeconds(6));
        Lease renewed = store().lease("gc", "a", TTL).orElseThrow();
        assertEquals(first.token(), renewed.token());
        assertTrue(renewed.until().isAfter(first.until()));
        pass(Duration.ofSeconds(6));
        assertEquals(Optional.empty(), store().lease("gc", "b", TTL));
    }

    @Test
    default void everyNewHolderHasAGreaterToken() {
        Lease first = store().lease("gc", "a", TTL).orElseThrow();
        pass(Duration.ofSeconds(11));
        Lease second = store().lease("gc", "b", TTL).orElseThrow();
        assertTrue(second.token() > first.token());
        store().release(second);
        Lease third = store().lease("gc", "a", TTL).orElseThrow();
        assertTrue(third.token() > second.token());
        pass(Duration.ofSeconds(11));
        Lease fourth = store().lease("gc", "a", TTL).orElseThrow();
        assertTrue(fourth.token() > third.token());
    }

    @Test
    default void onlyTheHolderReleases() {
        Lease first = store().lease("gc", "a", TTL).orElseThrow();
        pass(Duration.ofSeconds(11));
        Lease second = store().lease("gc", "b", TTL).orElseThrow();
        store().release(first);
        assertEquals(Optional.empty(), store().lease("gc", "a", TTL));
        store().release(second);
        store().release(second);
        assertTrue(store().lease("gc", "a", TTL).isPresent());
    }

    @Test
    default void aFenceHoldsOffWhoeverLostTheLease() {
        Lease first = store().lease("gc", "a", TTL).orElseThrow();
        commit(tx -> tx.fence(first).quota("q", 1, 10));
        pass(Duration.ofSeconds(11));
        assertEquals(
                new CommitResult.Fenced("gc"), attempt(tx -> tx.fence(first).quota("q", 1, 10)));
        Lease second = store().lease("gc", "b", TTL).orElseThrow();
        assertEquals(
                new CommitResult.Fenced("gc"), attempt(tx -> tx.fence(first).quota("q", 1, 10)));
        commit(tx -> tx.fence(second).quota("q", 1, 10));
        assertEquals(2, store().used("q"));
    }

    @Test
    default void membersAreSeenWhenTheyLastSpoke() {
        store().beat("hosts", "h2", "two");
        store().beat("hosts", "h1", "one");
        store().beat("others", "h3", "");
        pass(Duration.ofSeconds(30));
        store().beat("hosts", "h1", "one again");
        List<Beat> beats = store().beats("hosts");
        assertEquals(List.of("h1", "h2"), beats.stream().map(Beat::member).toList());
        assertEquals("one again", beats.get(0).note());
        Duration apart = Duration.between(beats.get(1).at(), beats.get(0).at());
        assertFalse(apart.compareTo(Duration.ofSeconds(30)) < 0, apart.toString());
        store().forget("hosts", "h1");
        store().forget("hosts", "h1");
        store().forget("none", "h1");
        assertEquals(List.of("h2"), store().beats("hosts").stream().map(Beat::member).toList());
        assertEquals(List.of(), store().beats("none"));
    }
}
