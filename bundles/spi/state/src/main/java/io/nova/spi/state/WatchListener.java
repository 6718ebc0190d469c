package io.nova.spi.state;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of changes. Called by one thread of the store; must not call the store's {@code commit}.
 */
@ConsumerType
public interface WatchListener {

    /** A record was written or removed. */
    void change(Change change);

    /** Changes were lost: whoever keeps a copy reads everything anew. */
    void gap();
}
