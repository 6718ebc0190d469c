package io.nova.reconcile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    @ParameterizedTest
    @CsvSource({
        "PT0.2S, PT30S, 1, PT0.2S",
        "PT0.2S, PT30S, 2, PT0.4S",
        "PT0.2S, PT30S, 7, PT12.8S",
        "PT0.2S, PT30S, 9, PT30S",
        "PT0.2S, PT30S, 2000000000, PT30S",
        "PT1H, PT2400H, 8, PT128H",
        "PT1H, PT2400H, 64, PT2400H",
        "PT0.000000001S, PT0.000000001S, 5, PT0.000000001S"
    })
    void isBetweenHalfAndAllOfTheDoubledPause(
            Duration min, Duration max, int failures, Duration full) {
        Backoff backoff = new Backoff(min, max, new Random(3));
        for (int i = 0; i < 1000; i++) {
            Duration pause = backoff.after(failures);
            assertTrue(pause.compareTo(full) <= 0, pause.toString());
            assertTrue(pause.compareTo(full.dividedBy(2)) >= 0, pause.toString());
        }
    }
}
