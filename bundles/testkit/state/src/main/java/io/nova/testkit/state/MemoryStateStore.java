package io.nova.testkit.state;

import static java.util.Comparator.comparing;

import io.nova.model.Page;
import io.nova.spi.state.Beat;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Lease;
import io.nova.spi.state.Names;
import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.PoolItem;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateArchive;
import io.nova.spi.state.StateDriver;
import io.nova.spi.state.StateLine;
import io.nova.spi.state.StoreInfo;
import io.nova.spi.state.Tx;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import io.nova.testkit.state.MemoryTables.Done;
import io.nova.testkit.state.MemoryTables.Row;
import io.nova.testkit.state.MemoryTables.RowKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The state store in memory: the plain model of what a store does, that others are held against,
 * and the store of tests and of the simulator.
 *
 * <p>One lock around everything. Deterministic: no thread, no random number, no time but the clock
 * given. Values pass through their stored form both ways, so that what would not survive a real
 * store does not survive here either.
 */
public final class MemoryStateStore implements StateDriver {

    private static final Duration OPERATIONS_KEPT = Duration.ofHours(24);
    private static final int CHANGES_KEPT = 10_000;

    private final Clock clock;
    private final String epoch;
    private final MemoryFeed feed;
    private final Map<String, Map<String, Beat>> beats = new HashMap<>();
    private MemoryTables tables = new MemoryTables();

    /** Tells watchers of a commit before {@link #commit} returns, in the thread that called it. */
    public MemoryStateStore(Clock clock) {
        this(clock, "memory", Runnable::run);
    }

    /**
     * Tells watchers of a commit on the executor, one watch after the other never at once.
     *
     * @param epoch what the store calls its history
     */
    public MemoryStateStore(Clock clock, String epoch, Executor executor) {
        this(clock, epoch, executor, CHANGES_KEPT);
    }

    /**
     * Keeps only so many changes.
     *
     * @param changesKept how far back a watch may begin before it hears of a gap
     */
    public MemoryStateStore(Clock clock, String epoch, Executor executor, int changesKept) {
        this.clock = clock;
        this.epoch = epoch;
        this.feed = new MemoryFeed(changesKept, executor);
    }

    @Override
    public synchronized <T> Optional<Rec<T>> get(Kind<T> kind, String id) {
        return Optional.ofNullable(tables.rows.get(new RowKey(kind.name(), id)))
                .map(row -> rec(kind, id, row));
    }

    @Override
    public synchronized <T> List<Rec<T>> getAll(Kind<T> kind, Collection<String> ids) {
        return ids.stream().map(id -> get(kind, id)).flatMap(Optional::stream).toList();
    }

