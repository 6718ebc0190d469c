package io.nova.gated.state;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a store says of the last move of its records; it is copied with them, and so is told from
 * the store that it is in.
 *
 * @param move names the move
 * @param from the driver that held the records before
 * @param to the driver that was to hold them
 * @param done in the store that was left: the other one serves; in the other one: it has served
 */
record Mark(String move, String from, String to, boolean done, Instant at) {

    /** What a mark means in the store that it is in. */
    enum Meaning {
        /** No move is known of. */
        NONE,
        /** A move away began; the records are here all the same. */
        LEAVING,
        /** The records went elsewhere, and those here are old. */
        LEFT,
        /** A copy, which serves only if the setting says so. */
        COPY,
        /** The records came from elsewhere and are here. */
        ARRIVED
    }

    static final Kind<Mark> KIND = new Kind<>("state-move", Mark.class, mark -> List.of());
    private static final String ID = "last";

    Mark finished() {
        return new Mark(move, from, to, true, at);
    }

    /** Returns the mark of a store. */
    static Optional<Mark> in(StateStore store) {
        return store.get(KIND, ID).map(Rec::value);
    }

    /** Returns what the mark, if there is one, means in the store of this driver. */
    static Meaning meaning(Optional<Mark> mark, String driver) {
        if (mark.isEmpty()) {
            return Meaning.NONE;
        }
        if (mark.get().from().equals(driver)) {
            return mark.get().done() ? Meaning.LEFT : Meaning.LEAVING;
        }
        return mark.get().done() ? Meaning.ARRIVED : Meaning.COPY;
    }

    /** Puts the mark into a store that nobody else writes marks to, or removes it. */
    static void put(StateStore store, Optional<Mark> mark) {
        Optional<Rec<Mark>> there = store.get(KIND, ID);
        if (there.map(Rec::value).equals(mark)) {
            return;
        }
        Tx.Builder tx = Tx.of("state-move-" + UUID.randomUUID());
        if (mark.isEmpty()) {
            tx.delete(KIND, there.orElseThrow());
        } else if (there.isEmpty()) {
            tx.create(KIND, ID, mark.get());
        } else {
            tx.update(KIND, there.get(), mark.get());
        }
        CommitResult result = Records.commit(store, tx.build());
        if (!(result instanceof CommitResult.Ok)) {
            throw new IllegalStateException("the mark of a move: " + result);
        }
    }
}
