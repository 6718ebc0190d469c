package io.nova.reconcile;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Runs each work on its own few named threads. */
@Component
public final class ThreadedReconcileEngine implements ReconcileEngine {

    private final Clock clock;
    private final Set<ThreadedWork<?>> works = new HashSet<>();

    @Activate
    public ThreadedReconcileEngine(@Reference Clock clock) {
        this.clock = clock;
    }

    @Override
    public <K> Work<K> start(WorkSpec<K> spec) {
        ThreadedWork<K> work = new ThreadedWork<>(spec, clock, this::forget);
        synchronized (works) {
            works.add(work);
        }
        work.start();
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
            left = new ArrayList<>(works);
        }
        left.forEach(ThreadedWork::close);
    }
}
