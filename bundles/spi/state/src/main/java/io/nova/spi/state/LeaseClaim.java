package io.nova.spi.state;

import io.nova.model.UnavailableException;
import java.time.Duration;
import java.util.Optional;

/** A process's claim to a lease, for managers that do something alone. Safe for many threads. */
public final class LeaseClaim {

    /** Before the first one that is ever given out. */
    private static final long NO_TOKEN = 0;

    private final StateStore store;
    private final String name;
    private final String owner;
    private volatile Optional<Lease> held = Optional.empty();

    /**
     * @param owner another for every process
     */
    public LeaseClaim(StateStore store, String name, String owner) {
        this.store = store;
        this.name = name;
        this.owner = owner;
    }

    /**
     * Takes or renews the lease.
     *
     * @return false if another holds it
     * @throws UnavailableException if the store does not answer; what was held before ends in time
     */
    public boolean take(Duration time) {
        held = store.lease(name, owner, time);
        return held.isPresent();
    }

    /** Gives the lease up; if the store does not answer, it ends in time. */
    public void give() {
        Optional<Lease> last = held;
        held = Optional.empty();
        try {
            last.ifPresent(store::release);
        } catch (UnavailableException e) {
            return;
        }
    }

    /** Has the transaction answer {@link CommitResult.Fenced} unless the lease is held by then. */
    public Tx.Builder fence(Tx.Builder tx) {
        return tx.fence(name, held.map(Lease::token).orElse(NO_TOKEN));
    }
}
