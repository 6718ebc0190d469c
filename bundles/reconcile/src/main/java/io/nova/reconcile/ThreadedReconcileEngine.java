package io.nova.reconcile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Runs each work on its own few named threads, and measures time by the steady clock of the JVM.
 */
@Component
public final class ThreadedReconcileEngine implements ReconcileEngine {

    private final Set<ThreadedWork<?>> works = new HashSet<>();
    private final ScheduledThreadPoolExecutor deadlines;
    private boolean closed;

    @Activate
    public ThreadedReconcileEngine() {
        deadlines =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread thread = new Thread(task, "reconcile-deadlines");
                            thread.setDaemon(true);
                            return thread;
                        });
        // Most runs end long before their deadline, and would pile up until then.
        deadlines.setRemoveOnCancelPolicy(true);
    }

    @Override
    public <K> Work<K> start(WorkSpec<K> spec) {
        ThreadedWork<K> work = new ThreadedWork<>(spec, deadlines, this::forget);
        synchronized (works) {
            if (closed) {
                throw new IllegalStateException(
                        spec.name() + " cannot start: its engine is closed");
            }
            works.add(work);
            work.start();
        }
        return work;
    }

    private void forget(ThreadedWork<?> work) {
        synchronized (works) {
            works.remove(work);
        }
    }

    /** Closes what its owners have not closed. */
    @Deactivate
    public void close() {
        List<ThreadedWork<?>> left;
        synchronized (works) {
            closed = true;
            left = new ArrayList<>(works);
        }
        left.forEach(ThreadedWork::close);
        deadlines.shutdownNow();
    }
}
