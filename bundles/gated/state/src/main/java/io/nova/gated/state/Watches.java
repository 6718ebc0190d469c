package io.nova.gated.state;

import io.nova.spi.state.Change;
import io.nova.spi.state.Kind;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The watches of managers, which are set anew on every store that takes over. */
final class Watches {

    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

    private final List<Relay> relays = new CopyOnWriteArrayList<>();

    /** Sets a watch; the caller is inside the store, so that it does not go meanwhile. */
    Watch watch(StateStore store, Set<Kind<?>> kinds, long afterSeq, WatchListener listener) {
        Relay relay = new Relay(Set.copyOf(kinds), listener);
        relay.set(store, afterSeq);
        relays.add(relay);
        return relay;
    }

    /**
     * Sets all watches on the store that takes over, and tells them of a gap; may be repeated.
     *
     * @throws RuntimeException if it does not answer; some are set then, and some are not
     */
    void move(StateStore next) {
        relays.forEach(relay -> relay.move(next));
    }

    /** Takes all watches off the store, which goes. */
    void leave(StateStore store) {
        relays.forEach(relay -> relay.leave(store));
    }

    /** A watch, wherever it is set. */
    private final class Relay implements Watch {

        private final Set<Kind<?>> kinds;
        private final WatchListener listener;

        /** So that the last word of one store and the first of the next are not at once. */
        private final ReentrantLock telling = new ReentrantLock();

        private boolean closed;
        private @Nullable StateStore store;
        private @Nullable Watch watch;
        private volatile @Nullable Object current;

        Relay(Set<Kind<?>> kinds, WatchListener listener) {
            this.kinds = kinds;
            this.listener = listener;
        }

        synchronized void set(StateStore on, long afterSeq) {
            Object mine = new Object();
            Object before = current;
            current = mine;
            try {
                watch = on.watch(kinds, afterSeq, new Ear(mine));
                store = on;
            } catch (RuntimeException e) {
                current = before;
                throw e;
            }
        }

        void move(StateStore next) {
            synchronized (this) {
                if (store == next || closed) {
                    return;
                }
                Watch old = watch;
                set(next, -1);
                if (old != null) {
                    old.close();
                }
            }
            Object mine = current;
            if (mine != null) {
                tell(mine, listener::gap);
            }
        }

        void leave(StateStore gone) {
            Watch last;
            synchronized (this) {
                if (store != gone) {
                    return;
                }
                store = null;
                last = watch;
                watch = null;
            }
            if (last != null) {
                last.close();
            }
        }

        private void tell(Object from, Runnable told) {
            telling.lock();
            try {
                if (current == from) {
                    told.run();
                }
            } catch (RuntimeException e) {
                LOG.warn("A listener to changes failed", e);
            } finally {
                telling.unlock();
            }
        }

        @Override
        public void close() {
            // At once, even while a store takes over, and for good after that.
            current = null;
            relays.remove(this);
            Watch last;
            synchronized (this) {
                closed = true;
                current = null;
                store = null;
                last = watch;
                watch = null;
            }
            if (last != null) {
                last.close();
            }
        }

        /** What one store is given to tell. */
        private final class Ear implements WatchListener {

            private final Object mine;

            Ear(Object mine) {
                this.mine = mine;
            }

            @Override
            public void change(Change change) {
                tell(mine, () -> listener.change(change));
            }

            @Override
            public void gap() {
                tell(mine, listener::gap);
            }
        }
    }
}
