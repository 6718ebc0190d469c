package io.nova.model.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {

    private final Nanos clock = new Nanos();
    private final TokenBuckets<String> buckets = new TokenBuckets<>(10, 2, clock.getAsLong());

    private Duration take(String key, int tokens) {
        return buckets.take(key, tokens, clock.getAsLong());
    }

    private int takeAll(String key) {
        int taken = 0;
        while (take(key, 1).isZero()) {
            taken++;
        }
        return taken;
    }

    @Test
    void aBucketHoldsSoManyAndFillsAtItsRate() {
        assertEquals(10, takeAll("a"));
        assertEquals(Duration.ofMillis(500), take("a", 1));
        clock.addMillis(499);
        assertEquals(Duration.ofMillis(1), take("a", 1));
        clock.addMillis(1);
        assertEquals(1, takeAll("a"));
        clock.addMillis(2_500);
        assertEquals(5, takeAll("a"));
        clock.addMillis(3_600_000);
        assertEquals(10, takeAll("a"));
    }

    @Test
    void whoIsRefusedPaysNothing() {
        takeAll("a");
        for (int i = 0; i < 1000; i++) {
            take("a", 1);
        }
        clock.addMillis(500);
        assertEquals(Duration.ZERO, take("a", 1));
    }

    @Test
    void oneKeyTakesNothingFromAnother() {
        takeAll("a");
        assertEquals(10, takeAll("b"));
    }

    @Test
    void severalTokensAreTakenTogetherOrNotAtAll() {
        assertEquals(Duration.ZERO, take("a", 7));
        assertEquals(Duration.ofMillis(500), take("a", 4));
        assertEquals(Duration.ZERO, take("a", 3));
    }

    @Test
    void moreThanThereCanBeTakesAllSoThatItIsEverPossible() {
        assertEquals(Duration.ZERO, take("a", Integer.MAX_VALUE));
        assertEquals(Duration.ofMillis(500), take("a", 1));
        assertEquals(Duration.ofSeconds(5), take("a", Integer.MAX_VALUE));
    }

    @Test
    void whatIsGivenBackCanBeTakenAgainAndNoMore() {
        take("a", 6);
        buckets.giveBack("a", 6, clock.getAsLong());
        assertEquals(10, takeAll("a"));
        clock.addMillis(60_000);
        buckets.giveBack("a", 5, clock.getAsLong());
        assertEquals(10, takeAll("a"));
    }

    @Test
    void onlyTheBucketsOfTheBusyAreKept() {
        for (int i = 0; i < 1_000; i++) {
            take("a" + i, 1);
        }
        assertEquals(1_000, buckets.count());
        for (int second = 0; second < 20; second++) {
            clock.addMillis(1_000);
            take("busy", 1);
        }
        assertTrue(buckets.count() <= 2, buckets.count() + " are left");
    }

    @Test
    void whoIsBusyIsRememberedWhateverIsDropped() {
        int taken = takeAll("a");
        for (int i = 0; i < 100; i++) {
            clock.addMillis(3_000);
            taken += takeAll("a");
        }
        assertEquals(10 + 100 * 6, taken);
    }

    @Test
    void manyThreadsTakeNoMoreThanThereAre() throws InterruptedException {
        TokenBuckets<String> large = new TokenBuckets<>(10_000, 1, clock.getAsLong());
        AtomicInteger taken = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 8; i++) {
            threads.execute(
                    () -> {
                        while (large.take("a", 1, clock.getAsLong()).isZero()) {
                            taken.incrementAndGet();
                        }
                    });
        }
        threads.shutdown();
        assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
        assertEquals(10_000, taken.get());
    }

    /** A clock that stands still until told to go on; it begins anywhere, as the machine's does. */
    private static final class Nanos {

        private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 2_000_000_000L);

        long getAsLong() {
            return now.get();
        }

        void addMillis(long millis) {
            now.addAndGet(millis * 1_000_000);
        }
    }
}
