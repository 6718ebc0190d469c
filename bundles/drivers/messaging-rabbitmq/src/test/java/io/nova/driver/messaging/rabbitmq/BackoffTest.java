package io.nova.driver.messaging.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The waits alone, from seeds: nothing here takes time. */
class BackoffTest {

    private static final int CLIENTS = 500;

    @Test
    void fiveHundredThatLostTheBrokerAtOnceComeBackSpread() {
        assertSpread(first(Backoff::whileNobodyListens), Backoff.LONGEST_FOR_NOBODY);
    }

    @Test
    void fiveHundredThatWereTurnedAwayComeBackSpreadEachTime() {
        List<Backoff> clients = clients();
        for (int attempt = 0; attempt < 10; attempt++) {
            long bound = Math.min(1000L << attempt, Backoff.LONGEST.toMillis());
            List<Duration> waits = clients.stream().map(Backoff::afterRefusal).toList();
            assertTrue(waits.stream().allMatch(wait -> wait.toMillis() >= bound / 2));
            assertSpread(waits, Duration.ofMillis(bound), bound / 2);
        }
    }

    @Test
    void isBackSoonAfterABrokerThatWasAwayForLong() {
        Backoff backoff = new Backoff(new Random(1));
        for (int i = 0; i < 1000; i++) {
            Duration wait = backoff.whileNobodyListens();
            assertTrue(wait.compareTo(Backoff.LONGEST_FOR_NOBODY) <= 0, wait::toString);
        }
    }

    @Test
    void forgetsRefusalsOnceItSucceeded() {
        Backoff backoff = new Backoff(new Random(1));
        for (int i = 0; i < 8; i++) {
            backoff.afterRefusal();
        }
        assertTrue(backoff.afterRefusal().toSeconds() >= 15);

        backoff.reset();

        assertTrue(backoff.afterRefusal().toMillis() <= 1000);
    }

    private static void assertSpread(List<Duration> waits, Duration longest) {
        assertSpread(waits, longest, 0);
    }

    /** No tenth of the time gets more than twice its share. */
    private static void assertSpread(List<Duration> waits, Duration longest, long from) {
        int[] tenths = new int[10];
        for (Duration wait : waits) {
            assertTrue(wait.compareTo(longest) <= 0, wait::toString);
            long width = longest.toMillis() - from + 1;
            tenths[(int) ((wait.toMillis() - from) * 10 / width)]++;
        }
        assertEquals(CLIENTS, IntStream.of(tenths).sum());
        assertTrue(IntStream.of(tenths).max().orElseThrow() <= 2 * CLIENTS / 10);
    }

    private static List<Duration> first(Function<Backoff, Duration> wait) {
        return clients().stream().map(wait).toList();
    }

    private static List<Backoff> clients() {
        return IntStream.range(0, CLIENTS).mapToObj(seed -> new Backoff(new Random(seed))).toList();
    }
}
