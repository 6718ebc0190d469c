package io.nova.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedQueueTest {

    private static final Duration MIN = Duration.ofMillis(100);

    private final Random random = new Random(5);
    private final KeyedQueue<Integer> queue = queue(random);
    private Instant now = Instant.EPOCH;

    private static KeyedQueue<Integer> queue(Random random) {
        return new KeyedQueue<>(new Backoff(MIN, MIN.multipliedBy(8), random));
    }

    @Test
    void keysRunInTheOrderInWhichTheyWereWoken() {
        for (int key : List.of(3, 1, 2, 3, 1)) {
            queue.wake(key, now);
        }
        List<Integer> order = new ArrayList<>();
        for (Optional<Integer> key = queue.next(now); key.isPresent(); key = queue.next(now)) {
            order.add(key.get());
        }
        assertEquals(List.of(3, 1, 2), order);
    }

    @Test
    void thePauseGrowsWithEachFailureInARowAndStartsAnewAfterSuccess() {
        queue.wake(1, now);
        List<Duration> fulls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            fulls.add(pauseAfter(Outcome.retry("no")));
        }
        for (int i = 0; i < 6; i++) {
            Duration full = MIN.multipliedBy(1L << Math.min(i, 3));
            assertTrue(fulls.get(i).compareTo(full) <= 0, fulls.toString());
            assertTrue(fulls.get(i).compareTo(full.dividedBy(2)) >= 0, fulls.toString());
        }
        assertEquals(MIN, pauseAfter(Outcome.again(MIN)));
        assertTrue(pauseAfter(Outcome.retry("no")).compareTo(MIN) <= 0);
    }

    private Duration pauseAfter(Outcome outcome) {
        assertEquals(Optional.of(1), queue.next(now));
        queue.finished(1, outcome, now);
        Duration pause = Duration.between(now, queue.nextDue().orElseThrow());
        now = queue.nextDue().orElseThrow();
        return pause;
    }

    @Test
    void aKeyThatRestsRunsOnceAfterItHoweverOftenItWasWoken() {
        queue.wake(1, now);
        assertEquals(Optional.of(1), queue.next(now));
        queue.finished(1, Outcome.done(), now, MIN);
        assertEquals(0, queue.size());
        queue.wake(1, now);
        queue.wake(1, now);
        assertEquals(1, queue.size());
        assertEquals(Optional.empty(), queue.next(now));
        now = now.plus(MIN);
        assertEquals(Optional.of(1), queue.next(now));
        queue.finished(1, Outcome.done(), now, MIN);
        now = now.plus(MIN);
        assertEquals(Optional.empty(), queue.next(now));
        assertEquals(Optional.empty(), queue.nextDue());
        queue.wake(1, now);
        assertEquals(Optional.of(1), queue.next(now));
    }

    @Test
    void aWakingDoesNotCutARestShortThatIsPartOfAPause() {
        queue.wake(1, now);
        assertEquals(Optional.of(1), queue.next(now));
        queue.finished(1, Outcome.again(MIN.multipliedBy(5)), now, MIN);
        queue.wake(1, now);
        assertEquals(Optional.empty(), queue.next(now));
        now = now.plus(MIN);
        assertEquals(Optional.of(1), queue.next(now));
    }

    @Test
    @Timeout(60)
    void manyKeysAreNoBurden() {
        int many = 200_000;
        for (int round = 0; round < 2; round++) {
            for (int key = 0; key < many; key++) {
                queue.wake(key, now);
            }
        }
        assertEquals(many, queue.size());
        for (int key = 0; key < many; key++) {
            assertEquals(Optional.of(key), queue.next(now));
            queue.finished(key, Outcome.done(), now);
        }
        assertEquals(0, queue.size());
    }

    /** Whatever comes, a key that has news runs after them, never beside itself, and is let go. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void noNewsIsMissedInAnyHistory(long seed) {
        Random drawn = new Random(seed);
        KeyedQueue<Integer> any = queue(drawn);
        Set<Integer> running = new HashSet<>();
        Set<Integer> owed = new HashSet<>();
        for (int step = 0; step < 5_000; step++) {
            int key = drawn.nextInt(6);
            int kind = drawn.nextInt(4);
            if (kind == 0) {
                any.wake(key, now);
                owed.add(key);
            } else if (kind == 1) {
                any.next(now)
                        .ifPresent(
                                next -> {
                                    assertTrue(running.add(next), "it ran already");
                                    owed.remove(next);
                                });
            } else if (kind == 2 && running.remove(key)) {
                Outcome outcome = outcome(drawn);
                any.finished(key, outcome, now);
                if (!(outcome instanceof Outcome.Done)) {
                    owed.add(key);
                }
            } else {
                now = now.plusMillis(drawn.nextInt(50));
            }
        }
        for (int key : running) {
            any.finished(key, Outcome.done(), now);
        }
        now = now.plus(MIN.multipliedBy(100));
        for (Optional<Integer> key = any.next(now); key.isPresent(); key = any.next(now)) {
            owed.remove(key.get());
            any.finished(key.get(), Outcome.done(), now);
        }
        assertEquals(Set.of(), owed);
        assertEquals(0, any.size());
        assertFalse(any.nextDue().isPresent());
    }

    private static Outcome outcome(Random drawn) {
        return switch (drawn.nextInt(3)) {
            case 0 -> Outcome.retry("no");
            case 1 -> Outcome.again(Duration.ofMillis(drawn.nextInt(200)));
            default -> Outcome.done();
        };
    }
}
