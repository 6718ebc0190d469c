package io.nova.reconcile;

import org.osgi.annotation.versioning.ProviderType;

/** Runs background work: one worker per key, backoff, periodic resync, wake-up by hint. */
@ProviderType
public interface ReconcileEngine {

    /** Starts a work with a resync; the caller closes it. */
    <K> Work<K> start(WorkSpec<K> spec);
}
