package io.nova.driver.state.embedded;

import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Values that were decoded before, so that a record that is read again and again is decoded once,
 * and one that has not changed is not even read. The version tells whether what is kept is what was
 * read. From which {@link View} on it is also what would be read, is known as {@link ReadCache}
 * says. Values are records, which do not change.
 *
 * <p>What is kept is found without a lock. When room is needed, all are looked at in turn, and
 * those that nobody asked for since the last look have to go.
 */
final class DecodedCache {

    /** Later than any view: whoever wants to know has to read. */
    private static final long DOUBTED = Long.MAX_VALUE;

    private record Place(String kind, String id) {}

    private static final class Kept {
        private final long version;
        private final Object value;
        private final int size;
        private volatile boolean wanted;

        /** The first view that is known to show it, as do all later ones so far. */
        private volatile long from;

        Kept(long version, Object value, int size, long from) {
            this.version = version;
            this.value = value;
            this.size = size;
            this.from = from;
        }

        /** The type may be of another revision of its bundle. */
        boolean isOf(Kind<?> kind) {
            return kind.type().isInstance(value);
        }

        <T> Rec<T> rec(Kind<T> kind, String id) {
            if (!wanted) {
                wanted = true;
            }
            return new Rec<>(id, kind.type().cast(value), version);
        }
    }

    private final long most;
    private final Map<Place, Kept> kept = new ConcurrentHashMap<>();
    private final Deque<Place> turns = new ArrayDeque<>();
    private long size;
    private long newest;

    /**
     * @param most bytes of stored form to keep the values of
     */
    DecodedCache(long most) {
        this.most = most;
    }

    /** Returns the record as the view shows it, or null if that is not known. */
    <T> @Nullable Rec<T> find(Kind<T> kind, String id, long view) {
        Kept known = kept.get(new Place(kind.name(), id));
        return known != null && known.from <= view && known.isOf(kind) ? known.rec(kind, id) : null;
    }

    /** Returns the record that the bytes are of, which the view shows. */
    <T> Rec<T> rec(Kind<T> kind, String id, byte[] stored, long view) {
        Place place = new Place(kind.name(), id);
        long version = Row.version(stored);
        Kept known = kept.get(place);
        if (known != null && known.version == version && known.isOf(kind)) {
            confirm(known, view);
            return known.rec(kind, id);
        }
        T value = kind.decode(Row.read(stored).stored());
        Kept fresh = new Kept(version, value, stored.length, DOUBTED);
        keep(place, fresh, view);
        return new Rec<>(id, value, version);
    }

    private synchronized void confirm(Kept known, long view) {
        if (view == newest && view < known.from) {
            known.from = view;
        }
    }

    /** From now on only what this view shows is taken for what is. */
    synchronized void advance(long view) {
        newest = view;
    }

    /** Takes in what a commit made of a record, which the newest view shows, or doubts it. */
    synchronized void written(Written.Row row, long view) {
        if (row.value() == null) {
            doubt(row);
        } else {
            Kept fresh = new Kept(row.version(), row.value(), row.size(), DOUBTED);
            keep(new Place(row.kind(), row.id()), fresh, view);
        }
    }

    /** Takes a record for one that may not be what the newest view shows. */
    synchronized void doubt(Written.Row row) {
        Kept known = kept.get(new Place(row.kind(), row.id()));
        if (known != null) {
            known.from = DOUBTED;
        }
    }

    synchronized void forget() {
        kept.clear();
        turns.clear();
        size = 0;
    }

    synchronized void clear() {
        forget();
        newest = 0;
    }

    private synchronized void keep(Place place, Kept fresh, long view) {
        Kept old = kept.get(place);
        boolean sameType = old != null && old.value.getClass() == fresh.value.getClass();
        if (old != null && sameType && old.version >= fresh.version) {
            if (old.version == fresh.version) {
                confirm(old, view);
            }
            return;
        }
        confirm(fresh, view);
        kept.put(place, fresh);
        if (old == null) {
            turns.addLast(place);
        }
        size += fresh.size - (old == null ? 0 : old.size);
        makeRoom();
    }

    private void makeRoom() {
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
