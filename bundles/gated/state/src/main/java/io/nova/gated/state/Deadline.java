package io.nova.gated.state;

import java.io.IOException;
import java.time.Duration;

/**
 * Until when something must be done.
 *
 * @param atNanos by {@link System#nanoTime}
 * @param late what to say when it has passed
 */
record Deadline(long atNanos, String late) {

    static Deadline in(Duration time, String late) {
        return new Deadline(System.nanoTime() + time.toNanos(), late);
    }

    long leftNanos() {
        return atNanos - System.nanoTime();
    }

    void check() throws IOException {
        if (leftNanos() <= 0) {
            throw new IOException(late);
        }
    }
}
