package io.nova.gated.messaging;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which driver's message this thread handles. */
final class Within {

    private static final ThreadLocal<@Nullable Present> HANDLED = new ThreadLocal<>();

    private Within() {}

    /** Handles a message that came over the driver. */
    static <R> R handler(Present way, Supplier<R> handler) {
        HANDLED.set(way);
        try {
            return handler.get();
        } finally {
            HANDLED.remove();
        }
    }

    /**
     * Returns the driver that leaves, and waits for this very thread: what the handler sends cannot
     * wait for the next one. Null if this thread is no such.
     */
    static @Nullable Present leaving() {
        Present way = HANDLED.get();
        return way != null && way.isLeaving() ? way : null;
    }
}
