package io.nova.manager.metadata;

import io.nova.model.HostId;
import io.nova.model.InstanceId;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log of hosts that ask about others' instances: the first at once, and then one line a
 * minute at most, however many there are and whatever names they give themselves.
 */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanos;
    private long untold;
    private long told;
    private long lines;

    Refusals(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized void add(HostId host, InstanceId instance, HostId owner) {
        long now = nanos.getAsLong();
        if (lines > 0 && now - told < PAUSE) {
            untold++;
            return;
        }
        LOG.warn(
                "{} asked for the metadata of {}, whose host is {}, and was refused; {} more such"
                        + " questions since the last such line. A host does not ask that by itself:"
                        + " look who is on it",
                host,
                instance,
                owner,
                untold);
        told = now;
        untold = 0;
        lines++;
    }

    /** Returns how many lines were written. */
    synchronized long lines() {
        return lines;
    }
}
