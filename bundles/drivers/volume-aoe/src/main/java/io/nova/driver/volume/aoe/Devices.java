package io.nova.driver.volume.aoe;

import io.nova.driver.volume.aoe.Links.Link;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Remembers for a few seconds what the devices are, so that a look at exports costs nothing. */
final class Devices {

    private static final long RECENT = Duration.ofSeconds(5).toNanos();

    private final Links links;
    private @Nullable Pair last;
    private long at;

    /**
     * The two devices of our own.
     *
     * @param exports that volumes are exported on
     * @param initiator from which this host asks
     */
    record Pair(Link exports, Link initiator) {}

    Devices(Links links) {
        this.links = links;
    }

    /** Returns them as they are, made if they were not there. */
    synchronized Pair look() throws InterruptedException {
        last = null;
        Pair now = new Pair(links.exports(), links.initiator());
        last = now;
        at = System.nanoTime();
        return now;
    }

    /** Returns them as they were a few seconds ago at most. */
    synchronized Pair recent() throws InterruptedException {
        Pair known = last;
        return known != null && System.nanoTime() - at < RECENT ? known : look();
    }

    /** Something is wrong with them. */
    synchronized void forget() {
        last = null;
    }
}
