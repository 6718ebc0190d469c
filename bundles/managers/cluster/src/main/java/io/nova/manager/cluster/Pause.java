package io.nova.manager.cluster;

import java.time.Duration;

/** Lets time pass. */
@FunctionalInterface
interface Pause {

    /**
     * Returns after the time.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    void pass(Duration time) throws InterruptedException;
}