    @Override
    public synchronized <T> Page<Rec<T>> query(
            Kind<T> kind, IndexEntry entry, String afterId, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit " + limit + " is not 1 to " + MAX_PAGE);
        }
        List<String> ids =
                tables.ids(kind.name(), entry).tailSet(afterId, false).stream()
                        .limit(limit + 1L)
                        .toList();
        List<String> shown = ids.subList(0, Math.min(limit, ids.size()));
        Optional<String> next =
                ids.size() > limit ? Optional.of(shown.get(limit - 1)) : Optional.empty();
        return new Page<>(getAll(kind, shown), next);
    }

    @Override
    public synchronized long count(Kind<?> kind, IndexEntry entry) {
        return tables.ids(kind.name(), entry).size();
    }

    @Override
    public CommitResult commit(Tx tx) {
        CommitResult result = apply(tx);
        feed.deliver();
        return result;
    }

    private synchronized CommitResult apply(Tx tx) {
        long now = clock.millis();
        tables.forgetDone(now - OPERATIONS_KEPT.toMillis());
        Done before = tables.done.get(tx.opId());
        if (before != null) {
            return new CommitResult.Replayed(before.result());
        }
        MemoryTransition transition = new MemoryTransition(tables, now);
        CommitResult refusal = transition.run(tx);
        if (refusal != null) {
            return refusal;
        }
        CommitResult.Ok ok = new CommitResult.Ok(epoch, tables.seq, transition.items());
        tables.done.put(tx.opId(), new Done(ok, now));
        feed.add(tables.seq, transition.versions());
        return ok;
    }

    @Override
    public Watch watch(Set<Kind<?>> kinds, long afterSeq, WatchListener listener) {
        MemoryFeed.Watcher watch;
        synchronized (this) {
            watch = feed.watch(kinds, afterSeq, tables.seq, listener);
        }
        watch.deliver();
        return watch;
    }

    @Override
    public synchronized Optional<Lease> lease(String name, String owner, Duration ttl) {
        Names.check("lease", name);
        Names.check("owner", owner);
        Instant now = clock.instant();
        Lease last = tables.leases.get(name);
        long token = 1;
        if (last != null && last.until().isAfter(now)) {
            if (!last.owner().equals(owner)) {
                return Optional.empty();
            }
            token = last.token();
        } else if (last != null) {
            token = last.token() + 1;
        }
        // As coarse as the stored form, so that a lease is the same after a restart.
        Instant until = Instant.ofEpochMilli(now.plus(ttl).toEpochMilli());
        Lease lease = new Lease(name, owner, token, until);
        tables.leases.put(name, lease);
        return Optional.of(lease);
    }

    @Override
    public synchronized void release(Lease lease) {
        Lease held = tables.leases.get(lease.name());
        if (held != null && held.token() == lease.token()) {
            // Stays as one that ran out, for its token.
            tables.leases.put(
                    lease.name(),
                    new Lease(lease.name(), held.owner(), held.token(), Instant.EPOCH));
        }
    }

    @Override
    public synchronized void beat(String group, String member, String note) {
        Names.check("group", group);
        Names.check("member", member);
        beats.computeIfAbsent(group, unused -> new HashMap<>())
                .put(member, new Beat(member, clock.instant(), note));
    }

    @Override
    public synchronized List<Beat> beats(String group) {
        return beats.getOrDefault(group, Map.of()).values().stream()
                .sorted(comparing(Beat::member, Names.ORDER))
                .toList();
    }

    @Override
    public synchronized void forget(String group, String member) {
        beats.getOrDefault(group, new HashMap<>()).remove(member);
    }

    @Override
    public synchronized List<Long> used(List<String> scopes) {
        return scopes.stream().map(scope -> tables.quotas.getOrDefault(scope, 0L)).toList();
    }

    @Override
    public synchronized Optional<PoolInfo> pool(String name) {
        return Optional.ofNullable(tables.pools.get(name)).map(pool -> pool.info(clock.millis()));
    }

    @Override
    public synchronized List<PoolItem> owners(String name, long afterItem, int limit) {
        MemoryPool pool = tables.pools.get(name);
        return pool == null ? List.of() : pool.owners(afterItem, limit);
    }

    @Override
    public synchronized StoreInfo info() {
        return new StoreInfo("memory", epoch, tables.seq, StateArchive.SCHEMA);
    }

    @Override
    public void export(OutputStream out) throws IOException {
        List<StateLine> lines = new ArrayList<>();
        synchronized (this) {
            tables.export(epoch, lines::add);
        }
        var writer = new StateArchive.Writer(out);
        for (StateLine line : lines) {
            writer.accept(line);
        }
        writer.finish();
    }

    @Override
    public void restore(InputStream in) throws IOException {
        MemoryTables restored = new MemoryTables();
        StateArchive.read(in, restored::accept);
        synchronized (this) {
            if (!tables.isEmpty()) {
                throw new IOException("the store is not empty");
            }
            tables = restored;
            feed.forget(restored.seq);
        }
        feed.deliver();
    }

    @Override
    public void clear() {
        synchronized (this) {
            tables = new MemoryTables();
            beats.clear();
            feed.forget(0);
        }
        feed.deliver();
    }

    private static <T> Rec<T> rec(Kind<T> kind, String id, Row row) {
        return new Rec<>(id, kind.decode(row.stored()), row.version());
    }
}
