package io.nova.manager.objectstore;

import io.nova.api.objectstore.VersionListing;
import io.nova.api.objectstore.VersionListing.Next;
import io.nova.api.objectstore.VersionListing.Version;
import io.nova.api.objectstore.VersionQuery;
import io.nova.manager.objectstore.VersionRows.Position;
import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.state.Names;
import io.nova.spi.state.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists one page of a bucket's versions, and seeks as {@link Lister} does. */
final class VersionLister {

    private final VersionQuery query;
    private final VersionRows rows;
    private final RollUp rollUp;
    private final PageSize size;
    private final List<Version> versions = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private String lastPrefix = "";
    private Next last = new Next("", Optional.empty());

    private VersionLister(StateStore store, String handle, VersionQuery query) {
        this.query = query;
        this.rows = new VersionRows(store, handle);
        this.rollUp = new RollUp(query.prefix(), query.delimiter(), query.afterKey());
        this.size = new PageSize(!query.delimiter().isEmpty());
    }

    static VersionListing list(StateStore store, String handle, VersionQuery query) {
        return query.limit() == 0
                ? new VersionListing(List.of(), List.of(), Optional.empty())
                : new VersionLister(store, handle, query).run();
    }

    private VersionListing run() {
        boolean more = !walk();
        return new VersionListing(versions, prefixes, more ? Optional.of(last) : Optional.empty());
    }

    /** Collects rows; true if they are all, false if the page is full before the end. */
    private boolean walk() {
        Position position = skipRolledUp(first());
        while (true) {
            int room = room();
            VersionRows.Rows read = rows.read(position, size.next(room));
            for (Version row : read.versions()) {
                if (!row.info().key().value().startsWith(query.prefix())) {
                    return true;
                }
                if (!take(row)) {
                    return false;
                }
            }
            size.had(read.versions().size(), room - room());
            Optional<Position> end = read.end();
            if (end.isEmpty() || end.get().compareTo(position) <= 0) {
                return true;
            }
            position = skipRolledUp(end.get());
        }
    }

    private Position first() {
        if (Names.ORDER.compare(query.afterKey(), query.prefix()) < 0) {
            return Position.before(query.prefix());
        }
        if (query.afterKey().isEmpty()) {
            return Position.before("");
        }
        // The version without a name may be gone: then some are told twice, but none is left out.
        return query.afterVersion()
                .map(
                        id ->
                                rows.behind(new ObjectKey(query.afterKey()), id)
                                        .orElse(Position.before(query.afterKey())))
                .orElse(Position.behind(query.afterKey()));
    }

    private Position skipRolledUp(Position position) {
        return rollUp.commonPrefix(position.key())
                .filter(prefix -> rollUp.isPast(prefix, lastPrefix))
                .map(prefix -> Position.before(RollUp.behind(prefix)))
                .orElse(position);
    }

    /** Takes a row, unless it would be one too many. */
    private boolean take(Version row) {
        String key = row.info().key().value();
        Optional<String> prefix = rollUp.commonPrefix(key);
        if (prefix.isPresent() && rollUp.isPast(prefix.get(), lastPrefix)) {
            return true;
        }
        if (room() == 0) {
            return false;
        }
        if (prefix.isPresent()) {
            lastPrefix = prefix.get();
            prefixes.add(lastPrefix);
            last = new Next(lastPrefix, Optional.empty());
        } else {
            versions.add(row);
            last = new Next(key, row.info().version());
        }
        return true;
    }

    private int room() {
        return query.limit() - versions.size() - prefixes.size();
    }
}
