package io.nova.driver.state.embedded;

import java.nio.file.Path;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB, with writes that share an fsync.
 *
 * <p>{@link #write} puts a batch into the log and the tables at once, but not yet on the disk;
 * {@link #awaitDurable} returns when it is there. Of the threads that wait, one flushes the log for
 * all whose batches were written before it began.
 *
 * <p>Readers get a {@link View} that was taken before the newest flush: they never see what a power
 * cut could take back, and never wait for a disk. Only who decides about a write reads the latest,
 * by {@link #latest}.
 */
final class Engine implements AutoCloseable {

    private static final long MIB = 1024L * 1024;

    private final Cache blocks;
    private final BloomFilter bloom = new BloomFilter(10, false);
    private final Options options;
    private final WriteOptions unsynced = new WriteOptions().setSync(false);
    private final ReadOptions now = new ReadOptions();
    private final RocksDB db;
    private final ReadCache reads;
    private final LongConsumer durableListener;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flushed = lock.newCondition();
    private boolean flushing;
    private volatile long written;
    private volatile long durable;
    private volatile View view;
    private volatile @Nullable StorageFailure failure;

    /**
     * Opens the database, which is made if it is not there.
     *
     * @param reads is kept in step with the views
     * @param durableListener is told of each ticket up to which all is durable, in order, before
     *     anybody who waits for it goes on
     */
    Engine(
            Path path,
            int blockCacheMib,
            int writeBufferMib,
            ReadCache reads,
            LongConsumer durableListener) {
        this.reads = reads;
        this.durableListener = durableListener;
        blocks = new LRUCache(blockCacheMib * MIB);
        options =
                new Options()
                        .setCreateIfMissing(true)
                        .setWriteBufferSize(writeBufferMib * MIB)
                        .setMaxTotalWalSize(4L * writeBufferMib * MIB)
                        .setMaxBackgroundJobs(2)
                        .setMaxOpenFiles(512)
                        .setBytesPerSync(MIB)
                        .setCompressionType(CompressionType.LZ4_COMPRESSION)
                        // One thread writes at a time: what orders several would only cost.
                        .setAllowConcurrentMemtableWrite(false)
                        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                        .setKeepLogFileNum(3)
                        .setStatsDumpPeriodSec(0)
                        .setTableFormatConfig(
                                new BlockBasedTableConfig()
                                        .setBlockCache(blocks)
                                        // Indexes and filters stay out of the cache: one of them
                                        // fills a shard of it, and is read anew by each get.
                                        .setFilterPolicy(bloom));
        try {
            db = RocksDB.open(options, path.toString());
        } catch (RocksDBException e) {
            closeOptions();
            throw new StorageFailure(e);
        }
        view = new View(db, 0);
    }

    /** Returns the durable state; the caller closes it. */
    View view() {
        while (true) {
            View current = view;
            if (current.hold()) {
                return current;
            }
        }
    }

    /** Reads what was written last, durable or not. */
    byte @Nullable [] latest(byte[] key) {
        try {
            return db.get(now, key);
        } catch (RocksDBException e) {
            throw new StorageFailure(e);
        }
    }

    /** Writes the batch; one caller at a time. Returns the ticket to wait with. */
    long write(WriteBatch batch, Written changes) {
        check();
        // Before anybody's view can have it.
        reads.writing(written + 1, changes);
        try {
            db.write(unsynced, batch);
        } catch (RocksDBException e) {
            throw fail(e);
        }
        long ticket = written + 1;
        written = ticket;
        return ticket;
    }

    /** Returns the ticket of the last write. */
    long written() {
        return written;
    }

    /** Throws if the storage has failed: nothing can be written before it is opened anew. */
    void check() {
        StorageFailure failed = failure;
        if (failed != null) {
            throw new StorageFailure(failed);
        }
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Returns when everything up to the ticket is on the disk. */
    void awaitDurable(long ticket) {
        if (durable >= ticket) {
            return;
        }
        lock.lock();
        try {
            while (durable < ticket) {
                check();
                if (flushing) {
                    // Not to be interrupted: the answer must not be unknown without need.
                    flushed.awaitUninterruptibly();
                } else {
                    flush();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Flushes with the lock let go, so that others can write and line up meanwhile. */
    private void flush() {
        flushing = true;
        lock.unlock();
        long target = written;
        View next = null;
        try {
            // What the view holds is in the log already, so that the flush covers it.
            next = new View(db, view.number() + 1);
            db.syncWal();
        } catch (RocksDBException e) {
            fail(e);
        } finally {
            lock.lock();
            flushing = false;
            flushed.signalAll();
        }
        if (failure == null) {
            reads.advance(next.number(), target);
            View old = view;
            view = next;
            old.close();
            durableListener.accept(target);
            durable = target;
        } else {
            next.close();
        }
    }

    private StorageFailure fail(RocksDBException e) {
        StorageFailure failed = new StorageFailure(e);
        failure = failed;
        return failed;
    }

    /** Closes the database. Nobody is inside, and nobody holds a view. */
    @Override
    public void close() {
        view.close();
        db.close();
        closeOptions();
    }

    private void closeOptions() {
        now.close();
        unsynced.close();
        options.close();
        bloom.close();
        blocks.close();
    }
}
