package io.nova.driver.hypervisor.libvirt;

import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.model.DriverException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes native calls on threads of its own. An interrupt does not end a native call: so the caller
 * stops to wait and the call is left to itself, on a thread that is not missed until it returns.
 */
final class NativeCalls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NativeCalls.class);
    private static final int THREADS = 16;

    private final Duration deadline;
    private final Runnable abandoned;
    private final AtomicInteger names = new AtomicInteger();
    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(
                    0, THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), this::thread);

    /**
     * @param deadline how long to wait for any call
     * @param abandoned what to do after a call that did not return in time
     */
    NativeCalls(Duration deadline, Runnable abandoned) {
        this.deadline = deadline;
        this.abandoned = abandoned;
    }

    /** Makes a call; if interrupted, leaves it to itself. */
    <T> T call(String what, Callable<T> task) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(what);
        }
        Future<T> future = submit(what, task);
        try {
            return outcome(what, future, System.nanoTime() + deadline.toNanos());
        } catch (InterruptedException e) {
            future.cancel(false);
            throw e;
        }
    }

    /** Makes a call and waits for it also if interrupted; the interrupt is kept for later. */
    <T> T finish(String what, Callable<T> task) {
        Future<T> future = submit(what, task);
        long end = System.nanoTime() + deadline.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return outcome(what, future, end);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns how many calls have not returned, waited for or not. */
    int underWay() {
        return pool.getActiveCount();
    }

    @Override
    public void close() {
        pool.shutdown();
    }

    private <T> Future<T> submit(String what, Callable<T> task) {
        try {
            return pool.submit(task);
        } catch (RejectedExecutionException e) {
            throw new DriverException(
                    UNREACHABLE,
                    what + ": too many calls to libvirt have not returned: " + underWay(),
                    e);
        }
    }

    private <T> T outcome(String what, Future<T> future, long end) throws InterruptedException {
        try {
            return future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.warn(
                    "{}: libvirt did not answer in {}, {} calls are under way",
                    what,
                    deadline,
                    underWay());
            abandoned.run();
            throw new DriverException(
                    UNREACHABLE, what + ": libvirt did not answer in " + deadline, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw LibvirtErrors.translate(what, cause == null ? e : cause);
        }
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "nova-libvirt-call-" + names.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
