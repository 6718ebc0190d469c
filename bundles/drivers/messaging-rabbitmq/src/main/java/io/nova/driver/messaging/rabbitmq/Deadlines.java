package io.nova.driver.messaging.rabbitmq;

import io.nova.spi.messaging.Message;
import java.time.Duration;
import java.time.Instant;

/** How long a message has left, by the clock of this machine. */
final class Deadlines {

    /** Nobody waits longer, whatever a message says. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private Deadlines() {}

    /** Returns the time left, at least zero. */
    static Duration left(Message message) {
        Duration left = Duration.between(Instant.now(), message.deadline());
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(LONGEST) > 0 ? LONGEST : left;
    }
}
