package io.nova.testkit.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.UnavailableException;
import io.nova.spi.state.Beat;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Lease;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.StoreInfo;
import io.nova.spi.state.Tx;
import io.nova.spi.state.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a store that outlives its process does besides. */
@SuppressWarnings("try") // A watch is there to be closed.
public interface DurabilityContract extends ArchiveContract {

    /** Ends the store in good order and opens it anew; {@link #store} then returns the new one. */
    void restart() throws IOException;

    @Test
    default void aRestartedStoreIsAsBefore() throws IOException {
        Lease lease = fill();
        List<String> before = StoreUnderTest.contents(store());
        StoreInfo info = store().info();
        restart();
        assertEquals(before, StoreUnderTest.contents(store()));
        assertEquals(info, store().info());
        assertInstanceOf(
                CommitResult.Replayed.class, store().commit(Tx.of("op").quota("q", 1, 10).build()));
        commit(tx -> tx.fence(lease).quota("q", 1, 10));
        assertEquals(
                lease.token(),
                store().lease("gc", "a", Duration.ofMinutes(1)).orElseThrow().token());
        assertEquals(List.of(3L), commit(tx -> tx.take("numbers", "i-4")).items());
        Rec<Server> read = store().get(SERVER, "i-9").orElseThrow();
        commit(tx -> tx.update(SERVER, read, read.value().sized(2)));
        assertEquals(1, store().count(SERVER, IndexEntry.of("project", "p1")));
    }

    @Test
    default void aRestartedStoreHasJustSeenItsMembers() throws IOException {
        store().beat("hosts", "h1", "one");
        store().beat("hosts", "h2", "two");
        store().forget("hosts", "h2");
        pass(Duration.ofMinutes(10));
        restart();
        Beat beat = store().beats("hosts").get(0);
        assertEquals(1, store().beats("hosts").size());
        assertEquals("h1", beat.member());
        store().beat("hosts", "now", "");
        Duration ago = Duration.between(beat.at(), store().beats("hosts").get(1).at());
        assertEquals(true, ago.compareTo(Duration.ofMinutes(1)) < 0, ago.toString());
    }

    @Test
    default void aWatchFromBeforeARestartHearsAllOrOfAGap() throws Exception {
        long seq = created("i-1", Server.of("n", "p1")).version();
        created("i-2", Server.of("n", "p1"));
        restart();
        Heard heard = new Heard();
        try (Watch watch = store().watch(Set.of(SERVER), seq, heard)) {
            heard.await(h -> h.gaps() == 1 || h.changes().size() == 1);
        }
    }

    @Test
    default void aStoreThatEndedSaysSo() throws IOException {
        created("i-1", Server.of("n", "p1"));
        StateStore ended = store();
        restart();
        assertThrows(UnavailableException.class, () -> ended.get(SERVER, "i-1"));
        Tx tx = Tx.of("late").quota("q", 1, 10).build();
        assertThrows(UnavailableException.class, () -> ended.commit(tx));
        assertInstanceOf(CommitResult.Ok.class, store().commit(tx));
    }
}
