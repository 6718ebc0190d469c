package io.nova.driver.state.embedded;

import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Values that were decoded before, so that a record that is read again and again is decoded once.
 * The version tells whether what is kept is what was read: nothing ever has to be taken out for
 * being wrong. Values are records, which do not change.
 *
 * <p>What is kept is found without a lock. When room is needed, all are looked at in turn, and
 * those that nobody asked for since the last look have to go.
 */
final class DecodedCache {

    private record Place(Class<?> type, String kind, String id) {}

    private static final class Kept {
        private final long version;
        private final Object value;
        private final int size;
        private volatile boolean wanted;

        Kept(long version, Object value, int size) {
            this.version = version;
            this.value = value;
            this.size = size;
        }
    }

    private final long most;
    private final Map<Place, Kept> kept = new ConcurrentHashMap<>();
    private final Deque<Place> turns = new ArrayDeque<>();
    private long size;

    /**
     * @param most bytes of stored form to keep the values of
     */
    DecodedCache(long most) {
        this.most = most;
    }

    /** Returns the record that the bytes are of. */
    <T> Rec<T> rec(Kind<T> kind, String id, byte[] stored) {
        Place place = new Place(kind.type(), kind.name(), id);
        long version = Row.version(stored);
        Kept known = kept.get(place);
        if (known != null && known.version == version) {
            if (!known.wanted) {
                known.wanted = true;
            }
            return new Rec<>(id, kind.type().cast(known.value), version);
        }
        T value = kind.decode(Row.read(stored).stored());
        keep(place, new Kept(version, value, stored.length));
        return new Rec<>(id, value, version);
    }

    /** Keeps a value that was written: who reads it next need not decode it. */
    void written(Kind<?> kind, String id, long version, Object value, int bytes) {
        keep(new Place(kind.type(), kind.name(), id), new Kept(version, value, bytes));
    }

    synchronized void clear() {
        kept.clear();
        turns.clear();
        size = 0;
    }

    private synchronized void keep(Place place, Kept fresh) {
        Kept old = kept.get(place);
        if (old != null && old.version >= fresh.version) {
            return;
        }
        kept.put(place, fresh);
        if (old == null) {
            turns.addLast(place);
        }
        size += fresh.size - (old == null ? 0 : old.size);
        int spared = turns.size();
        while (size > most && !turns.isEmpty()) {
            Place next = turns.removeFirst();
            Kept candidate = kept.get(next);
            if (isSpared(candidate, spared)) {
                spared--;
                turns.addLast(next);
            } else {
                kept.remove(next);
                size -= candidate == null ? 0 : candidate.size;
            }
        }
    }

    /** Spares nobody once all have been spared: others may want them faster than this looks. */
    private static boolean isSpared(@Nullable Kept candidate, int left) {
        if (candidate == null || !candidate.wanted || left == 0) {
            return false;
        }
        candidate.wanted = false;
        return true;
    }

    /** Returns the bytes of stored form whose values are kept. */
    synchronized long size() {
        return size;
    }
}
