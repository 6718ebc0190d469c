package io.nova.spi.identity;

import org.osgi.annotation.versioning.ConsumerType;

/** The ability to tell within a second of every change, by whomever it was made. */
@ConsumerType
public interface IdentityNews {

    /**
     * Tells the listener of every change from now on, until the watch is closed. A listener returns
     * quickly.
     */
    Watch watch(IdentityListener listener);

    /** A subscription. */
    interface Watch extends AutoCloseable {

        /** Ends it; may be called twice. */
        @Override
        void close();
    }
}
