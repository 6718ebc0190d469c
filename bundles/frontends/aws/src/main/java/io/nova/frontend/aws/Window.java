package io.nova.frontend.aws;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Decides whether a signature is of our time. */
record Window(Clock clock, Duration skew) {

    /** Checks the time of a signature that is good just now. */
    void requireNow(Instant signed, String key) {
        Instant now = clock.instant();
        if (Duration.between(signed, now).abs().compareTo(skew) > 0) {
            throw Refusal.skewed(key, signed, now, skew);
        }
    }

    /** Checks the times of a signature that is good for a while. */
    void requireBetween(Instant signed, Instant end, String key) {
        Instant now = clock.instant();
        if (signed.isAfter(now.plus(skew))) {
            throw Refusal.notYetValid(key, signed, now);
        }
        requireBefore(end, key);
    }

    /** Checks the end of a signature that does not say when it was made. */
    void requireBefore(Instant end, String key) {
        Instant now = clock.instant();
        if (now.isAfter(end)) {
            throw Refusal.expired(key, end, now);
        }
    }
}
