package io.nova.driver.messaging.rabbitmq;

import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.ServeOptions;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of members of another release what they send that cannot be understood here, once for each
 * of them and each version: they go on sending it. Safe for use by many threads.
 */
final class Strangers {

    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);

    /** Names are what senders say: more of them are not remembered, nor told. */
    private static final int MOST = 1000;

    private final ServeOptions known;
    private final Set<String> told = new LinkedHashSet<>();

    /**
     * @param known which versions are understood
     */
    Strangers(ServeOptions known) {
        this.known = known;
    }

    /** The version is none of those that are known. */
    void unknown(String sender, Message message) {
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

    private synchronized boolean isNew(String sender, Message message) {
        return told.size() < MOST && told.add(sender + " " + message.version());
    }
}
