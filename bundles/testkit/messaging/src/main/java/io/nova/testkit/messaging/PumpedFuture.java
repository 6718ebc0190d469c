package io.nova.testkit.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A future whose waiter moves the bus on, as do the waiters of what is made of it. */
final class PumpedFuture<T> extends CompletableFuture<T> {

    private final Runnable pump;

    PumpedFuture(Runnable pump) {
        this.pump = pump;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new PumpedFuture<>(pump);
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        pump();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException {
        return get();
    }

    @Override
    public T join() {
        pump();
        return super.join();
    }

    private void pump() {
        while (!isDone()) {
            pump.run();
        }
    }
}
