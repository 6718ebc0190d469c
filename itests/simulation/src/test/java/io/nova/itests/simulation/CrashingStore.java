package io.nova.itests.simulation;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Lease;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import io.nova.testkit.state.ForwardingStateStore;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The store as one process sees it, which may die before or after a commit, be stalled between its
 * decision and its commit for longer than it may lead, or hear nothing.
 */
final class CrashingStore extends ForwardingStateStore {

    /** Of a thousand commits; a stall is twenty seconds of the history. */
    private static final int STALLS = 2;

    private final StateStore store;
    private final Mortal process;
    private final Chaos chaos;
    private final Runnable stall;
    private final List<Watch> watches = new ArrayList<>();

    CrashingStore(StateStore store, Mortal process, Chaos chaos, Runnable stall) {
        this.stall = stall;
        this.store = store;
        this.process = process;
        this.chaos = chaos;
    }

    @Override
    protected StateStore store() {
        return store;
    }

    /** The process is dead: nobody is told of changes any longer. */
    void bury() {
        watches.forEach(Watch::close);
    }

    @Override
    public CommitResult commit(Tx tx) {
        process.point("before the commit " + tx.opId());
        if (chaos.in1000(STALLS)) {
            stall.run();
        }
        if (chaos.in1000(10)) {
            return new CommitResult.Unknown(new IllegalStateException("not sent"));
        }
        CommitResult result = store.commit(tx);
        process.point("after the commit " + tx.opId());
        return chaos.in1000(10)
                ? new CommitResult.Unknown(new IllegalStateException("not answered"))
                : result;
    }

    @Override
    public Watch watch(Set<Kind<?>> kinds, long afterSeq, WatchListener listener) {
        Watch watch = store.watch(kinds, afterSeq, listener);
        watches.add(watch);
        return watch;
    }

    @Override
    public Optional<Lease> lease(String name, String owner, Duration ttl) {
        process.point("before the lease " + name);
        Optional<Lease> lease = store.lease(name, owner, ttl);
        process.point("after the lease " + name);
        return lease;
    }

    @Override
    public void export(OutputStream out) {
        throw new UnsupportedOperationException("nobody exports in a simulation");
    }

    @Override
    public void restore(InputStream in) {
        throw new UnsupportedOperationException("nobody restores in a simulation");
    }
}
