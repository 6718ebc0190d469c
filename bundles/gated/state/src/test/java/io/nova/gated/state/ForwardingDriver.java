package io.nova.gated.state;

import io.nova.model.Page;
import io.nova.spi.state.Beat;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Lease;
import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.PoolItem;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateDriver;
import io.nova.spi.state.StoreInfo;
import io.nova.spi.state.Tx;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A driver that does what another does, but for what a test makes it do otherwise. */
class ForwardingDriver implements StateDriver {

    private final StateDriver inner;

    ForwardingDriver(StateDriver inner) {
        this.inner = inner;
    }

    @Override
    public <T> Optional<Rec<T>> get(Kind<T> kind, String id) {
        return inner.get(kind, id);
    }

    @Override
    public <T> List<Rec<T>> getAll(Kind<T> kind, Collection<String> ids) {
        return inner.getAll(kind, ids);
    }

    @Override
    public <T> Page<Rec<T>> query(Kind<T> kind, IndexEntry entry, String afterId, int limit) {
        return inner.query(kind, entry, afterId, limit);
    }

    @Override
    public long count(Kind<?> kind, IndexEntry entry) {
        return inner.count(kind, entry);
    }

    @Override
    public CommitResult commit(Tx tx) {
        return inner.commit(tx);
    }

    @Override
    public Watch watch(Set<Kind<?>> kinds, long afterSeq, WatchListener listener) {
        return inner.watch(kinds, afterSeq, listener);
    }

    @Override
    public Optional<Lease> lease(String name, String owner, Duration ttl) {
        return inner.lease(name, owner, ttl);
    }

    @Override
    public void release(Lease lease) {
        inner.release(lease);
    }

    @Override
    public void beat(String group, String member, String note) {
        inner.beat(group, member, note);
    }

    @Override
    public List<Beat> beats(String group) {
        return inner.beats(group);
    }

    @Override
    public void forget(String group, String member) {
        inner.forget(group, member);
    }

    @Override
    public List<Long> used(List<String> scopes) {
        return inner.used(scopes);
    }

    @Override
    public Optional<PoolInfo> pool(String name) {
        return inner.pool(name);
    }

    @Override
    public List<PoolItem> owners(String pool, long afterItem, int limit) {
        return inner.owners(pool, afterItem, limit);
    }

    @Override
    public StoreInfo info() {
        return inner.info();
    }

    @Override
    public void export(OutputStream out) throws IOException {
        inner.export(out);
    }

    @Override
    public void restore(InputStream in) throws IOException {
        inner.restore(in);
    }

    @Override
    public void clear() throws IOException {
        inner.clear();
    }
}
