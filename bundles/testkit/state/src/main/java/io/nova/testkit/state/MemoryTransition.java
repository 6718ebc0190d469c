package io.nova.testkit.state;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Lease;
import io.nova.spi.state.Names;
import io.nova.spi.state.Taken;
import io.nova.spi.state.Tx;
import io.nova.spi.state.TxOp;
import io.nova.testkit.state.MemoryTables.Row;
import io.nova.testkit.state.MemoryTables.RowKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on its way: does each step at once and notes how to undo it, so that a refused
 * transaction leaves nothing behind. Records are written last, when all numbers are taken.
 */
final class MemoryTransition {

    /**
     * What the steps so far make of a record; no value means that it is removed.
     *
     * @param fresh it is a new record, which inherits no fields from one that was removed
     */
    private record Write(Kind<?> kind, @Nullable Function<Taken, ?> value, boolean fresh) {}

    private static final Comparator<IndexEntry> ORDER =
            Comparator.comparing(IndexEntry::index, Names.ORDER)
                    .thenComparing(IndexEntry::value, Names.ORDER);

    private final MemoryTables tables;
    private final long now;
    private final long seq;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final Map<RowKey, Write> writes = new LinkedHashMap<>();
    private final Map<RowKey, Row> rendered = new LinkedHashMap<>();
    private final List<Long> items = new ArrayList<>();

    MemoryTransition(MemoryTables tables, long now) {
        this.tables = tables;
        this.now = now;
        this.seq = tables.seq + 1;
    }

    /** Does all steps; returns the refusal, or null if there was none. */
    @Nullable CommitResult run(Tx tx) {
        try {
            for (TxOp op : tx.ops()) {
                CommitResult refusal = step(op);
                if (refusal != null) {
                    rollBack();
                    return refusal;
                }
            }
            writes.forEach(this::render);
        } catch (RuntimeException e) {
            rollBack();
            throw e;
        }
        writes.keySet().forEach(key -> tables.put(key, rendered.get(key)));
        tables.seq = seq;
        return null;
    }

    List<Long> items() {
        return items;
    }

    /** The kind of each record written or removed. */
    Map<RowKey, Long> versions() {
        Map<RowKey, Long> versions = new LinkedHashMap<>();
        writes.keySet().forEach(key -> versions.put(key, rendered.containsKey(key) ? seq : 0));
        return versions;
    }

    private @Nullable CommitResult step(TxOp op) {
        if (op instanceof TxOp.Expect expect) {
            return check(expect.kind(), expect.id(), expect.version());
        } else if (op instanceof TxOp.Create<?> create) {
            RowKey key = new RowKey(create.kind().name(), create.id());
            if (version(key) != 0) {
                return new CommitResult.Exists(create.kind(), create.id());
            }
            writes.put(key, new Write(create.kind(), create.value(), true));
            return null;
        } else if (op instanceof TxOp.Update<?> update) {
            return write(update.kind(), update.id(), update.version(), update.value());
        } else if (op instanceof TxOp.Delete delete) {
            return write(delete.kind(), delete.id(), delete.version(), null);
        } else if (op instanceof TxOp.Define define) {
            String name = define.pool().name();
            if (tables.pools.putIfAbsent(name, new MemoryPool(define.pool())) == null) {
                undo.push(() -> tables.pools.remove(name));
            }
            return null;
        } else if (op instanceof TxOp.Take take) {
            return take(take);
        } else if (op instanceof TxOp.Give give) {
            MemoryPool pool = tables.pools.get(give.pool());
            return pool != null && pool.give(give.item(), give.owner(), now, undo::push)
                    ? null
                    : new CommitResult.NotOwner(give.pool(), give.item());
        } else if (op instanceof TxOp.Quota quota) {
            return quota(quota);
        } else if (op instanceof TxOp.Fence fence) {
            Lease lease = tables.leases.get(fence.lease());
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

    private @Nullable CommitResult write(
            Kind<?> kind, String id, long version, @Nullable Function<Taken, ?> value) {
        RowKey key = new RowKey(kind.name(), id);
        if (version == 0 || version(key) == 0) {
            return new CommitResult.Conflict(kind, id, version(key));
        }
        CommitResult refusal = check(kind, id, version);
        if (refusal == null) {
            Write earlier = writes.get(key);
            writes.put(key, new Write(kind, value, earlier != null && earlier.fresh()));
        }
        return refusal;
    }

    private @Nullable CommitResult take(TxOp.Take take) {
        MemoryPool pool = tables.pools.get(take.pool());
        if (pool == null) {
            throw new IllegalArgumentException("no such pool: " + take.pool());
        }
        OptionalLong item = pool.take(take.item(), take.owner(), now, undo::push);
        if (item.isEmpty()) {
            return new CommitResult.Exhausted(take.pool());
        }
        items.add(item.getAsLong());
        return null;
    }

    private @Nullable CommitResult quota(TxOp.Quota quota) {
        long used = tables.quotas.getOrDefault(quota.scope(), 0L);
        long after = used + quota.delta();
        boolean tooMuch = quota.delta() > 0 && (after > quota.limit() || after < used);
        if (tooMuch || after < 0) {
            return new CommitResult.QuotaExceeded(quota.scope(), used, quota.limit());
        }
        setQuota(quota.scope(), after);
        undo.push(() -> setQuota(quota.scope(), used));
        return null;
    }

    private void setQuota(String scope, long used) {
        if (used == 0) {
            tables.quotas.remove(scope);
        } else {
            tables.quotas.put(scope, used);
        }
    }

    private long version(RowKey key) {
        Write write = writes.get(key);
        if (write != null) {
            return write.value() == null ? 0 : seq;
        }
        Row row = tables.rows.get(key);
        return row == null ? 0 : row.version();
    }

    private void render(RowKey key, Write write) {
        if (write.value() != null) {
            Row before = write.fresh() ? null : tables.rows.get(key);
            rendered.put(key, row(write.kind(), key, write.value().apply(this::item), before));
        }
    }

    private <T> Row row(Kind<T> kind, RowKey key, Object made, @Nullable Row before) {
        T value = kind.type().cast(made);
        String stored = before == null ? kind.encode(value) : kind.encode(value, before.stored());
        int bytes = stored.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Tx.MAX_RECORD) {
            throw new IllegalArgumentException(
                    "%s %s has %d bytes, more than %d"
                            .formatted(kind, key.id(), bytes, Tx.MAX_RECORD));
        }
        return new Row(seq, stored, kind.entries(value).stream().sorted(ORDER).toList());
    }

    private long item(int index) {
        if (index < 0 || index >= items.size()) {
            throw new IllegalArgumentException(
                    "number " + index + " of only " + items.size() + " taken");
        }
        return items.get(index);
    }

    private void rollBack() {
        undo.forEach(Runnable::run);
    }
}
