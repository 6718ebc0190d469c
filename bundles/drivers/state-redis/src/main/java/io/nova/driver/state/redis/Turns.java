package io.nova.driver.state.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
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
    private final ReentrantLock turn = new ReentrantLock();
    private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();
    private final Deque<Pending> again = new ArrayDeque<>();

    Turns(Settings settings, Links links) {
        this.settings = settings;
        this.links = links;
    }

    /** Commits it, and perhaps others. */
    void commit(Pending mine) {
        queue.add(mine);
        turn.lock();
        try {
            while (!mine.isDone()) {
                again.addAll(new Batch(settings, links, next()).run(true));
                again.stream()
                        .filter(Pending::isLate)
                        .forEach(one -> one.failed(Pending.tooMany()));
                again.removeIf(Pending::isDone);
            }
        } finally {
            turn.unlock();
        }
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
