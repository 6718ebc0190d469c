package io.nova.manager.objectstore;

import io.nova.api.objectstore.ListQuery;
import io.nova.api.objectstore.ObjectListing;
import io.nova.model.Page;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.spi.state.Names;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists one page of a bucket by seeking in the index: to the prefix, to where the last page ended,
 * and past each common prefix.
 */
final class Lister {

    private final StateStore store;
    private final String handle;
    private final ListQuery query;
    private final RollUp rollUp;
    private final PageSize size;
    private final List<ObjectInfo> objects = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private String last = "";

    private Lister(StateStore store, String handle, ListQuery query) {
        this.store = store;
        this.handle = handle;
        this.query = query;
        this.rollUp = new RollUp(query.prefix(), query.delimiter(), query.after());
        this.size = new PageSize(!query.delimiter().isEmpty());
    }

    static ObjectListing list(StateStore store, String handle, ListQuery query) {
        if (query.limit() == 0) {
            return new ObjectListing(List.of(), List.of(), Optional.empty());
        }
        return new Lister(store, handle, query).run();
    }

    private ObjectListing run() {
        boolean more = !walk();
        return new ObjectListing(objects, prefixes, more ? Optional.of(last) : Optional.empty());
    }

    /** Collects rows; true if they are all, false if the page is full before the end. */
    private boolean walk() {
        String position;
        if (Names.ORDER.compare(query.after(), query.prefix()) < 0) {
            // The prefix itself may be a key, and the index begins behind what it is given.
            Optional<Rec<StoredObject>> first = at(query.prefix());
            if (first.isPresent() && !take(first.get().value().info())) {
                return false;
            }
            position = query.prefix();
        } else {
            position = query.after();
        }
        Optional<String> after = Optional.of(skipRolledUp(position));
        while (after.isPresent()) {
            int room = room();
            Page<Rec<StoredObject>> page =
                    store.query(
                            Kinds.OBJECT,
                            Kinds.inBucket(handle),
                            Kinds.cut(handle + after.get()),
                            size.next(room));
            Optional<Boolean> end = takePage(page);
            size.had(page.items().size(), room - room());
            if (end.isPresent()) {
                return end.get();
            }
            after = page.next().map(id -> skipRolledUp(id.substring(handle.length())));
        }
        return true;
    }

    /** Takes the rows of a page; says how the walk ends if it ends here. */
    private Optional<Boolean> takePage(Page<Rec<StoredObject>> page) {
        for (Rec<StoredObject> row : page.items()) {
            ObjectInfo object = row.value().info();
            if (!object.key().value().startsWith(query.prefix())) {
                return Optional.of(true);
            }
            if (!take(object)) {
                return Optional.of(false);
            }
        }
        return Optional.empty();
    }

    /** Takes a row, unless it would be one too many. */
    private boolean take(ObjectInfo object) {
        String key = object.key().value();
        Optional<String> prefix = rollUp.commonPrefix(key);
        if (prefix.isPresent() && rollUp.isPast(prefix.get(), last)) {
            return true;
        }
        if (room() == 0) {
            return false;
        }
        last = prefix.orElse(key);
        prefix.ifPresentOrElse(prefixes::add, () -> objects.add(object));
        return true;
    }

    private int room() {
        return query.limit() - objects.size() - prefixes.size();
    }

    /** Returns where to go on: behind all keys of a common prefix that is done with. */
    private String skipRolledUp(String position) {
        return rollUp.commonPrefix(position)
                .filter(prefix -> rollUp.isPast(prefix, last))
                .map(RollUp::behind)
                .orElse(position);
    }

    private Optional<Rec<StoredObject>> at(String key) {
        return key.isEmpty() ? Optional.empty() : store.get(Kinds.OBJECT, Kinds.cut(handle + key));
    }
}
