package io.nova.driver.state.embedded;

import io.nova.model.Page;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads records as of one moment, as far as they are known without the database. */
final class Reader {

    private static final int FEW = 32;

    private final View view;
    private final ReadCache known;

    Reader(View view, ReadCache known) {
        this.view = view;
        this.known = known;
    }

    <T> @Nullable Rec<T> get(Kind<T> kind, String id) {
        Rec<T> found = known.records().find(kind, id, view.number());
        return found != null ? found : rec(kind, id, view.get(Keys.row(kind.name(), id)));
    }

    /** Returns those that are there, in the order of the ids. */
    <T> List<Rec<T>> getAll(Kind<T> kind, List<String> ids) {
        List<@Nullable Rec<T>> all = new ArrayList<>(ids.size());
        List<byte[]> missing = new ArrayList<>();
        for (String id : ids) {
            Rec<T> found = known.records().find(kind, id, view.number());
            all.add(found);
            if (found == null) {
                missing.add(Keys.row(kind.name(), id));
            }
        }
        if (!missing.isEmpty()) {
            List<byte @Nullable []> stored = view.get(missing);
            int next = 0;
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i) == null) {
                    all.set(i, rec(kind, ids.get(i), stored.get(next++)));
                }
            }
        }
        return all.stream().filter(Objects::nonNull).toList();
    }

    private <T> @Nullable Rec<T> rec(Kind<T> kind, String id, byte @Nullable [] stored) {
        return stored == null ? null : known.records().rec(kind, id, stored, view.number());
    }

    <T> Page<Rec<T>> page(Kind<T> kind, IndexEntry entry, String afterId, int limit) {
        // One row more than asked for tells that there is a next page.
        List<String> ids = ids(kind, entry, afterId, limit + 1);
        if (ids.size() <= limit) {
            return new Page<>(getAll(kind, ids), Optional.empty());
        }
        List<String> shown = ids.subList(0, limit);
        return new Page<>(getAll(kind, shown), Optional.of(shown.get(limit - 1)));
    }

    /** Returns so many ids at least, if there are so many. */
    private List<String> ids(Kind<?> kind, IndexEntry entry, String afterId, int most) {
        List<String> found = known.pages().find(kind, entry, afterId, most, view.number());
        if (found == null) {
            found = scan(kind, entry, afterId, most);
            known.pages().keep(kind, entry, afterId, most, view.number(), found);
        }
        return found;
    }

    private List<String> scan(Kind<?> kind, IndexEntry entry, String afterId, int most) {
        byte[] prefix = Keys.entries(kind.name(), entry);
        byte[] from = afterId.isEmpty() ? prefix : View.next(Keys.entry(prefix, afterId));
        List<String> ids = new ArrayList<>();
        view.scan(
                prefix,
                from,
                (key, at) -> {
                    ids.add(new Bytes.Reader(key, prefix.length).rest());
                    return ids.size() < most;
                });
        return ids;
    }

    long count(Kind<?> kind, IndexEntry entry) {
        // Few are sooner read, and remembered, than counted.
        List<String> ids = ids(kind, entry, "", FEW + 1);
        return ids.size() <= FEW ? ids.size() : view.count(Keys.entries(kind.name(), entry));
    }
}
