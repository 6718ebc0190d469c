package io.nova.driver.state.embedded;

import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the records that have an index entry, as far as they were asked for. All that is known
 * of an entry goes when a record gets or loses it. See {@link ReadCache}.
 */
final class PageCache {

    /** Full, it begins anew: what is asked for often is there again at once. */
    private static final int MOST_IDS = 200_000;

    /**
     * What was asked for.
     *
     * @param most 0 for all there are
     */
    private record Part(String after, int most) {

        static final Part WHOLE = new Part("", 0);
    }

    /** The weight of a part is never 0: of those without any id there may be many as well. */
    private record Known(long from, List<String> ids) {

        int weight() {
            return 1 + ids.size();
        }
    }

    private final Map<Written.Entry, Map<Part, Known>> known = new ConcurrentHashMap<>();
    private final int room;
    private int weight;
    private long newest;

    PageCache() {
        this(MOST_IDS);
    }

    /**
     * @param room for about so many ids
     */
    PageCache(int room) {
        this.room = room;
    }

    /**
     * Returns ids in their order, or null if they are not known.
     *
     * @param after the ids begin behind this one
     * @return so many ids at least, if there are so many
     */
    @Nullable List<String> find(Kind<?> kind, IndexEntry entry, String after, int most, long view) {
        Map<Part, Known> parts = known.get(new Written.Entry(kind.name(), entry));
        if (parts == null) {
            return null;
        }
        Known found = after.isEmpty() ? parts.get(Part.WHOLE) : null;
        if (found == null) {
            found = parts.get(new Part(after, most));
        }
        return found != null && found.from() <= view ? found.ids() : null;
    }

    /** Keeps what a view shows: so many ids behind one, or fewer if there are no more. */
    synchronized void keep(
            Kind<?> kind, IndexEntry entry, String after, int most, long view, List<String> ids) {
        if (view != newest) {
            return;
        }
        Known fresh = new Known(view, List.copyOf(ids));
        if (fresh.weight() > room - weight) {
            forget();
        }
        if (fresh.weight() > room) {
            return;
        }
        Part part = after.isEmpty() && ids.size() < most ? Part.WHOLE : new Part(after, most);
        Known before =
                known.computeIfAbsent(
                                new Written.Entry(kind.name(), entry),
                                none -> new ConcurrentHashMap<>())
                        .put(part, fresh);
        weight += fresh.weight() - (before == null ? 0 : before.weight());
    }

    /** From now on only what this view shows is kept. */
    synchronized void advance(long view) {
        newest = view;
    }

    /** Lets go of what may not hold in the newest view. */
    synchronized void doubt(Written.Entry entry) {
        Map<Part, Known> parts = known.remove(entry);
        if (parts != null) {
            parts.values().forEach(part -> weight -= part.weight());
        }
    }

    synchronized void forget() {
        known.clear();
        weight = 0;
    }

    synchronized void clear() {
        forget();
        newest = 0;
    }
}
