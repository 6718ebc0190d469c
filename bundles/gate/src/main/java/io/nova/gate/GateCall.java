package io.nova.gate;

/** What is done with a driver. */
@FunctionalInterface
public interface GateCall<D, R> {

    R apply(D driver) throws InterruptedException;
}
