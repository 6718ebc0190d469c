package io.nova.driver.state.embedded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/**
 * The store as of one moment. Whoever reads holds it for that time; the native memory goes with the
 * last holder.
 */
final class View implements AutoCloseable {

    /** Takes a key and its value; says whether to go on. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(byte[] key, RocksIterator at);
    }

    /** Fewer than these are got sooner one by one: what gets many has to be set up first. */
    private static final int FEW = 4;

    private final RocksDB db;
    private final long number;
    private final Snapshot snapshot;
    private final ReadOptions options;
    private final AtomicInteger holders = new AtomicInteger(1);

    /**
     * @param number counts the views of a database, from 0 on
     */
    View(RocksDB db, long number) {
        this.db = db;
        this.number = number;
        this.snapshot = db.getSnapshot();
        this.options = new ReadOptions().setSnapshot(snapshot);
    }

    long number() {
        return number;
    }

    /** Adds a holder; false if the last one has gone. */
    boolean hold() {
        return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) != 0;
    }

    byte @Nullable [] get(byte[] key) {
        try {
            return db.get(options, key);
        } catch (RocksDBException e) {
            throw new StorageFailure(e);
        }
    }

    /** Returns the values in the order of the keys; null where there is none. */
    List<byte @Nullable []> get(List<byte[]> keys) {
        if (keys.size() < FEW) {
            List<byte @Nullable []> values = new ArrayList<>(keys.size());
            keys.forEach(key -> values.add(get(key)));
            return values;
        }
        try {
            return db.multiGetAsList(options, keys);
        } catch (RocksDBException e) {
            throw new StorageFailure(e);
        }
    }

    /** Visits the keys that begin with the prefix, from the one given. */
    void scan(byte[] prefix, byte[] from, Visitor visitor) {
        // The upper bound keeps RocksDB from wading through what was removed behind the prefix.
        try (Slice end = new Slice(Keys.after(prefix));
                ReadOptions bounded =
                        new ReadOptions().setSnapshot(snapshot).setIterateUpperBound(end);
                RocksIterator iterator = db.newIterator(bounded)) {
            iterator.seek(from);
            while (iterator.isValid() && visitor.visit(iterator.key(), iterator)) {
                iterator.next();
            }
            iterator.status();
        } catch (RocksDBException e) {
            throw new StorageFailure(e);
        }
    }

    /** Visits all keys that begin with the prefix. */
    void scan(byte[] prefix, Visitor visitor) {
        scan(prefix, prefix, visitor);
    }

    /** Returns how many keys begin with the prefix. */
    long count(byte[] prefix) {
        long count = 0;
        try (Slice end = new Slice(Keys.after(prefix));
                ReadOptions bounded =
                        new ReadOptions().setSnapshot(snapshot).setIterateUpperBound(end);
                RocksIterator iterator = db.newIterator(bounded)) {
            for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
                count++;
            }
            iterator.status();
        } catch (RocksDBException e) {
            throw new StorageFailure(e);
        }
        return count;
    }

    @Override
    public void close() {
        if (holders.decrementAndGet() == 0) {
            options.close();
            db.releaseSnapshot(snapshot);
            snapshot.close();
        }
    }

    /** Returns the first key after this one. */
    static byte[] next(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }
}
