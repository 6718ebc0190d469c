package io.nova.gate;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;

/** A thread that does what it is told, one thing after the other, also while inside a call. */
final class Actor implements AutoCloseable {

    /** What an actor may be told. */
    interface Order {
        void run() throws Exception;
    }

    private static final long DEADLINE_SECONDS = 30;

    private final LinkedBlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();
    private final Thread thread;
    private boolean leave;

    Actor(String name) {
        thread = new Thread(this::work, name);
        thread.setDaemon(true);
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    /** Has the order carried out; the future tells how it ended. */
    CompletableFuture<Void> tell(Order order) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        orders.add(
                () -> {
                    try {
                        order.run();
                        ended.complete(null);
                    } catch (Throwable fault) {
                        ended.completeExceptionally(fault);
                    }
                });
        return ended;
    }

    /** Within a call: goes on taking orders until it is told to leave. */
    void stay() throws InterruptedException {
        while (!leave) {
            orders.take().run();
        }
        leave = false;
    }

    /** Ends the innermost {@link #stay}. */
    void leave() {
        orders.add(() -> leave = true);
    }

    private void work() {
        try {
            stay();
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    boolean isBlocked() {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    static <T> T ended(CompletableFuture<T> future) throws Exception {
        try {
            return future.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("still not ended", e);
        }
    }

    static void await(String fact, BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                Assertions.fail("waited in vain: " + fact);
            }
            LockSupport.parkNanos(50_000);
        }
    }
}
