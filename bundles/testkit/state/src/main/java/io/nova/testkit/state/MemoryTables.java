package io.nova.testkit.state;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Lease;
import io.nova.spi.state.Names;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.StateArchive;
import io.nova.spi.state.StateLine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Everything that a store keeps for good. Guarded by the store's lock. */
final class MemoryTables {

    /** A record's place. */
    record RowKey(String kind, String id) {}

    /** A record's stored form, and the index entries that stand for it. */
    record Row(long version, String stored, List<IndexEntry> entries) {}

    /** An operation that took effect. */
    record Done(CommitResult.Ok result, long at) {}

    private record Indexed(String kind, IndexEntry entry) {}

    private static final Comparator<RowKey> ORDER =
            Comparator.comparing(RowKey::kind, Names.ORDER).thenComparing(RowKey::id, Names.ORDER);

    final TreeMap<RowKey, Row> rows = new TreeMap<>(ORDER);
    final TreeMap<String, MemoryPool> pools = new TreeMap<>(Names.ORDER);
    final TreeMap<String, Long> quotas = new TreeMap<>(Names.ORDER);
    final TreeMap<String, Lease> leases = new TreeMap<>(Names.ORDER);
    final LinkedHashMap<String, Done> done = new LinkedHashMap<>();
    private final Map<Indexed, NavigableSet<String>> index = new HashMap<>();
    long seq;

    /** Puts the row, or removes it if it is null, and its index entries with it. */
    @Nullable Row put(RowKey key, @Nullable Row row) {
        Row before = row == null ? rows.remove(key) : rows.put(key, row);
        if (before != null) {
            for (IndexEntry entry : before.entries()) {
                Indexed at = new Indexed(key.kind(), entry);
                NavigableSet<String> ids = ids(at);
                ids.remove(key.id());
                if (ids.isEmpty()) {
                    index.remove(at);
                }
            }
        }
        if (row != null) {
            row.entries().forEach(e -> ids(new Indexed(key.kind(), e)).add(key.id()));
        }
        return before;
    }

    /** Returns the ids that carry the entry, in order. */
    NavigableSet<String> ids(String kind, IndexEntry entry) {
        return index.getOrDefault(new Indexed(kind, entry), new TreeSet<>(Names.ORDER));
    }

    private NavigableSet<String> ids(Indexed at) {
        return index.computeIfAbsent(at, unused -> new TreeSet<>(Names.ORDER));
    }

    /** Forgets the operations from before the time. They are kept in the order of their time. */
    void forgetDone(long before) {
        var oldest = done.values().iterator();
        while (oldest.hasNext() && oldest.next().at() < before) {
            oldest.remove();
        }
    }

    boolean isEmpty() {
        return seq == 0 && leases.isEmpty();
    }

    void export(String epoch, StateArchive.Sink sink) throws IOException {
        sink.accept(new StateLine.Head(epoch, seq));
        for (var e : rows.entrySet()) {
            Row row = e.getValue();
            RowKey key = e.getKey();
            sink.accept(
                    new StateLine.Row(
                            key.kind(), key.id(), row.version(), row.entries(), row.stored()));
        }
        for (MemoryPool pool : pools.values()) {
            pool.export(sink);
        }
        for (var e : quotas.entrySet()) {
            sink.accept(new StateLine.Used(e.getKey(), e.getValue()));
        }
        for (Lease l : leases.values()) {
            sink.accept(
                    new StateLine.Held(l.name(), l.owner(), l.token(), l.until().toEpochMilli()));
        }
        for (var e : done.entrySet()) {
            CommitResult.Ok ok = e.getValue().result();
            sink.accept(
                    new StateLine.Done(
                            e.getKey(), ok.epoch(), ok.seq(), ok.items(), e.getValue().at()));
        }
    }

    void accept(StateLine line) throws IOException {
        if (line instanceof StateLine.Head head) {
            seq = head.seq();
        } else if (line instanceof StateLine.Row row) {
            put(
                    new RowKey(row.kind(), row.id()),
                    new Row(row.version(), row.stored(), row.entries()));
        } else if (line instanceof StateLine.Pool pool) {
            Duration cooling = Duration.ofMillis(pool.coolingMillis());
            PoolSpec spec = new PoolSpec(pool.name(), pool.first(), pool.last(), cooling);
            pools.put(pool.name(), new MemoryPool(spec, pool.next()));
        } else if (line instanceof StateLine.Owned owned) {
            pool(owned.pool()).own(owned.item(), owned.owner());
        } else if (line instanceof StateLine.Rested rested) {
            pool(rested.pool()).rest(rested.item(), rested.ready());
        } else if (line instanceof StateLine.Used used) {
            quotas.put(used.scope(), used.used());
        } else if (line instanceof StateLine.Held held) {
            Instant until = Instant.ofEpochMilli(held.until());
            leases.put(held.name(), new Lease(held.name(), held.owner(), held.token(), until));
        } else if (line instanceof StateLine.Done d) {
            CommitResult.Ok ok = new CommitResult.Ok(d.epoch(), d.seq(), d.items());
            done.put(d.opId(), new Done(ok, d.at()));
        }
    }

    private MemoryPool pool(String name) throws IOException {
        MemoryPool pool = pools.get(name);
        if (pool == null) {
            throw new IOException("the export holds numbers of no pool: " + name);
        }
        return pool;
    }
}
