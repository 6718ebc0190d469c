package io.nova.manager.image;

import io.nova.model.DriverException;
import io.nova.model.UnavailableException;

/** Tells bytes that are lost from a store that is away: only the second is worth waiting for. */
final class Damage {

    private Damage() {}

    /** Tells whether an object could not be read since its bytes are not those written. */
    static boolean isIn(UnavailableException failure) {
        return failure.getCause() instanceof DriverException cause
                && cause.kind() == DriverException.Kind.BROKEN;
    }
}
