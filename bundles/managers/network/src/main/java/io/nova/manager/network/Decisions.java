package io.nova.manager.network;

import io.nova.model.ConflictException;
import io.nova.model.ConflictException.Reason;
import io.nova.model.ResourceType;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.function.Supplier;

/** Decides on what is there and commits; after a lost race, decides again. */
final class Decisions {

    private static final int ATTEMPTS = 20;

    private Decisions() {}

    /** What should be, and the steps to it; without steps, it is so already. */
    record Decision<T>(T outcome, Tx.Builder steps) {}

    /** Tells what a result other than a lost race means; it throws. */
    interface Refusal {
        void of(CommitResult result);
    }

    static <T> T commit(
            StateStore store,
            ResourceType type,
            Object id,
            Supplier<Decision<T>> decide,
            Refusal refusal) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Decision<T> decision = decide.get();
            Tx tx = decision.steps().build();
            if (tx.ops().isEmpty()) {
                return decision.outcome();
            }
            CommitResult result = Records.commit(store, tx);
            if (result instanceof CommitResult.Ok) {
                return decision.outcome();
            }
            if (!(result instanceof CommitResult.Conflict)) {
                refusal.of(result);
            }
        }
        throw new ConflictException(
                Reason.CONCURRENT_CHANGE,
                type,
                id,
                "The %s '%s' is being changed by other requests; try again"
                        .formatted(type.words(), id));
    }
}
