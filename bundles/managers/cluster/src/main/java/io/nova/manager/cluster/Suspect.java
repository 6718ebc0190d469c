package io.nova.manager.cluster;

import io.nova.api.cluster.Finding;
import io.nova.spi.state.Tx;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Something that seems wrong in one look.
 *
 * @param state the same in another look if nothing about it changed
 * @param repair decides from what is there now; empty if it is right by now, or is to be left alone
 */
record Suspect(Finding finding, String state, Supplier<Optional<Tx.Builder>> repair) {

    /** Something that nothing here can repair. */
    static Suspect of(Finding finding, String state) {
        return new Suspect(finding, state, Optional::empty);
    }

    /** What tells it from all others of a look. */
    String key() {
        return finding.fault() + " " + finding.subject();
    }

    /** Tells whether another look saw the very same. */
    boolean isAs(Suspect other) {
        return state.equals(other.state) && finding.equals(other.finding);
    }
}
