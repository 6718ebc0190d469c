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
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A store that does what another does, but for what a test makes it do otherwise. */
public abstract class ForwardingStateStore implements StateStore {

    /** Returns the other, which may be another one at each call. */
    protected abstract StateStore store();

    @Override
    public <T> Optional<Rec<T>> get(Kind<T> kind, String id) {
        return store().get(kind, id);
    }

    @Override
    public <T> List<Rec<T>> getAll(Kind<T> kind, Collection<String> ids) {
        return store().getAll(kind, ids);
    }

    @Override
    public <T> Page<Rec<T>> query(Kind<T> kind, IndexEntry entry, String afterId, int limit) {
        return store().query(kind, entry, afterId, limit);
    }

    @Override
    public long count(Kind<?> kind, IndexEntry entry) {
        return store().count(kind, entry);
    }

    @Override
    public CommitResult commit(Tx tx) {
        return store().commit(tx);
    }

    @Override
    public Watch watch(Set<Kind<?>> kinds, long afterSeq, WatchListener listener) {
        return store().watch(kinds, afterSeq, listener);
    }

    @Override
    public Optional<Lease> lease(String name, String owner, Duration ttl) {
        return store().lease(name, owner, ttl);
    }

    @Override
    public void release(Lease lease) {
        store().release(lease);
    }

    @Override
    public void beat(String group, String member, String note) {
        store().beat(group, member, note);
    }

    @Override
    public List<Beat> beats(String group) {
        return store().beats(group);
    }

    @Override
    public void forget(String group, String member) {
        store().forget(group, member);
    }

    @Override
    public List<Long> used(List<String> scopes) {
        return store().used(scopes);
    }

    @Override
    public Optional<PoolInfo> pool(String name) {
        return store().pool(name);
    }

    @Override
    public List<PoolItem> owners(String pool, long afterItem, int limit) {
        return store().owners(pool, afterItem, limit);
    }

    @Override
    public StoreInfo info() {
        return store().info();
    }

    @Override
    public void export(OutputStream out) throws IOException {
        store().export(out);
    }

    @Override
    public void restore(InputStream in) throws IOException {
        store().restore(in);
    }
}
