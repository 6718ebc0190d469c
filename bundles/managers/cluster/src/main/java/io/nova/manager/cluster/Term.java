package io.nova.manager.cluster;

import io.nova.model.ConflictException;
import io.nova.model.ResourceType;
import io.nova.spi.state.Lease;
import io.nova.spi.state.StateStore;
import java.time.Duration;

/** The time in which one alone checks or repairs. */
final class Term implements AutoCloseable {

    private static final String NAME = "fsck";
    private static final Duration LENGTH = Duration.ofMinutes(2);

    private final StateStore store;
    private final String owner;
    private Lease lease;

    /**
     * @param owner nobody else's name
     * @throws ConflictException if it is another's
     */
    Term(StateStore store, String owner) {
        this.store = store;
        this.owner = owner;
        this.lease = take();
    }

    /**
     * Makes it as long as at the beginning.
     *
     * @return what transactions are fenced by
     * @throws ConflictException if it ended meanwhile, and is another's
     */
    Lease renew() {
        lease = take();
        return lease;
    }

    private Lease take() {
        return store.lease(NAME, owner, LENGTH)
                .orElseThrow(
                        () ->
                                new ConflictException(
                                        ConflictException.Reason.CONCURRENT_CHANGE,
                                        ResourceType.REQUEST,
                                        NAME,
                                        "Another check of the cloud is under way; try again when it"
                                                + " is through"));
    }

    @Override
    public void close() {
        store.release(lease);
    }
}
