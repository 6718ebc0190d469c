package io.nova.manager.objectstore;

import io.nova.api.objectstore.VersionListing.Version;
import io.nova.model.Page;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.VersionId;
import io.nova.spi.state.Names;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads versions in S3's order, those that readers get among the others.
 *
 * <p>They are in two kinds of records, and a version moves from the one to the other when a newer
 * one comes, and back when that goes. So the objects are read before and after the versions: one
 * that is there all the time is seen, and of what is seen twice once.
 */
final class VersionRows {

    private final StateStore store;
    private final String handle;

    VersionRows(StateStore store, String handle) {
        this.store = store;
        this.handle = handle;
    }

    /**
     * Between two versions.
     *
     * @param place of a version of the key, behind which it is; empty before all of them
     */
    record Position(String key, String place) implements Comparable<Position> {

        private static final Comparator<Position> ORDER =
                Comparator.comparing(Position::key, Names.ORDER).thenComparing(Position::place);

        static Position before(String key) {
            return new Position(key, "");
        }

        /** Behind all versions of the key: places are hexadecimal. */
        static Position behind(String key) {
            return new Position(key, "~");
        }

        @Override
        public int compareTo(Position other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * What was read.
     *
     * @param end up to where it is all there is; empty if that is the end
     */
    record Rows(List<Version> versions, Optional<Position> end) {}

    /** Returns what comes behind the position, some {@code limit} rows of it. */
    Rows read(Position from, int limit) {
        Collected rows = new Collected(from);
        rows.objects(objects(from, limit));
        rows.versions(versions(from, limit));
        rows.objects(objects(from, limit));
        return rows.rows();
    }

    private Page<Rec<StoredObject>> objects(Position from, int limit) {
        Page<Rec<StoredObject>> page =
                store.query(
                        Kinds.OBJECT,
                        Kinds.inBucket(handle),
                        Kinds.cut(handle + from.key()),
                        limit);
        if (!from.place().isEmpty() || from.key().isEmpty()) {
            return page;
        }
        List<Rec<StoredObject>> rows = new ArrayList<>();
        store.get(Kinds.OBJECT, Kinds.cut(handle + from.key())).ifPresent(rows::add);
        rows.addAll(page.items());
        return new Page<>(rows, page.next());
    }

    private Page<Rec<StoredVersion>> versions(Position from, int limit) {
        String after = Kinds.beforeVersions(handle, from.key(), from.place());
        return store.query(Kinds.VERSION, Kinds.inBucket(handle), after, limit);
    }

    /** Returns the position behind a version of the key, if it is there. */
    Optional<Position> behind(ObjectKey key, VersionId id) {
        if (!id.isNull()) {
            return Optional.of(new Position(key.value(), VersionOrder.of(id).digits()));
        }
        return store.get(Kinds.OBJECT, Kinds.objectId(handle, key))
                .map(rec -> StoredVersion.of(rec.value()))
                .filter(version -> version.id().isNull())
                .or(
                        () ->
                                store
                                        .query(Kinds.VERSION, Kinds.ofNameless(handle, key), "", 1)
                                        .items()
                                        .stream()
                                        .map(Rec::value)
                                        .findFirst())
                .map(version -> new Position(key.value(), version.place()));
    }

    /** Puts what was read in order. */
    private static final class Collected {

        private final SortedMap<Position, StoredVersion> rows = new TreeMap<>();
        private final Position from;
        private Optional<Position> end = Optional.empty();

        Collected(Position from) {
            this.from = from;
        }

        void objects(Page<Rec<StoredObject>> page) {
            page.items().forEach(rec -> add(StoredVersion.of(rec.value())));
            if (page.next().isPresent()) {
                end(page.items().stream().map(rec -> StoredVersion.of(rec.value())).toList());
            }
        }

        void versions(Page<Rec<StoredVersion>> page) {
            page.items().forEach(rec -> add(rec.value()));
            if (page.next().isPresent()) {
                end(page.items().stream().map(Rec::value).toList());
            }
        }

        private void add(StoredVersion version) {
            rows.put(position(version), version);
        }

        private static Position position(StoredVersion version) {
            return new Position(version.key().value(), version.place());
        }

        private void end(List<StoredVersion> read) {
            Position last = position(read.get(read.size() - 1));
            end = end.filter(before -> before.compareTo(last) < 0).or(() -> Optional.of(last));
        }

        Rows rows() {
            List<Version> versions = new ArrayList<>();
            String key = from.place().isEmpty() ? "" : from.key();
            for (var row : rows.entrySet()) {
                boolean later = end.filter(e -> e.compareTo(row.getKey()) < 0).isPresent();
                if (!later && row.getKey().compareTo(from) > 0) {
                    ObjectInfo info = row.getValue().info();
                    boolean latest = !key.equals(info.key().value());
                    versions.add(new Version(info, row.getValue().isMarker(), latest));
                    key = info.key().value();
                }
            }
            return new Rows(versions, end);
        }
    }
}
