package io.nova.testkit.state;

import io.nova.model.Page;
import io.nova.spi.state.Beat;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Lease;
import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.PoolItem;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.StoreInfo;
import io.nova.spi.state.Tx;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A store in memory that can lose history, as one does whose server comes back with an older log:
 * it is as it was at an earlier moment, under another epoch, and watchers hear of a gap. For one
 * thread.
 */
public final class ForgetfulStateStore implements StateStore {

    private final Clock clock;
    private final List<Watching> watches = new ArrayList<>();
    private MemoryStateStore store;
    private int losses;

    /** Begins empty. */
    public ForgetfulStateStore(Clock clock) {
        this.clock = clock;
        this.store = new MemoryStateStore(clock);
    }

    /** Returns all that it holds now, for {@link #goBackTo}. */
    public byte[] remember() {
        ByteArrayOutputStream moment = new ByteArrayOutputStream();
        try {
            store.export(moment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return moment.toByteArray();
    }

    /** Is as it was then. */
    public void goBackTo(byte[] moment) {
        forgetAll();
        try {
            store.restore(new ByteArrayInputStream(moment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tell();
    }

    /** Is empty. */
    public void goBackToNothing() {
        forgetAll();
        tell();
    }

    private void forgetAll() {
        losses++;
        store = new MemoryStateStore(clock, "memory-" + losses, Runnable::run);
    }

    private void tell() {
        watches.forEach(Watching::begin);
        List.copyOf(watches).forEach(watching -> watching.listener.gap());
    }

    private final class Watching implements Watch {

        private final Set<Kind<?>> kinds;
        private final WatchListener listener;
        private Watch inner;

        Watching(Set<Kind<?>> kinds, long afterSeq, WatchListener listener) {
            this.kinds = kinds;
            this.listener = listener;
            this.inner = store.watch(kinds, afterSeq, listener);
        }

        void begin() {
            inner.close();
            inner = store.watch(kinds, -1, listener);
        }

        @Override
        public void close() {
            watches.remove(this);
            inner.close();
        }
    }

    @Override
    public Watch watch(Set<Kind<?>> kinds, long afterSeq, WatchListener listener) {
        Watching watching = new Watching(kinds, afterSeq, listener);
        watches.add(watching);
        return watching;
    }

    @Override
    public <T> Optional<Rec<T>> get(Kind<T> kind, String id) {
        return store.get(kind, id);
    }

    @Override
    public <T> List<Rec<T>> getAll(Kind<T> kind, Collection<String> ids) {
        return store.getAll(kind, ids);
    }

    @Override
    public <T> Page<Rec<T>> query(Kind<T> kind, IndexEntry entry, String afterId, int limit) {
        return store.query(kind, entry, afterId, limit);
    }

    @Override
    public long count(Kind<?> kind, IndexEntry entry) {
        return store.count(kind, entry);
    }

    @Override
    public CommitResult commit(Tx tx) {
        return store.commit(tx);
    }

    @Override
    public Optional<Lease> lease(String name, String owner, Duration ttl) {
        return store.lease(name, owner, ttl);
    }

    @Override
    public void release(Lease lease) {
        store.release(lease);
    }

    @Override
    public void beat(String group, String member, String note) {
        store.beat(group, member, note);
    }

    @Override
    public List<Beat> beats(String group) {
        return store.beats(group);
    }

    @Override
    public void forget(String group, String member) {
        store.forget(group, member);
    }

    @Override
    public List<Long> used(List<String> scopes) {
        return store.used(scopes);
    }

    @Override
    public Optional<PoolInfo> pool(String name) {
        return store.pool(name);
    }

    @Override
    public List<PoolItem> owners(String pool, long afterItem, int limit) {
        return store.owners(pool, afterItem, limit);
    }

    @Override
    public StoreInfo info() {
        return store.info();
    }

    @Override
    public void export(OutputStream out) throws IOException {
        store.export(out);
    }

    @Override
    public void restore(InputStream in) throws IOException {
        store.restore(in);
    }
}
