package io.nova.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which thread is inside which driver. A thread writes its own place alone and needs no lock for
 * that; who wants to know looks at all of them.
 */
final class Insiders<D> {

    /** A thread's place: the innermost of its leases, if it is inside at all. */
    static final class Place<D> {
        final Thread thread = Thread.currentThread();
        volatile @Nullable Lease<D> innermost;
    }

    private final Queue<Place<D>> places = new ConcurrentLinkedQueue<>();

    // Of this gate, not of all: a thread is inside several at once.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Place<D>> own = ThreadLocal.withInitial(this::make);

    private Place<D> make() {
        // Threads come and go far more seldom than calls.
        places.removeIf(place -> !place.thread.isAlive());
        Place<D> place = new Place<>();
        places.add(place);
        return place;
    }

    /** Returns the place of this thread. */
    Place<D> place() {
        return own.get();
    }

    /** Returns the leases on a driver. */
    List<Lease<D>> inside(Bound<D> bound) {
        List<Lease<D>> inside = new ArrayList<>();
        each(
                lease -> {
                    if (lease.bound == bound) {
                        inside.add(lease);
                    }
                });
        return inside;
    }

    /** Returns how many threads have a place, ended ones among them until the next one comes. */
    int places() {
        return places.size();
    }

    /** Returns how many leases there are. */
    int count() {
        int[] count = new int[1];
        each(lease -> count[0]++);
        return count[0];
    }

    private void each(Consumer<Lease<D>> consumer) {
        for (Place<D> place : places) {
            Lease<D> lease = place.innermost;
            while (lease != null) {
                consumer.accept(lease);
                lease = lease.outer;
            }
        }
    }
}
