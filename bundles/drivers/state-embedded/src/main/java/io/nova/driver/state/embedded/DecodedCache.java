package io.nova.driver.state.embedded;

import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Values that were decoded before, so that a record that is read again and again is decoded once.
 * The version tells whether what is kept is what was read: nothing ever has to be taken out for
 * being wrong. Values are records, which do not change.
 */
final class DecodedCache {

    private record Place(Class<?> type, String kind, String id) {}

    private record Kept(long version, Object value, int size) {}

    private final long most;
    private long size;
    private final LinkedHashMap<Place, Kept> kept = new LinkedHashMap<>(64, 0.75f, true);

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
        Kept known;
        synchronized (this) {
            known = kept.get(place);
        }
        if (known != null && known.version() == version) {
            return new Rec<>(id, kind.type().cast(known.value()), version);
        }
        T value = kind.decode(Row.read(stored).stored());
        keep(place, new Kept(version, value, stored.length));
        return new Rec<>(id, value, version);
    }

    synchronized void clear() {
        kept.clear();
        size = 0;
    }

    private synchronized void keep(Place place, Kept fresh) {
        Kept old = kept.put(place, fresh);
        size += fresh.size() - (old == null ? 0 : old.size());
        var oldest = kept.entrySet().iterator();
        while (size > most && oldest.hasNext()) {
            Map.Entry<Place, Kept> entry = oldest.next();
            size -= entry.getValue().size();
            oldest.remove();
        }
    }
}
