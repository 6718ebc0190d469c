package io.nova.testkit.messaging;

import java.time.Duration;

/**
 * How badly a {@link SteppedMessageBus} behaves.
 *
 * @param lossPercent of requests, answers and hints that never arrive
 * @param duplicatePercent of requests and hints that arrive twice
 * @param reorderPercent of the steps that take any message instead of the first
 * @param maxDelay the longest that a message is under way
 */
public record Faults(int lossPercent, int duplicatePercent, int reorderPercent, Duration maxDelay) {

    /** Nothing is lost, doubled, late or out of order. */
    public static final Faults NONE = new Faults(0, 0, 0, Duration.ZERO);
}
