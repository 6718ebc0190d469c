package io.nova.manager.cluster;

import io.nova.api.cluster.CheckService.Repair;
import io.nova.model.IdSource;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Lease;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import io.nova.spi.state.TxOp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Repairs what one check found, each finding once. */
final class Repairs {

    /** What transactions are called until they are committed. */
    static final String UNNAMED = "fsck";

    private final StateStore store;
    private final IdSource ids;
    private final Set<String> done = new HashSet<>();

    Repairs(StateStore store, IdSource ids) {
        this.store = store;
        this.ids = ids;
    }

    /**
     * @param lease without which nobody repairs
     */
    synchronized Repair repair(Suspect suspect, Lease lease) {
        if (done.contains(suspect.key())) {
            return new Repair(suspect.finding(), true, "");
        }
        Optional<Tx.Builder> steps = suspect.repair().get();
        if (steps.isEmpty()) {
            return new Repair(suspect.finding(), false, "it changed meanwhile; check again");
        }
        String why = why(Records.commit(store, named(steps.get(), lease)));
        if (why.isEmpty()) {
            done.add(suspect.key());
        }
        return new Repair(suspect.finding(), why.isEmpty(), why);
    }

    private Tx named(Tx.Builder steps, Lease lease) {
        List<TxOp> ops = new ArrayList<>();
        ops.add(new TxOp.Fence(lease.name(), lease.token()));
        ops.addAll(steps.build().ops());
        return new Tx("fsck/" + ids.hex(16), ops);
    }

    private static String why(CommitResult result) {
        if (result instanceof CommitResult.Ok) {
            return "";
        }
        if (result instanceof CommitResult.Exhausted) {
            return "the number rests for a while; try again later";
        }
        if (result instanceof CommitResult.Fenced) {
            return "another check began meanwhile";
        }
        return "it changed meanwhile; check again";
    }
}
