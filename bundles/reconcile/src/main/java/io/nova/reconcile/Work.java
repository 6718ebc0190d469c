package io.nova.reconcile;

import org.osgi.annotation.versioning.ProviderType;

/** Background work that was started. Safe for use by many threads. */
@ProviderType
public interface Work<K> extends AutoCloseable {

    /**
     * Has the key looked at soon. Many wakes before it is looked at are one; a wake while it is
     * being looked at has it looked at once more.
     */
    void wake(K key);

    /** Looks at all keys afresh, as a resync does. */
    void wakeAll();

    /** Returns how many keys wait or are being looked at. */
    int backlog();

    /** Interrupts what runs, waits for it, and looks at nothing more. May be called twice. */
    @Override
    void close();
}
