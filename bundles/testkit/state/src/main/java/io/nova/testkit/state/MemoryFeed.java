package io.nova.testkit.state;

import io.nova.spi.state.Change;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import io.nova.testkit.state.MemoryTables.RowKey;
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

/** The newest changes, and who hears of them. Guarded by the store's lock, but for delivery. */
final class MemoryFeed {

    private record Note(long seq, RowKey key, long version) {}

    private final int kept;
    private final Executor executor;
    private final Deque<Note> entries = new ArrayDeque<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private long forgotten;

    MemoryFeed(int kept, Executor executor) {
        this.kept = kept;
        this.executor = executor;
    }

    /** Notes the changes of a commit; {@link #deliver} tells them. */
    void add(long seq, Map<RowKey, Long> versions) {
        versions.forEach(
                (key, version) -> {
                    Note entry = new Note(seq, key, version);
                    entries.add(entry);
                    watchers.forEach(watcher -> watcher.offer(entry));
                });
        while (entries.size() > kept) {
            forgotten = entries.remove().seq();
        }
    }

    /** Forgets everything up to the commit. */
    void forget(long seq) {
        entries.clear();
        forgotten = seq;
        watchers.forEach(Watcher::offerGap);
    }

    Watcher watch(Set<Kind<?>> kinds, long afterSeq, long seq, WatchListener listener) {
        Watcher watcher = new Watcher(kinds, listener);
        if (afterSeq >= 0) {
            // A reader from the future has seen a history that is no more.
            if (afterSeq < forgotten || afterSeq > seq) {
                watcher.offerGap();
            }
            entries.stream().filter(e -> e.seq() > afterSeq).forEach(watcher::offer);
        }
        watchers.add(watcher);
        return watcher;
    }

    /** Tells what is to be told. Called without the store's lock: a listener may read. */
    void deliver() {
        watchers.forEach(Watcher::deliver);
    }

    final class Watcher implements Watch {

        private final Map<String, Kind<?>> kinds;
        private final WatchListener listener;
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private boolean delivering;
        private boolean closed;

        private Watcher(Set<Kind<?>> kinds, WatchListener listener) {
            this.kinds = kinds.stream().collect(Collectors.toMap(Kind::name, Function.identity()));
            this.listener = listener;
        }

        private synchronized void offer(Note entry) {
            Kind<?> kind = kinds.get(entry.key().kind());
            if (kind != null) {
                Change change = new Change(entry.seq(), kind, entry.key().id(), entry.version());
                waiting.add(() -> listener.change(change));
            }
        }

        private synchronized void offerGap() {
            waiting.add(listener::gap);
        }

        /** Without the lock: a listener may wait for someone who commits. */
        void deliver() {
            if (begin()) {
                executor.execute(this::drain);
            }
        }

        private synchronized boolean begin() {
            boolean begins = !delivering && !waiting.isEmpty();
            delivering |= begins;
            return begins;
        }

        private void drain() {
            for (Runnable call = next(); call != null; call = next()) {
                try {
                    call.run();
                } catch (RuntimeException e) {
                    // A listener's fault is not the store's, nor that of whoever committed.
                    Thread thread = Thread.currentThread();
                    thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
                }
            }
        }

        private synchronized @Nullable Runnable next() {
            Runnable call = closed ? null : waiting.poll();
            delivering = call != null;
            return call;
        }

        @Override
        public synchronized void close() {
            closed = true;
            waiting.clear();
            watchers.remove(this);
        }
    }
}
