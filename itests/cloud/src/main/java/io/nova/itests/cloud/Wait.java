package io.nova.itests.cloud;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for facts. */
public final class Wait {

    private static final long LOOK_EVERY_MILLIS = 100;

    private Wait() {}

    public static void until(String what, Duration limit, BooleanSupplier fact) {
        var unused =
                until(
                        what,
                        limit,
                        () -> fact.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** Returns the value as soon as there is one. */
    public static <T> T until(String what, Duration limit, Supplier<Optional<T>> value) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> now = value.get();
            if (now.isPresent()) {
                return now.get();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + limit.toSeconds() + " s in vain: " + what);
            }
            try {
                Thread.sleep(LOOK_EVERY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting: " + what, e);
            }
        }
    }

    /** Waits until the value is another; while there is none it waits on. */
    public static <T> void untilNot(T old, Duration limit, Supplier<T> value) {
        until(
                "another than " + old,
                limit,
                () -> {
                    try {
                        return !old.equals(value.get());
                    } catch (AssertionError e) {
                        return false;
                    }
                });
    }
}
