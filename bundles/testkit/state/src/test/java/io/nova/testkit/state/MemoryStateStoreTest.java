package io.nova.testkit.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.state.Change;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryStateStoreTest extends StateStoreContract implements ClearContract {

    private final MutableClock clock = new MutableClock();
    private final MemoryStateStore store = new MemoryStateStore(clock);

    @Override
    public StateStore store() {
        return store;
    }

    @Override
    public StateStore another() {
        return new MemoryStateStore(clock);
    }

    @Override
    public void pass(Duration time) {
        clock.advance(time);
    }

    @Test
    void watchersHearBeforeTheCommitReturns() {
        Heard heard = new Heard();
        try (Watch watch = store.watch(Set.of(SERVER), -1, heard)) {
            created("i-1", Server.of("n", "p1"));
            assertEquals(1, heard.changes().size());
        }
    }

    @Test
    void deliveryCanBeStepped() {
        Deque<Runnable> steps = new ArrayDeque<>();
        MemoryStateStore stepped = new MemoryStateStore(clock, "e1", steps::add);
        Heard heard = new Heard();
        try (Watch watch = stepped.watch(Set.of(SERVER), -1, heard)) {
            stepped.commit(Tx.of("op").create(SERVER, "i-1", Server.of("n", "p1")).build());
            assertEquals(0, heard.changes().size());
            steps.remove().run();
            assertEquals(1, heard.changes().size());
            assertEquals(0, steps.size());
        }
    }

    @Test
    void aWatchThatBeginsTooFarBackHearsOfAGap() {
        MemoryStateStore forgetful = new MemoryStateStore(clock, "e1", Runnable::run, 2);
        for (int i = 0; i < 5; i++) {
            forgetful.commit(
                    Tx.of("op" + i).create(SERVER, "i-" + i, Server.of("n", "p1")).build());
        }
        Heard late = new Heard();
        Heard inTime = new Heard();
        try (Watch one = forgetful.watch(Set.of(SERVER), 2, late);
                Watch other = forgetful.watch(Set.of(SERVER), 3, inTime)) {
            assertEquals(1, late.gaps());
            assertEquals(0, inTime.gaps());
            assertEquals(2, inTime.changes().size());
        }
    }

    @Test
    void othersCommitWhileAListenerIsTold() {
        WatchListener slow =
                new WatchListener() {
                    @Override
                    public void change(Change change) {
                        if (change.id().equals("i-1")) {
                            CompletableFuture.runAsync(() -> created("i-2", Server.of("n", "p1")))
                                    .orTimeout(10, TimeUnit.SECONDS)
                                    .join();
                        }
                    }

                    @Override
                    public void gap() {}
                };
        try (Watch watch = store.watch(Set.of(SERVER), -1, slow)) {
            created("i-1", Server.of("n", "p1"));
            assertTrue(store.get(SERVER, "i-2").isPresent());
        }
    }
}
