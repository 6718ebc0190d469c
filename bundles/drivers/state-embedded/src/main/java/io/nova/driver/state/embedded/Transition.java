package io.nova.driver.state.embedded;

import io.nova.driver.state.embedded.Feed.Told;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Lease;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Taken;
import io.nova.spi.state.Tx;
import io.nova.spi.state.TxOp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * One transaction on its way to a batch. Records and quotas are gathered beside the store; pools
 * change at once and remember how to undo it. Under the commit lock, but for {@link Drafts}.
 */
final class Transition {

    private record RowKey(String kind, String id) {}

    /**
     * What the steps so far make of a record; no value means that it is removed.
     *
     * @param fresh it is a new record, which inherits no fields from one that was removed
     */
    private record Write(
            Kind<?> kind, @Nullable Function<Taken, ?> value, @Nullable Row draft, boolean fresh) {}

    private record Item(String pool, long item) {}

    private final Engine engine;
    private final Map<String, Pool> pools;
    private final long now;
    private final long seq;
    private final Map<RowKey, Write> writes = new LinkedHashMap<>();
    private final Map<RowKey, @Nullable Row> before = new HashMap<>();
    private final Map<String, Long> quotas = new LinkedHashMap<>();
    private final Set<Item> items = new LinkedHashSet<>();
    private final Set<String> touched = new LinkedHashSet<>();
    private final List<Long> taken = new ArrayList<>();
    private final List<Told> changes = new ArrayList<>();
    private final List<Written.Row> rows = new ArrayList<>();
    private final List<Written.Entry> entries = new ArrayList<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();

    Transition(Engine engine, Map<String, Pool> pools, long now, long seq) {
        this.engine = engine;
        this.pools = pools;
        this.now = now;
        this.seq = seq;
    }

    /** Checks and does all steps; returns the refusal, or null if there was none. */
    @Nullable CommitResult run(Tx tx, Drafts drafts) {
        for (int i = 0; i < tx.ops().size(); i++) {
            CommitResult refusal = step(tx.ops().get(i), drafts.of(i));
            if (refusal != null) {
                rollBack();
                return refusal;
            }
        }
        return null;
    }

    /** Undoes what the steps did to pools. */
    void rollBack() {
        undo.forEach(Runnable::run);
        undo.clear();
    }

    List<Long> taken() {
        return taken;
    }

    /** Returns what watchers are told, once {@link #fill} was called. */
    List<Told> changes() {
        return changes;
    }

    /** Returns what readers' caches are told, once {@link #fill} was called. */
    Written written() {
        return new Written(rows, entries, false);
    }

    private @Nullable CommitResult step(TxOp op, @Nullable Row draft) {
        if (op instanceof TxOp.Create<?> create) {
            RowKey key = new RowKey(create.kind().name(), create.id());
            if (version(key) != 0) {
                return new CommitResult.Exists(create.kind(), create.id());
            }
            writes.put(key, new Write(create.kind(), create.value(), draft, true));
            return null;
        } else if (op instanceof TxOp.Update<?> update) {
            Write earlier = writes.get(new RowKey(update.kind().name(), update.id()));
            boolean fresh = earlier != null && earlier.fresh();
            Write write = new Write(update.kind(), update.value(), draft, fresh);
            return replace(update.kind(), update.id(), update.version(), write);
        } else if (op instanceof TxOp.Delete delete) {
            Write write = new Write(delete.kind(), null, null, false);
            return replace(delete.kind(), delete.id(), delete.version(), write);
        } else if (op instanceof TxOp.Expect expect) {
            return check(expect.kind(), expect.id(), expect.version());
        } else if (op instanceof TxOp.Define define) {
            define(define.pool());
            return null;
        } else if (op instanceof TxOp.Take take) {
            return take(take);
        } else if (op instanceof TxOp.Give give) {
            return give(give);
        } else if (op instanceof TxOp.Quota quota) {
            return quota(quota);
        } else if (op instanceof TxOp.Fence fence) {
            byte[] stored = engine.latest(Keys.lease(fence.lease()));
            Lease lease = stored == null ? null : Forms.lease(fence.lease(), stored);
            boolean held =
                    lease != null
                            && lease.token() == fence.token()
                            && lease.until().toEpochMilli() > now;
            return held ? null : new CommitResult.Fenced(fence.lease());
        }
        throw new IllegalArgumentException("unknown step: " + op);
    }

    private @Nullable CommitResult check(Kind<?> kind, String id, long version) {
        long actual = version(new RowKey(kind.name(), id));
        boolean met = version == Tx.ANY ? actual != 0 : actual == version;
        return met ? null : new CommitResult.Conflict(kind, id, actual);
    }

    private @Nullable CommitResult replace(Kind<?> kind, String id, long version, Write write) {
        RowKey key = new RowKey(kind.name(), id);
        long actual = version(key);
        if (actual == 0 || (version != Tx.ANY && version != actual)) {
            return new CommitResult.Conflict(kind, id, actual);
        }
        writes.put(key, write);
        return null;
    }

