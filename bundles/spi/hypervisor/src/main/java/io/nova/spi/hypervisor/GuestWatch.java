package io.nova.spi.hypervisor;

/** A subscription to power changes. */
public interface GuestWatch extends AutoCloseable {

    /** Ends it. May be called twice. */
    @Override
    void close();
}
