package io.nova.spi.state;

/** A subscription to changes. */
public interface Watch extends AutoCloseable {

    /**
     * Ends the subscription; no call begins afterwards, but one may just be under way. May be
     * called twice.
     */
    @Override
    void close();
}
