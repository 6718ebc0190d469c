package io.nova.blockstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration STEP = Duration.ofMillis(500);

    // It begins below zero, as System.nanoTime may.
    private long now = -42;
    private final Backoff<String> backoff = new Backoff<>(() -> now);

    @Test
    void whatEndedOnceIsStartedAtOnce() {
        assertTrue(backoff.isDue("one"));
        backoff.started("one");
        pass(Duration.ofMinutes(2));
        assertTrue(backoff.isDue("one"));
    }

    @Test
    void whatEndsAgainAndAgainIsStartedEverLater() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            backoff.started("one");
            long before = now;
            while (!backoff.isDue("one")) {
                pass(STEP);
            }
            pauses.add(Duration.ofNanos(now - before).toMillis());
        }
        assertEquals(
                List.of(500L, 1000L, 2000L, 4000L, 8000L, 16000L, 30000L, 30000L, 30000L), pauses);
        assertTrue(backoff.isDue("another"));
    }

    @Test
    void whatRanForAMinuteIsForgiven() {
        for (int i = 0; i < 5; i++) {
            backoff.started("one");
        }
        assertFalse(backoff.isDue("one"));
        pass(Duration.ofSeconds(61));
        backoff.started("one");
        pass(STEP);
        assertTrue(backoff.isDue("one"));
    }

    @Test
    void whatIsForgottenIsDue() {
        backoff.started("one");
        backoff.forget("one");
        assertTrue(backoff.isDue("one"));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
