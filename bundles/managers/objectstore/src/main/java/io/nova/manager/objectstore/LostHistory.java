package io.nova.manager.objectstore;

import io.nova.manager.objectstore.StoreKinds.SeenHistory;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells whether records may be missing, since their store is not the one it was, or is empty: bytes
 * that no record names may be those of objects then, and are kept for a while.
 */
final class LostHistory {

    private final StateStore store;
    private final Ledger ledger;
    private final Clock clock;
    private final Duration quarantine;

    /**
     * @param quarantine how long bytes are kept
     */
    LostHistory(Ledger ledger, Clock clock, Duration quarantine) {
        this.store = ledger.store();
        this.ledger = ledger;
        this.clock = clock;
        this.quarantine = quarantine;
    }

    /** Returns until when nothing may be deleted for want of a record; empty if it may be now. */
    Optional<Instant> quarantine() {
        if (quarantine.isZero()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return Optional.of(since(now).plus(quarantine)).filter(now::isBefore);
    }

    /** Returns when this history was first seen, which is noted in it. */
    private Instant since(Instant now) {
        String history = store.info().epoch();
        Optional<Rec<SeenHistory>> seen = store.get(StoreKinds.HISTORY, StoreKinds.ONE);
        if (seen.isPresent() && seen.get().value().name().equals(history)) {
            return seen.get().value().since();
        }
        SeenHistory fresh = new SeenHistory(history, now);
        Tx.Builder tx = ledger.begin();
        seen.ifPresentOrElse(
                rec -> tx.update(StoreKinds.HISTORY, rec, fresh),
                () -> tx.create(StoreKinds.HISTORY, StoreKinds.ONE, fresh));
        // Lost to another manager that notes the same: as good.
        ledger.commit(tx);
        return now;
    }
}
