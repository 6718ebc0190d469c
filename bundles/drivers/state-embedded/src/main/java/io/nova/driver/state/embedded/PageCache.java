package io.nova.driver.state.embedded;

import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The ids of the records that have an index entry, where these are few. See {@link ReadCache}. */
final class PageCache {

    /** Longer lists change often, and cost little more to read than their records. */
    static final int MOST_IDS = 32;

    /** Full, it begins anew: what is asked for often is there again at once. */
    private static final int MOST_LISTS = 20_000;

    private record Known(long from, List<String> ids) {}

    private final Map<Written.Entry, Known> known = new ConcurrentHashMap<>();
    private long newest;

    /** Returns the ids in their order, or null if they are not known. */
    @Nullable List<String> find(Kind<?> kind, IndexEntry entry, long view) {
        Known found = known.get(new Written.Entry(kind.name(), entry));
        return found != null && found.from() <= view ? found.ids() : null;
    }

    /** Keeps what a view shows: all ids there are. */
    synchronized void keep(Kind<?> kind, IndexEntry entry, long view, List<String> ids) {
        if (ids.size() > MOST_IDS || view != newest) {
            return;
        }
        if (known.size() >= MOST_LISTS) {
            known.clear();
        }
        known.put(new Written.Entry(kind.name(), entry), new Known(view, List.copyOf(ids)));
    }

    /** From now on only what this view shows is kept. */
    synchronized void advance(long view) {
        newest = view;
    }

    /** Lets go of what may not hold in the newest view. */
    synchronized void doubt(Written.Entry entry) {
        known.remove(entry);
    }

    synchronized void forget() {
        known.clear();
    }

    synchronized void clear() {
        known.clear();
        newest = 0;
    }
}
