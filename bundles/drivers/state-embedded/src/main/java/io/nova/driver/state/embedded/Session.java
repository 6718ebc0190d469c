package io.nova.driver.state.embedded;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Lease;
import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.StateArchive;
import io.nova.spi.state.Tx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The store from one opening of its files to their closing: what decides and writes. */
final class Session implements AutoCloseable {

    private static final Duration OPERATIONS_KEPT = Duration.ofHours(24);
    private static final Duration BETWEEN_COLLECTIONS = Duration.ofMinutes(1);
    private static final int COLLECTED_AT_ONCE = 256;

    private final Clock clock;
    private final Feed feed;
    private final Engine engine;
    private final String epoch;
    private final Map<String, Pool> pools = new HashMap<>();

    /** Decisions are made one at a time; a decision sees what those before it wrote. */
    private final ReentrantLock commitLock = new ReentrantLock();

    private long seq;
    private long nextCollection;
    private byte[] collectFrom = Keys.all(Keys.DONE_AT);

    Session(
            Path directory,
            int blockCacheMib,
            int writeBufferMib,
            Clock clock,
            Feed feed,
            ReadCache reads) {
        this.clock = clock;
        this.feed = feed;
        this.engine = new Engine(directory, blockCacheMib, writeBufferMib, reads, feed::publish);
        try {
            if (engine.latest(Keys.RESTORING) != null) {
                new Restore(engine).wipe();
            }
            this.epoch = begin();
            load();
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    /** Reads who the store is, or makes it somebody. */
    private String begin() {
        byte[] schema = engine.latest(Keys.SCHEMA);
        if (schema != null && Forms.number(schema) > StateArchive.SCHEMA) {
            throw new IllegalStateException(
                    "the store is of form %d, this reads up to %d: install the newer release"
                            .formatted(Forms.number(schema), StateArchive.SCHEMA));
        }
        byte[] known = engine.latest(Keys.EPOCH);
        if (known != null) {
            return new String(known, StandardCharsets.UTF_8);
        }
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String fresh = HexFormat.of().formatHex(random);
        writeDurably(
                batch -> {
                    batch.put(Keys.EPOCH, fresh.getBytes(StandardCharsets.UTF_8));
                    batch.put(Keys.SCHEMA, Forms.number(StateArchive.SCHEMA));
                });
        return fresh;
    }

    /** Reads what is kept in memory. */
    private void load() {
        byte[] stored = engine.latest(Keys.SEQ);
        seq = stored == null ? 0 : Forms.number(stored);
        pools.clear();
        try (View view = engine.view()) {
            Pools.load(view, pools);
        }
        feed.reset(seq);
    }

    String epoch() {
        return epoch;
    }

    boolean hasFailed() {
        return engine.hasFailed();
    }

    /** Returns the durable state; the caller closes it. */
    View view() {
        return engine.view();
    }

    CommitResult commit(Tx tx) {
        Drafts drafts;
        try (View view = engine.view()) {
            drafts = Drafts.of(tx, view);
        }
        CommitResult result;
        long ticket;
        commitLock.lock();
        try {
            result = decide(tx, drafts);
            ticket = engine.written();
        } finally {
            commitLock.unlock();
        }
        try {
            // A refusal waits as well: it may tell of a commit that is not durable yet.
            engine.awaitDurable(ticket);
        } catch (StorageFailure e) {
            return result instanceof CommitResult.Ok ? new CommitResult.Unknown(e) : rethrow(e);
        }
        return result;
    }

    private static CommitResult rethrow(StorageFailure e) {
        throw e;
    }

    private CommitResult decide(Tx tx, Drafts drafts) {
        engine.check();
        byte[] known = engine.latest(Keys.done(tx.opId()));
        if (known != null) {
            return new CommitResult.Replayed(Forms.done(known).result());
        }
        long now = clock.millis();
        Transition transition = new Transition(engine, pools, now, seq + 1);
        boolean filled = false;
        try (WriteBatch batch = new WriteBatch()) {
            CommitResult refusal = transition.run(tx, drafts);
            if (refusal != null) {
                return refusal;
            }
            CommitResult.Ok ok = new CommitResult.Ok(epoch, seq + 1, transition.taken());
            transition.fill(batch);
            batch.put(Keys.SEQ, Forms.number(ok.seq()));
            batch.put(Keys.done(tx.opId()), Forms.done(ok, now));
            batch.put(Keys.doneAt(now, ok.seq()), tx.opId().getBytes(StandardCharsets.UTF_8));
            collect(batch, now);
            filled = true;
            return write(batch, ok, transition);
        } catch (RocksDBException e) {
            throw new StorageFailure(e);
        } finally {
            if (!filled) {
                transition.rollBack();
            }
        }
    }

    private CommitResult write(WriteBatch batch, CommitResult.Ok ok, Transition transition) {
        try {
            long ticket = engine.write(batch, transition.written());
            seq = ok.seq();
            feed.stage(ticket, transition.changes());
            return ok;
        } catch (StorageFailure e) {
            // Some of it may have reached the log. The session is at its end: pools need no undo.
            return new CommitResult.Unknown(e);
        }
    }

    /** Removes some operations that are old enough, now and then, in the batch of a commit. */
    private void collect(WriteBatch batch, long now) throws RocksDBException {
        if (now < nextCollection) {
            return;
        }
        long before = now - OPERATIONS_KEPT.toMillis();
        List<byte[]> old = new ArrayList<>();
        try (View view = engine.view()) {
            // Begins where the last one ended: what was removed there need not be passed again.
            view.scan(
                    Keys.all(Keys.DONE_AT),
                    collectFrom,
                    (key, at) -> {
                        if (new Bytes.Reader(key, 1).number() >= before) {
                            return false;
                        }
                        old.add(key);
                        old.add(Keys.done(new String(at.value(), StandardCharsets.UTF_8)));
                        return old.size() < 2 * COLLECTED_AT_ONCE;
                    });
        }
        for (byte[] key : old) {
            batch.delete(key);
        }
        if (old.size() < 2 * COLLECTED_AT_ONCE) {
            nextCollection = now + BETWEEN_COLLECTIONS.toMillis();
        }
        if (!old.isEmpty()) {
            collectFrom = View.next(old.get(old.size() - 2));
        }
    }

    Optional<Lease> lease(String name, String owner, Duration ttl) {
        Lease granted;
        commitLock.lock();
        try {
            Instant now = clock.instant();
            byte[] stored = engine.latest(Keys.lease(name));
            Lease last = stored == null ? null : Forms.lease(name, stored);
            granted = grant(last, name, owner, now, ttl);
            if (granted != null) {
                put(Keys.lease(name), Forms.lease(granted));
            }
        } finally {
            commitLock.unlock();
        }
        engine.awaitDurable(engine.written());
        return Optional.ofNullable(granted);
    }

    private static @Nullable Lease grant(
            @Nullable Lease last, String name, String owner, Instant now, Duration ttl) {
        Instant until = Instant.ofEpochMilli(now.plus(ttl).toEpochMilli());
        if (last == null) {
            return new Lease(name, owner, 1, until);
        }
        if (!last.until().isAfter(now)) {
            return new Lease(name, owner, last.token() + 1, until);
        }
        return last.owner().equals(owner) ? new Lease(name, owner, last.token(), until) : null;
    }

    void release(Lease lease) {
        commitLock.lock();
        try {
            byte[] stored = engine.latest(Keys.lease(lease.name()));
            if (stored != null) {
                Lease held = Forms.lease(lease.name(), stored);
                if (held.token() == lease.token()) {
                    // Stays as one that ran out, for its token.
                    Lease over = new Lease(held.name(), held.owner(), held.token(), Instant.EPOCH);
                    put(Keys.lease(lease.name()), Forms.lease(over));
                }
            }
        } finally {
            commitLock.unlock();
        }
        engine.awaitDurable(engine.written());
    }

    Optional<PoolInfo> pool(String name) {
        Optional<PoolInfo> info;
        commitLock.lock();
        try {
            info = Optional.ofNullable(pools.get(name)).map(pool -> pool.info(clock.millis()));
        } finally {
            commitLock.unlock();
        }
        engine.awaitDurable(engine.written());
        return info;
    }

    /** Writes something that may be lost by a power cut. */
    void writeSoon(Members.Change change) {
        commitLock.lock();
        try {
            write(change);
        } finally {
            commitLock.unlock();
        }
    }

    private void writeDurably(Members.Change change) {
        write(change);
        engine.awaitDurable(engine.written());
    }

    private void put(byte[] key, byte[] value) {
        write(batch -> batch.put(key, value));
    }

    private void write(Members.Change change) {
        try (WriteBatch batch = new WriteBatch()) {
            change.fill(batch);
            engine.write(batch, Written.NOTHING);
        } catch (RocksDBException e) {
            throw new StorageFailure(e);
        }
    }

    /** Fills the empty store. */
    void restore(InputStream in) throws IOException {
        commitLock.lock();
        try {
            if (seq != 0 || hasLeases()) {
                throw new IOException("the store is not empty");
            }
            new Restore(engine).run(in);
            load();
        } finally {
            commitLock.unlock();
        }
    }

    /** Removes everything, in one batch. */
    void clear() {
        commitLock.lock();
        try {
            new Restore(engine).wipe();
            load();
        } finally {
            commitLock.unlock();
        }
    }

    private boolean hasLeases() {
        try (View view = engine.view()) {
            return view.count(Keys.all(Keys.LEASE)) > 0;
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
