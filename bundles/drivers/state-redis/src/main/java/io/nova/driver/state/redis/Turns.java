package io.nova.driver.state.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of this process whose values need numbers of pools: each would spoil the numbers
 * that another counts on. Whoever comes while others are under way waits, and one of those who wait
 * then commits all of theirs together.
 */
final class Turns {

    /** A script lets nobody else in: it must not be long. */
    private static final int MAX_STEPS = 1024;

    private final Settings settings;
    private final Links links;
    private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();
    private final Deque<Pending> again = new ArrayDeque<>();
    private boolean taken;

    Turns(Settings settings, Links links) {
        this.settings = settings;
        this.links = links;
    }

    /** Commits it, and perhaps others. */
    void commit(Pending mine) {
        if (!waitForTurn(mine)) {
            return;
        }
        try {
            while (!mine.isDone()) {
                List<Pending> batch = next();
                again.addAll(new Batch(settings, links, batch).run(true));
                again.stream()
                        .filter(Pending::isLate)
                        .forEach(one -> one.failed(Pending.tooMany()));
                again.removeIf(Pending::isDone);
                settle(batch);
            }
        } finally {
            endTurn();
        }
    }

    /** Returns false if another has committed it meanwhile. */
    private synchronized boolean waitForTurn(Pending mine) {
        queue.add(mine);
        boolean interrupted = false;
        while (taken && !mine.isSettled()) {
            try {
                wait();
            } catch (InterruptedException e) {
                // Its outcome is on its way, and whoever wants to stop asks again.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (mine.isSettled()) {
            return false;
        }
        taken = true;
        return true;
    }

    /** Only now: what was answered may yet turn out not to be as safe as was asked for. */
    private synchronized void settle(List<Pending> batch) {
        batch.stream().filter(Pending::isDone).forEach(Pending::settle);
        notifyAll();
    }

    private synchronized void endTurn() {
        taken = false;
        notifyAll();
    }

    /** Those that were tried before come first. */
    private List<Pending> next() {
        List<Pending> batch = new ArrayList<>();
        int steps = 0;
        for (Pending one = poll(); one != null; one = steps < MAX_STEPS ? poll() : null) {
            batch.add(one);
            steps += one.size();
        }
        return batch;
    }

    private @Nullable Pending poll() {
        Pending tried = again.poll();
        return tried == null ? queue.poll() : tried;
    }
}
