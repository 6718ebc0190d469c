package io.nova.reconcile;

/**
 * Thrown by a simulation at the point where the process dies; an error, so that nothing handles it.
 */
public final class SimulatedCrash extends Error {

    private static final long serialVersionUID = 1L;

    public SimulatedCrash() {
        super("the process dies here", null, false, false);
    }
}
