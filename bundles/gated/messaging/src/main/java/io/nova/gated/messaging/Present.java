package io.nova.gated.messaging;

import io.nova.spi.messaging.MessagingDriver;
import io.nova.spi.messaging.MessagingException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A driver that is there, and the calls over it that wait for their answers. */
final class Present {

    private final MessagingDriver driver;
    private final String name;
    private final int ranking;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean leaving;

    Present(MessagingDriver driver, String name, int ranking) {
        this.driver = driver;
        this.name = name;
        this.ranking = ranking;
    }

    MessagingDriver driver() {
        return driver;
    }

    String name() {
        return name;
    }

    int ranking() {
        return ranking;
    }

    /** Nothing new goes this way, but from within its own handlers. */
    void leave() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    /** Counts the call until it is answered. */
    CompletableFuture<String> counted(CompletableFuture<String> call) {
        calls.incrementAndGet();
        var unused = call.whenComplete((answer, thrown) -> calls.decrementAndGet());
        return call;
    }

    /**
     * Returns how much is not finished.
     *
     * @throws MessagingException if the driver cannot tell
     */
    long unfinished() {
        return Math.max(calls.get(), driver.unfinished());
    }
}
