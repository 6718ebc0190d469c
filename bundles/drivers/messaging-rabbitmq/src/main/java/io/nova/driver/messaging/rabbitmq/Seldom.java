package io.nova.driver.messaging.rabbitmq;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps what happens again and again from filling the log: each thing is told once in a while. Safe
 * for use by many threads.
 */
final class Seldom {

    private static final long WHILE = Duration.ofMinutes(10).toNanos();

    /** Some names are what others say they are: more are not remembered. */
    private static final int MOST = 1000;

    private final Map<String, Long> told =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MOST;
                }
            };

    /** Tells whether the thing is to be told now. */
    synchronized boolean isTime(String thing) {
        long now = System.nanoTime();
        Long last = told.get(thing);
        if (last != null && now - last < WHILE) {
            return false;
        }
        told.put(thing, now);
        return true;
    }
}
