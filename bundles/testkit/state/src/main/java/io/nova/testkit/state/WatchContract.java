package io.nova.testkit.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.state.Change;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The change feed. */
@SuppressWarnings("try") // A watch is there to be closed.
public interface WatchContract extends StoreUnderTest {

    @Test
    default void laterChangesOfTheKindsAreToldInOrder() throws InterruptedException {
        created("i-0", Server.of("before", "p1"));
        Heard heard = new Heard();
        try (Watch watch = store().watch(Set.of(SERVER), -1, heard)) {
            Rec<Server> one = created("i-1", Server.of("one", "p1"));
            commit(tx -> tx.create(SERVER_LOG, "i-1", Server.of("log", "p1")));
            long second = commit(tx -> tx.update(SERVER, one, one.value().sized(2))).seq();
            Rec<Server> now = store().get(SERVER, "i-1").orElseThrow();
            long third = commit(tx -> tx.delete(SERVER, now)).seq();
            heard.awaitChanges(3);
            assertEquals(
                    List.of(
                            new Change(one.version(), SERVER, "i-1", one.version()),
                            new Change(second, SERVER, "i-1", second),
                            new Change(third, SERVER, "i-1", 0)),
                    heard.changes());
            assertEquals(0, heard.gaps());
        }
    }

    @Test
    default void aRefusalIsNoChange() throws InterruptedException {
        created("i-1", Server.of("one", "p1"));
        Heard heard = new Heard();
        try (Watch watch = store().watch(Set.of(SERVER), -1, heard)) {
            attempt(
                    tx ->
                            tx.create(SERVER, "i-2", Server.of("two", "p1"))
                                    .create(SERVER, "i-1", Server.of("again", "p1")));
            created("i-3", Server.of("three", "p1"));
            heard.awaitChanges(1);
            assertEquals("i-3", heard.changes().get(0).id());
        }
    }

    @Test
    default void earlierChangesAreToldOnceOrLostAloud() throws InterruptedException {
        List<Long> seqs =
                IntStream.range(0, 5)
                        .mapToObj(i -> created("i-" + i, Server.of("n", "p1")).version())
                        .toList();
        Heard heard = new Heard();
        try (Watch watch = store().watch(Set.of(SERVER), seqs.get(1), heard)) {
            Rec<Server> last = created("i-9", Server.of("n", "p1"));
            heard.await(
                    h -> h.changes().stream().anyMatch(change -> change.seq() == last.version()));
            List<Long> told = heard.changes().stream().map(Change::seq).toList();
            assertEquals(told.stream().sorted().distinct().toList(), told);
            if (heard.gaps() == 0) {
                assertEquals(seqs.subList(2, 5), told.subList(0, 3));
            }
        }
    }

    @Test
    default void aWatchFromTheFutureHearsOfAGap() throws InterruptedException {
        long seq = created("i-1", Server.of("n", "p1")).version();
        Heard heard = new Heard();
        try (Watch watch = store().watch(Set.of(SERVER), seq + 1000, heard)) {
            heard.await(h -> h.gaps() == 1);
            created("i-2", Server.of("n", "p1"));
            heard.awaitChanges(1);
        }
    }

    @Test
    default void aClosedWatchHearsNothing() throws InterruptedException {
        Heard closed = new Heard();
        Watch watch = store().watch(Set.of(SERVER), -1, closed);
        Heard open = new Heard();
        try (Watch other = store().watch(Set.of(SERVER), -1, open)) {
            watch.close();
            watch.close();
            created("i-1", Server.of("n", "p1"));
            open.awaitChanges(1);
            assertEquals(List.of(), closed.changes());
        }
    }

    @Test
    default void aListenerThatThrowsHurtsNobody() throws InterruptedException {
        WatchListener broken =
                new WatchListener() {
                    @Override
                    public void change(Change change) {
                        throw new IllegalStateException("on purpose");
                    }

                    @Override
                    public void gap() {
                        throw new IllegalStateException("on purpose");
                    }
                };
        Heard heard = new Heard();
        try (Watch bad = store().watch(Set.of(SERVER), -1, broken);
                Watch good = store().watch(Set.of(SERVER), -1, heard)) {
            created("i-1", Server.of("n", "p1"));
            created("i-2", Server.of("n", "p1"));
            heard.awaitChanges(2);
        }
    }

    @Test
    default void underLoadEveryCommitIsToldOrLostAloud() throws Exception {
        Heard heard = new Heard();
        try (Watch watch = store().watch(Set.of(SERVER), store().info().seq(), heard)) {
            Together.run(
                    8,
                    thread -> {
                        for (int i = 0; i < 50; i++) {
                            created("i-" + thread + "-" + i, Server.of("n", "p" + thread));
                        }
                    });
            heard.await(h -> h.gaps() > 0 || h.changes().size() == 400);
            List<Change> told = heard.changes();
            assertEquals(
                    told.stream().map(Change::seq).sorted().toList(),
                    told.stream().map(Change::seq).toList());
            if (heard.gaps() == 0) {
                Set<String> ids = told.stream().map(Change::id).collect(Collectors.toSet());
                assertEquals(400, ids.size());
            }
            assertTrue(heard.gaps() <= 1, "a gap is told once");
        }
    }
}
