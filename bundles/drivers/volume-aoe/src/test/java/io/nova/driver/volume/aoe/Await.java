package io.nova.driver.volume.aoe;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for a fact. */
final class Await {

    private Await() {}

    static void that(String what, Callable<Boolean> fact) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!fact.call()) {
            assertTrue(System.nanoTime() < end, "waited too long for: " + what);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
