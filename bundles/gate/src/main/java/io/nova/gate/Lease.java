package io.nova.gate;

import org.jspecify.annotations.Nullable;

/** A thread's right to be inside a driver; {@code outer} is the one it was taken within. */
final class Lease<D> {

    final Bound<D> bound;
    final Insiders.Place<D> place;
    final @Nullable Lease<D> outer;

    /** How many calls are within one another; the thread's own affair. */
    int depth = 1;

    /** Whether the driver had to go; written under the gate's lock. */
    volatile boolean overrun;

    Lease(Bound<D> bound, Insiders.Place<D> place, @Nullable Lease<D> outer) {
        this.bound = bound;
        this.place = place;
        this.outer = outer;
    }
}
