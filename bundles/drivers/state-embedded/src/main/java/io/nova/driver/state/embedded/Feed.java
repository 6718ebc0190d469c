package io.nova.driver.state.embedded;

import io.nova.spi.state.Change;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest changes that are durable, and who hears of them. Bounded: a watcher that lags further
 * behind than the changes kept hears of a gap.
 */
final class Feed {

    /** A change as it is kept. */
    record Told(long seq, String kind, String id, long version) {}

    private record Staged(long ticket, List<Told> changes) {}

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    private final int kept;
    private final Executor executor;
    private final Deque<Staged> staged = new ArrayDeque<>();
    private final Deque<Told> ring = new ArrayDeque<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private long forgotten;
    private long seq;

    /**
     * @param executor of one thread
     */
    Feed(int kept, Executor executor) {
        this.kept = kept;
        this.executor = executor;
    }

    /** Begins anew at the commit: what was before cannot be told one by one. */
    synchronized void reset(long newSeq) {
        staged.clear();
        ring.clear();
        boolean lost = seq != newSeq || forgotten != 0;
        seq = newSeq;
        forgotten = newSeq;
        if (lost) {
            watchers.forEach(watcher -> watcher.offer(null));
        }
    }

    /** Notes what a commit changed, to be told when it is durable. */
    synchronized void stage(long ticket, List<Told> changes) {
        staged.add(new Staged(ticket, changes));
    }

    /** Tells everything up to the ticket. */
    synchronized void publish(long ticket) {
        while (!staged.isEmpty() && staged.element().ticket() <= ticket) {
            for (Told told : staged.remove().changes()) {
                seq = told.seq();
                ring.add(told);
                watchers.forEach(watcher -> watcher.offer(told));
            }
        }
        while (ring.size() > kept) {
            forgotten = ring.remove().seq();
        }
    }

    synchronized Watch watch(Set<Kind<?>> kinds, long afterSeq, long now, WatchListener listener) {
        Watcher watcher = new Watcher(kinds, listener);
        if (afterSeq >= 0) {
            // A reader from the future has seen a history that is no more.
            if (afterSeq < forgotten || afterSeq > now) {
                watcher.offer(null);
            }
            ring.stream().filter(told -> told.seq() > afterSeq).forEach(watcher::offer);
        }
        watchers.add(watcher);
        return watcher;
    }

    private final class Watcher implements Watch {

        private final Map<String, Kind<?>> kinds;
        private final WatchListener listener;
        private final Deque<Told> waiting = new ArrayDeque<>();
        private boolean gap;
        private boolean delivering;
        private boolean closed;

        Watcher(Set<Kind<?>> kinds, WatchListener listener) {
            this.kinds = kinds.stream().collect(Collectors.toMap(Kind::name, Function.identity()));
            this.listener = listener;
        }

        /** Lines up a change, or a gap that makes all that waits pointless. */
        synchronized void offer(@Nullable Told told) {
            if (closed || (told != null && !kinds.containsKey(told.kind()))) {
                return;
            }
            if (told == null || waiting.size() >= kept) {
                waiting.clear();
                gap = true;
            }
            if (told != null) {
                waiting.add(told);
            }
            if (!delivering) {
                delivering = true;
                executor.execute(this::deliver);
            }
        }

        private void deliver() {
            for (Runnable call = next(); call != null; call = next()) {
                try {
                    call.run();
                } catch (RuntimeException e) {
                    LOG.warn("A listener to changes failed", e);
                }
            }
        }

        private synchronized @Nullable Runnable next() {
            if (gap) {
                gap = false;
                return listener::gap;
            }
            Told told = waiting.poll();
            Kind<?> kind = told == null ? null : kinds.get(told.kind());
            if (told == null || kind == null) {
                delivering = false;
                return null;
            }
            Change change = new Change(told.seq(), kind, told.id(), told.version());
            return () -> listener.change(change);
        }

        @Override
        public synchronized void close() {
            closed = true;
            gap = false;
            waiting.clear();
            watchers.remove(this);
        }
    }
}
