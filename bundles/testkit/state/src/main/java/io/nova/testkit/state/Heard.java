package io.nova.testkit.state;

import io.nova.spi.state.Change;
import io.nova.spi.state.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A listener that notes what it hears; a test waits until it has heard enough. */
public final class Heard implements WatchListener {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Change> changes = new ArrayList<>();
    private int gaps;

    @Override
    public synchronized void change(Change change) {
        changes.add(change);
        notifyAll();
    }

    @Override
    public synchronized void gap() {
        gaps++;
        notifyAll();
    }

    /** Returns the changes heard so far. */
    public synchronized List<Change> changes() {
        return List.copyOf(changes);
    }

    /** Returns how often changes were lost. */
    public synchronized int gaps() {
        return gaps;
    }

    /** Waits for the fact and fails if it does not come. */
    public synchronized void await(Predicate<Heard> fact) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!fact.test(this)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("heard only " + changes + " and " + gaps + " gaps");
            }
            wait(left / 1_000_000 + 1);
        }
    }

    /** Waits for so many changes. */
    public void awaitChanges(int count) throws InterruptedException {
        await(heard -> heard.changes.size() >= count);
    }
}
