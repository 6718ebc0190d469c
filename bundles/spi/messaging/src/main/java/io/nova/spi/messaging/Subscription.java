package io.nova.spi.messaging;

/** A server's registration. */
public interface Subscription extends AutoCloseable {

    /** Ends it: no further message begins; those being handled go on. May be called twice. */
    @Override
    void close();
}