    private void define(PoolSpec spec) {
        if (!pools.containsKey(spec.name())) {
            pools.put(spec.name(), new Pool(spec, spec.first()));
            undo.push(() -> pools.remove(spec.name()));
            touched.add(spec.name());
        }
    }

    private @Nullable CommitResult take(TxOp.Take take) {
        Pool pool = pools.get(take.pool());
        if (pool == null) {
            throw new IllegalArgumentException("no such pool: " + take.pool());
        }
        OptionalLong item = pool.take(take.item(), take.owner(), now, undo::push);
        if (item.isEmpty()) {
            return new CommitResult.Exhausted(take.pool());
        }
        taken.add(item.getAsLong());
        items.add(new Item(take.pool(), item.getAsLong()));
        touched.add(take.pool());
        return null;
    }

    private @Nullable CommitResult give(TxOp.Give give) {
        Pool pool = pools.get(give.pool());
        if (pool == null || !pool.give(give.item(), give.owner(), now, undo::push)) {
            return new CommitResult.NotOwner(give.pool(), give.item());
        }
        items.add(new Item(give.pool(), give.item()));
        return null;
    }

    private @Nullable CommitResult quota(TxOp.Quota quota) {
        Long known = quotas.get(quota.scope());
        byte[] stored = known == null ? engine.latest(Keys.quota(quota.scope())) : null;
        long used = known != null ? known : stored == null ? 0 : Forms.number(stored);
        long after = used + quota.delta();
        boolean tooMuch = quota.delta() > 0 && (after > quota.limit() || after < used);
        if (tooMuch || after < 0) {
            return new CommitResult.QuotaExceeded(quota.scope(), used, quota.limit());
        }
        quotas.put(quota.scope(), after);
        return null;
    }

    private long version(RowKey key) {
        Write write = writes.get(key);
        if (write != null) {
            return write.value() == null ? 0 : seq;
        }
        Row row = before(key);
        return row == null ? 0 : row.version();
    }

    private @Nullable Row before(RowKey key) {
        if (before.containsKey(key)) {
            return before.get(key);
        }
        byte[] stored = engine.latest(Keys.row(key.kind(), key.id()));
        Row row = stored == null ? null : Row.read(stored);
        before.put(key, row);
        return row;
    }

    /** Puts what the steps did into the batch. */
    void fill(WriteBatch batch) throws RocksDBException {
        for (var entry : writes.entrySet()) {
            write(batch, entry.getKey(), entry.getValue());
        }
        for (var quota : quotas.entrySet()) {
            if (quota.getValue() == 0) {
                batch.delete(Keys.quota(quota.getKey()));
            } else {
                batch.put(Keys.quota(quota.getKey()), Forms.number(quota.getValue()));
            }
        }
        for (String name : touched) {
            batch.put(Keys.pool(name), Forms.pool(pool(name)));
        }
        for (Item item : items) {
            Pool pool = pool(item.pool());
            String owner = pool.owner(item.item());
            batch.put(
                    Keys.item(item.pool(), item.item()),
                    owner == null ? Forms.rested(pool.ready(item.item())) : Forms.owned(owner));
        }
    }

    private Pool pool(String name) {
        Pool pool = pools.get(name);
        if (pool == null) {
            throw new IllegalStateException("no such pool: " + name);
        }
        return pool;
    }

    private void write(WriteBatch batch, RowKey key, Write write) throws RocksDBException {
        Row old = before(key);
        Row row = write.draft();
        if (row == null && write.value() != null) {
            Row earlier = write.fresh() ? null : old;
            row = Row.of(write.kind(), key.id(), write.value().apply(this::item), earlier);
        }
        List<IndexEntry> gone = old == null ? List.of() : old.entries();
        List<IndexEntry> come = row == null ? List.of() : row.entries();
        // Most changes leave them as they were.
        if (!gone.equals(come)) {
            index(batch, key, gone, come);
        }
        if (row != null) {
            byte[] bytes = row.bytes(seq);
            batch.put(Keys.row(key.kind(), key.id()), bytes);
            rows.add(new Written.Row(key.kind(), key.id(), seq, row.value(), bytes.length));
        } else if (old != null) {
            batch.delete(Keys.row(key.kind(), key.id()));
            rows.add(new Written.Row(key.kind(), key.id(), seq, null, 0));
        }
        changes.add(new Told(seq, key.kind(), key.id(), row == null ? 0 : seq));
    }

    private void index(WriteBatch batch, RowKey key, List<IndexEntry> gone, List<IndexEntry> come)
            throws RocksDBException {
        for (IndexEntry entry : gone) {
            if (!come.contains(entry)) {
                batch.delete(Keys.entry(Keys.entries(key.kind(), entry), key.id()));
                entries.add(new Written.Entry(key.kind(), entry));
            }
        }
        for (IndexEntry entry : come) {
            if (!gone.contains(entry)) {
                batch.put(Keys.entry(Keys.entries(key.kind(), entry), key.id()), new byte[0]);
                entries.add(new Written.Entry(key.kind(), entry));
            }
        }
    }

    private long item(int index) {
        if (index < 0 || index >= taken.size()) {
            throw new IllegalArgumentException(
                    "number " + index + " of only " + taken.size() + " taken");
        }
        return taken.get(index);
    }
}
