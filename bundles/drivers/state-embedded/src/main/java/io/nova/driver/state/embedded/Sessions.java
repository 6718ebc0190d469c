package io.nova.driver.state.embedded;

import io.nova.model.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of every call to the session: keeps the files open while calls are under way, and opens
 * them anew after a failure of the disk, once there is room again. Until then reads show what was
 * durable, and writes are refused.
 */
final class Sessions implements AutoCloseable {

    /** Something that moves the whole store in or out. */
    @FunctionalInterface
    interface Transfer {
        void run(Session session) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final long BETWEEN_ATTEMPTS = TimeUnit.SECONDS.toNanos(1);
    private static final int PROBE_BYTES = 4 * 1024 * 1024;

    private final Settings settings;
    private final Clock clock;
    private final DirectoryLock lock;
    private final ExecutorService teller;
    private final Feed feed;
    private final ReadCache reads;
    private final Members members = new Members();
    private final String epoch;

    /** Calls hold it shared; to open or close the files it is held alone. */
    private final ReentrantReadWriteLock calls = new ReentrantReadWriteLock();

    private volatile @Nullable Session session;
    private long lastAttempt;

    Sessions(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.lock = DirectoryLock.take(settings.directory());
        this.teller =
                Executors.newSingleThreadExecutor(
                        work -> {
                            Thread thread = new Thread(work, "nova-state-changes");
                            thread.setDaemon(true);
                            return thread;
                        });
        this.feed = new Feed(settings.changesKept(), teller);
        this.reads = new ReadCache(settings.recordCache());
        try {
            RocksDB.loadLibrary();
            Session first = open();
            this.session = first;
            this.epoch = first.epoch();
            try (View view = first.view()) {
                members.load(view, clock.instant());
            }
        } catch (StorageFailure e) {
            abandon();
            throw new UnavailableException(
                    "state", "cannot open %s: %s".formatted(settings.directory(), e), e);
        } catch (RuntimeException | Error e) {
            abandon();
            throw e;
        }
    }

    private Session open() {
        return new Session(
                settings.directory().resolve("db"),
                settings.blockCacheMib(),
                settings.writeBufferMib(),
                clock,
                feed,
                reads);
    }

    private void abandon() {
        teller.shutdown();
        lock.close();
    }

    Feed feed() {
        return feed;
    }

    ReadCache reads() {
        return reads;
    }

    Members members() {
        return members;
    }

    String epoch() {
        return epoch;
    }

    /** Reads the durable state. */
    <R> R read(Function<View, R> work) {
        return call(
                session -> {
                    try (View view = session.view()) {
                        return work.apply(view);
                    }
                });
    }

    /** Does what needs the newest state, or changes it. */
    <R> R write(Function<Session, R> work) {
        recover();
        return call(work);
    }

    void transfer(Transfer work) throws IOException {
        recover();
        calls.readLock().lock();
        try {
            work.run(current());
        } catch (StorageFailure e) {
            throw EmbeddedStateStore.unavailable(e);
        } finally {
            calls.readLock().unlock();
        }
    }

    private <R> R call(Function<Session, R> work) {
        calls.readLock().lock();
        try {
            return work.apply(current());
        } catch (StorageFailure e) {
            throw EmbeddedStateStore.unavailable(e);
        } finally {
            calls.readLock().unlock();
        }
    }

    private Session current() {
        Session open = session;
        if (open == null) {
            throw new UnavailableException("state", "the state store is closed");
        }
        return open;
    }

    /** Opens the files anew if they failed, and the disk takes data again. */
    private void recover() {
        Session failed = session;
        if (failed == null || !failed.hasFailed() || calls.getReadHoldCount() > 0) {
            return;
        }
        calls.writeLock().lock();
        try {
            if (session != failed || System.nanoTime() - lastAttempt < BETWEEN_ATTEMPTS) {
                return;
            }
            lastAttempt = System.nanoTime();
            if (takesData()) {
                reopen(failed);
            }
        } finally {
            calls.writeLock().unlock();
        }
    }

    private void reopen(Session failed) {
        // From here on a failure leaves the store closed: there is nothing left to read from.
        session = null;
        failed.close();
        reads.clear();
        try {
            session = open();
            LOG.info("The state store was opened anew after a failure of its disk");
        } catch (RuntimeException e) {
            LOG.error("The state store cannot be opened anew; restart it", e);
        }
    }

    /** Tries to write, since a database that is closed while the disk is full stays closed. */
    private boolean takesData() {
        Path probe = settings.directory().resolve("probe");
        try (FileChannel channel =
                FileChannel.open(
                        probe,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE)) {
            ByteBuffer data = ByteBuffer.allocate(PROBE_BYTES);
            while (data.hasRemaining()) {
                channel.write(data);
            }
            channel.force(true);
            return true;
        } catch (IOException e) {
            LOG.warn("The disk of the state store takes no data: {}", e.toString());
            return false;
        }
    }

    @Override
    public void close() {
        calls.writeLock().lock();
        try {
            if (session == null && teller.isShutdown()) {
                return;
            }
            teller.shutdown();
            if (session != null) {
                session.close();
                session = null;
            }
            lock.close();
        } finally {
            calls.writeLock().unlock();
        }
    }
}
