package io.nova.agent.host;

import java.util.Set;

/** The features of this process. One thread calls at a time. */
interface FeatureBox {

    /** Returns the names of all that could be installed. */
    Set<String> known();

    /** Returns the names of those that somebody asked for, whether or not they are whole. */
    Set<String> required();

    /**
     * Asks for these, and brings all that is asked for to its state, also what an earlier change
     * left by half. What runs and needs no change is not touched.
     *
     * @throws FeatureException with the reason in one line; some may be there
     */
    void install(Set<String> names) throws FeatureException, InterruptedException;

    /**
     * Asks no longer for these, which were asked for; what no other needs goes.
     *
     * @throws FeatureException with the reason in one line; some may be gone
     */
    void uninstall(Set<String> names) throws FeatureException, InterruptedException;

    /** A change that did not come to its end. */
    final class FeatureException extends Exception {

        private static final long serialVersionUID = 1L;

        FeatureException(String reason, Throwable cause) {
            super(reason, cause);
        }

        /** Returns the reason. */
        String reason() {
            return String.valueOf(getMessage());
        }
    }
}
