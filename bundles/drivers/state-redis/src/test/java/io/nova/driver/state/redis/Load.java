package io.nova.driver.state.redis;

import io.nova.model.UnavailableException;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes samples from several threads for as long as it is open. What is not answered is sent again
 * with the same operation id until it is.
 */
final class Load implements AutoCloseable {

    private final StateStore store;
    private final ExecutorService threads;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unknown = new AtomicInteger();
    private volatile boolean stopping;

    Load(StateStore store, String name, int count) {
        this.store = store;
        this.threads = Executors.newFixedThreadPool(count);
        for (int thread = 0; thread < count; thread++) {
            String prefix = name + "-" + thread + "-";
            threads.execute(() -> run(prefix));
        }
    }

    private void run(String prefix) {
        try {
            for (int i = 0; !stopping; i++) {
                make(prefix + i);
            }
        } catch (Throwable e) {
            faults.add(e);
        }
    }

    private void make(String name) throws InterruptedException {
        Tx tx = Sample.making(name);
        while (true) {
            try {
                CommitResult result = store.commit(tx);
                if (result instanceof CommitResult.Ok || result instanceof CommitResult.Replayed) {
                    acknowledged.add(name);
                    return;
                } else if (!(result instanceof CommitResult.Unknown)) {
                    throw new AssertionError(result);
                }
                unknown.incrementAndGet();
            } catch (UnavailableException e) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** Waits until so many more are made. */
    void awaitMore(int more) throws InterruptedException {
        int wanted = acknowledged.size() + more;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (acknowledged.size() < wanted) {
            if (System.nanoTime() > end || !faults.isEmpty()) {
                throw new AssertionError("no more than " + acknowledged.size() + " " + faults);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    Set<String> acknowledged() {
        return acknowledged;
    }

    /** How often a commit was not answered. */
    int unknown() {
        return unknown.get();
    }

    /** Waits until what was begun is answered. */
    @Override
    public void close() {
        stopping = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
                throw new AssertionError("a commit came to no end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (!faults.isEmpty()) {
            throw new AssertionError(faults.element());
        }
    }
}
