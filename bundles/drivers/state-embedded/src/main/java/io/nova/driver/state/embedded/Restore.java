package io.nova.driver.state.embedded;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Lease;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.StateArchive;
import io.nova.spi.state.StateLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Fills an empty store from an export, batch by batch. A mark is there until the end: a store that
 * is opened with it was left in the middle, and is emptied.
 */
final class Restore {

    private static final int LINES_PER_BATCH = 1000;

    private final Engine engine;

    Restore(Engine engine) {
        this.engine = engine;
    }

    void run(InputStream in) throws IOException {
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(Keys.RESTORING, Forms.number(1));
            writeAndClear(batch);
            engine.awaitDurable(engine.written());
            StateArchive.read(in, line -> add(batch, line));
            batch.delete(Keys.RESTORING);
            writeAndClear(batch);
        } catch (RocksDBException e) {
            wipe();
            throw new StorageFailure(e);
        } catch (IOException | RuntimeException e) {
            wipe();
            throw e;
        }
        engine.awaitDurable(engine.written());
    }

    /** Removes all but who the store is. */
    void wipe() {
        try (WriteBatch batch = new WriteBatch()) {
            byte @Nullable [] epoch = engine.latest(Keys.EPOCH);
            byte @Nullable [] schema = engine.latest(Keys.SCHEMA);
            batch.deleteRange(new byte[] {0}, new byte[] {(byte) 0xff});
            if (epoch != null && schema != null) {
                batch.put(Keys.EPOCH, epoch);
                batch.put(Keys.SCHEMA, schema);
            }
            engine.write(batch, Written.EVERYTHING);
        } catch (RocksDBException e) {
            throw new StorageFailure(e);
        }
        engine.awaitDurable(engine.written());
    }

    private void add(WriteBatch batch, StateLine line) throws IOException {
        try {
            put(batch, line);
            if (batch.count() > LINES_PER_BATCH) {
                writeAndClear(batch);
            }
        } catch (RocksDBException e) {
            throw new StorageFailure(e);
        }
    }

    private void writeAndClear(WriteBatch batch) {
        engine.write(batch, Written.EVERYTHING);
        batch.clear();
    }

    private static void put(WriteBatch batch, StateLine line) throws RocksDBException {
        if (line instanceof StateLine.Head head) {
            batch.put(Keys.SEQ, Forms.number(head.seq()));
        } else if (line instanceof StateLine.Row row) {
            batch.put(
                    Keys.row(row.kind(), row.id()),
                    new Row(0, row.entries(), row.stored(), null).bytes(row.version()));
            for (IndexEntry entry : row.entries()) {
                batch.put(Keys.entry(Keys.entries(row.kind(), entry), row.id()), new byte[0]);
            }
        } else if (line instanceof StateLine.Pool pool) {
            Duration cooling = Duration.ofMillis(pool.coolingMillis());
            PoolSpec spec = new PoolSpec(pool.name(), pool.first(), pool.last(), cooling);
            batch.put(Keys.pool(pool.name()), Forms.pool(new Pool(spec, pool.next())));
        } else if (line instanceof StateLine.Owned owned) {
            batch.put(Keys.item(owned.pool(), owned.item()), Forms.owned(owned.owner()));
        } else if (line instanceof StateLine.Rested rested) {
            batch.put(Keys.item(rested.pool(), rested.item()), Forms.rested(rested.ready()));
        } else if (line instanceof StateLine.Used used) {
            batch.put(Keys.quota(used.scope()), Forms.number(used.used()));
        } else if (line instanceof StateLine.Held held) {
            Instant until = Instant.ofEpochMilli(held.until());
            batch.put(
                    Keys.lease(held.name()),
                    Forms.lease(new Lease(held.name(), held.owner(), held.token(), until)));
        } else if (line instanceof StateLine.Done done) {
            CommitResult.Ok ok = new CommitResult.Ok(done.epoch(), done.seq(), done.items());
            batch.put(Keys.done(done.opId()), Forms.done(ok, done.at()));
            batch.put(
                    Keys.doneAt(done.at(), done.seq()),
                    done.opId().getBytes(StandardCharsets.UTF_8));
        }
    }
}
