package io.nova.testkit.state;

import io.nova.spi.state.Kind;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A store in memory that can lose history, as one does whose server comes back with an older log:
 * it is as it was at an earlier moment, under another epoch, and watchers hear of a gap. For one
 * thread.
 */
public final class ForgetfulStateStore extends ForwardingStateStore {

    private final Clock clock;
    private final List<Watching> watches = new ArrayList<>();
    private MemoryStateStore store;
    private int losses;

    /** Begins empty. */
    public ForgetfulStateStore(Clock clock) {
        this.clock = clock;
        this.store = new MemoryStateStore(clock);
    }

    /** Returns all that it holds now, for {@link #goBackTo}. */
    public byte[] remember() {
        ByteArrayOutputStream moment = new ByteArrayOutputStream();
        try {
            store.export(moment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return moment.toByteArray();
    }

    /** Is as it was then. */
    public void goBackTo(byte[] moment) {
        forgetAll();
        try {
            store.restore(new ByteArrayInputStream(moment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tell();
    }

    /** Is empty. */
    public void goBackToNothing() {
        forgetAll();
        tell();
    }

    private void forgetAll() {
        losses++;
        store = new MemoryStateStore(clock, "memory-" + losses, Runnable::run);
    }

    private void tell() {
        watches.forEach(Watching::begin);
        List.copyOf(watches).forEach(watching -> watching.listener.gap());
    }

    private final class Watching implements Watch {

        private final Set<Kind<?>> kinds;
        private final WatchListener listener;
        private Watch inner;

        Watching(Set<Kind<?>> kinds, long afterSeq, WatchListener listener) {
            this.kinds = kinds;
            this.listener = listener;
            this.inner = store.watch(kinds, afterSeq, listener);
        }

        void begin() {
            inner.close();
            inner = store.watch(kinds, -1, listener);
        }

        @Override
        public void close() {
            watches.remove(this);
            inner.close();
        }
    }

    @Override
    public Watch watch(Set<Kind<?>> kinds, long afterSeq, WatchListener listener) {
        Watching watching = new Watching(kinds, afterSeq, listener);
        watches.add(watching);
        return watching;
    }

    @Override
    protected StateStore store() {
        return store;
    }
}
