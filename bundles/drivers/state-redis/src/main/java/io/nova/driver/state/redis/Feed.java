package io.nova.driver.state.redis;

import io.nova.model.UnavailableException;
import io.nova.spi.state.Change;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;

/**
 * Tells watchers what others and we committed, in one thread. Every commit is one entry of the
 * stream and numbers leave no holes: where one is missing, or the epoch is another, watchers hear
 * of a gap. A server that does not answer costs time alone.
 */
final class Feed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final int ENTRIES = 500;
    private static final long WAIT_MILLIS = 250;
    private static final long PAUSE_MILLIS = 200;

    private final Links links;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final ExecutorService teller =
            Executors.newSingleThreadExecutor(
                    work -> {
                        Thread thread = new Thread(work, "nova-state-changes");
                        thread.setDaemon(true);
                        return thread;
                    });
    private boolean telling;
    private volatile boolean closed;
    private volatile @Nullable Link link;

    Feed(Links links) {
        this.links = links;
    }

    Watch watch(Set<Kind<?>> kinds, long afterSeq, WatchListener listener) {
        Watcher watcher = watcher(kinds, afterSeq, listener);
        watchers.add(watcher);
        begin();
        return watcher;
    }

    private Watcher watcher(Set<Kind<?>> kinds, long afterSeq, WatchListener listener) {
        Tail now;
        try {
            now = links.read(link -> Tail.read(link, Long.MAX_VALUE, 1));
        } catch (UnavailableException later) {
            // Whatever there is by then is another history than none.
            return new Watcher(kinds, listener, "", Long.MAX_VALUE);
        }
        Watcher watcher =
                new Watcher(
                        kinds,
                        listener,
                        now.epoch(),
                        afterSeq < 0 ? now.seq() : Math.min(afterSeq, now.seq()));
        // A reader from the future has seen a history that is no more.
        watcher.gap = afterSeq > now.seq();
        return watcher;
    }

    private synchronized void begin() {
        if (!telling && !closed) {
            telling = true;
            teller.execute(this::run);
        }
    }

    private void run() {
        boolean wait = false;
        while (!closed) {
            try {
                if (wait) {
                    await();
                }
                wait = !tell();
            } catch (NotAnswered | ErrorReply | NoLink | UnavailableException e) {
                if (!closed) {
                    LOG.debug("The changes of the state store cannot be read", e);
                    dropLink();
                    pause();
                }
            } catch (RuntimeException e) {
                LOG.error("The changes of the state store make no sense", e);
                pause();
            }
        }
    }

    /** Tells the next changes; false if there were none. */
    private boolean tell() {
        long from =
                watchers.stream().mapToLong(watcher -> watcher.seq).min().orElse(Long.MAX_VALUE);
        Tail tail = Tail.read(own(), from, ENTRIES);
        links.saw(tail.seq());
        watchers.forEach(watcher -> watcher.tell(tail));
        return !tail.entries().isEmpty();
    }

    /** Waits for a commit: a wake-up, and nothing is made of what it says. */
    private void await() {
        long newest =
                watchers.stream().mapToLong(watcher -> watcher.seq).min().orElse(Long.MAX_VALUE);
        own().call(
                        Command.XREAD,
                        Forms.bytes("COUNT"),
                        Forms.bytes(1),
                        Forms.bytes("BLOCK"),
                        Forms.bytes(WAIT_MILLIS),
                        Forms.bytes("STREAMS"),
                        links.keys().feed(),
                        Forms.bytes(newest + "-0"));
    }

    private Link own() {
        Link mine = link;
        if (mine == null || mine.isBroken()) {
            mine = links.open();
            link = mine;
            if (closed) {
                mine.close();
            }
        }
        return mine;
    }

    private void dropLink() {
        Link mine = link;
        link = null;
        if (mine != null) {
            mine.close();
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        watchers.forEach(Watcher::close);
        teller.shutdownNow();
        dropLink();
    }

    private final class Watcher implements Watch {

        private final Map<String, Kind<?>> kinds;
        private final WatchListener listener;
        private String epoch;
        private boolean gap;
        private volatile long seq;
        private volatile boolean ended;

        Watcher(Set<Kind<?>> kinds, WatchListener listener, String epoch, long seq) {
            this.kinds = kinds.stream().collect(Collectors.toMap(Kind::name, Function.identity()));
            this.listener = listener;
            this.epoch = epoch;
            this.seq = seq;
        }

        void tell(Tail tail) {
            if (!epoch.equals(tail.epoch()) || seq > tail.seq()) {
                // Another history: what it has after our place is not what comes after ours.
                epoch = tail.epoch();
                seq = tail.seq();
                gap = true;
            } else if (tail.entries().isEmpty() && seq < tail.seq()) {
                seq = tail.seq();
                gap = true;
            }
            for (Tail.Entry entry : tail.entries()) {
                if (entry.seq() > seq) {
                    gap |= entry.seq() != seq + 1;
                    tellGap();
                    entry.changes().forEach(change -> tell(entry.seq(), change));
                    seq = entry.seq();
                }
            }
            tellGap();
        }

        private void tellGap() {
            if (gap) {
                gap = false;
                call(listener::gap);
            }
        }

        private void tell(long at, Tail.Told told) {
            Kind<?> kind = kinds.get(told.kind());
            if (kind != null) {
                call(() -> listener.change(new Change(at, kind, told.id(), told.version())));
            }
        }

        private void call(Runnable told) {
            if (ended) {
                return;
            }
            try {
                told.run();
            } catch (RuntimeException e) {
                LOG.warn("A listener to changes failed", e);
            }
        }

        @Override
        public void close() {
            ended = true;
            watchers.remove(this);
        }
    }
}
