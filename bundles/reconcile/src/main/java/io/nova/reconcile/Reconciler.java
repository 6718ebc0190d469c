package io.nova.reconcile;

import org.osgi.annotation.versioning.ConsumerType;

/** Brings one key to its desired state. */
@ConsumerType
@FunctionalInterface
public interface Reconciler<K> {

    /**
     * Looks at the key afresh and does what is left to do. Never runs twice at once for a key. May
     * block up to the work's deadline, at which the thread is interrupted.
     *
     * @return what to do next; an exception is a retry
     */
    Outcome reconcile(K key) throws InterruptedException;
}
