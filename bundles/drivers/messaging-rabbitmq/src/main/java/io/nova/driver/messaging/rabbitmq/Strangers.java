package io.nova.driver.messaging.rabbitmq;

import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.ServeOptions;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of members that are otherwise: what they send that cannot be understood here, and clocks
 * that do not agree with this one. They go on with it, so each is told once in a while.
 */
final class Strangers {

    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);

    /** Deadlines are times: clocks that differ by more lose messages. */
    private static final Duration TOO_FAR = Duration.ofSeconds(30);

    private final Seldom seldom;

    Strangers(Seldom seldom) {
        this.seldom = seldom;
    }

    /**
     * Compares the clocks of the sender and of this member.
     *
     * @param sent by the sender's clock
     * @param longest that the message can have been on its way
     */
    void clock(String sender, Instant sent, Duration longest) {
        Duration passed = Duration.between(sent, Instant.now());
        boolean ahead = passed.compareTo(TOO_FAR.negated()) < 0;
        boolean behind = passed.minus(longest).compareTo(TOO_FAR) > 0;
        if ((ahead || behind) && seldom.isTime("clock " + sender)) {
            LOG.warn(
                    "The clock of {} is {} s {} that of this member: messages are taken for late, or"
                            + " too late; set both by NTP",
                    sender,
                    passed.abs().toSeconds(),
                    ahead ? "ahead of" : "behind");
        }
    }

    /** The version is none of those that are known. */
    void unknown(String sender, Message message, ServeOptions known) {
        if (isNew(sender, message)) {
            boolean newer = message.version() > known.maxVersion();
            LOG.warn(
                    "{} sends {} in version {}, which is refused, since this member knows {}: it is"
                            + " of {} release; bring {} up to date",
                    sender,
                    message.type(),
                    message.version(),
                    known.minVersion() == known.maxVersion()
                            ? "version " + known.maxVersion() + " alone"
                            : "versions " + known.minVersion() + " to " + known.maxVersion(),
                    newer ? "a newer" : "an older",
                    newer ? "this member" : sender);
        }
    }

    /** The body is not what it should be in its version. */
    void unreadable(String sender, Message message, Throwable why) {
        if (isNew(sender, message)) {
            LOG.warn(
                    "{} sends {} in version {}, which is refused, since it cannot be read: {}",
                    sender,
                    message.type(),
                    message.version(),
                    why.getMessage());
        }
    }

    private boolean isNew(String sender, Message message) {
        return seldom.isTime(message.type() + " " + message.version() + " of " + sender);
    }
}
