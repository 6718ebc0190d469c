package io.nova.manager.objectstore;

import io.nova.api.objectstore.Deleted;
import io.nova.model.IdSource;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.VersionId;
import io.nova.model.objectstore.Versioning;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The versions of one key, and how each change of it leaves them.
 *
 * <p>The latest is an object, with a record where all readers look, or a delete marker, with the
 * first of the key's records of versions; never both. Each change of the latest relies on both, so
 * that of two at once one decides again. Without a latest there is no version at all.
 */
final class KeyHistory {

    private final Draft draft;
    private final Bucket bucket;
    private final ObjectKey key;
    private final Instant now;
    private final IdSource ids;
    private final Consumer<Content> discard;

    /**
     * @param discard gets what no record of the key names any longer
     */
    KeyHistory(
            Draft draft,
            Bucket bucket,
            ObjectKey key,
            Instant now,
            IdSource ids,
            Consumer<Content> discard) {
        this.draft = draft;
        this.bucket = bucket;
        this.key = key;
        this.now = now;
        this.ids = ids;
        this.discard = discard;
    }

    /** Which record a version has. */
    enum Where {
        OBJECT,
        MARKER,
        OLDER
    }

    /** A version that was found. */
    record Found(Where where, StoredVersion version) {

        boolean isLatest() {
            return where != Where.OLDER;
        }

        Optional<StoredObject> object() {
            return version.object();
        }
    }

    ObjectKey key() {
        return key;
    }

    private boolean isVersioned() {
        return bucket.versioning().isPresent();
    }

    private boolean mayHaveOlder() {
        return isVersioned() && Kinds.hasRoom(key);
    }

    private String objectId() {
        return Kinds.objectId(bucket.handle(), key);
    }

    private String markerId() {
        return Kinds.versionsOf(bucket.handle(), key);
    }

    private String olderId(VersionOrder order) {
        return Kinds.versionId(bucket.handle(), key, order);
    }

    /** Returns the object that readers get. */
    Optional<StoredObject> current() {
        return draft.get(Kinds.OBJECT, objectId());
    }

    /** Returns the delete marker that is the latest. */
    Optional<StoredVersion> marker() {
        return mayHaveOlder() ? draft.get(Kinds.VERSION, markerId()) : Optional.empty();
    }

    /** Returns the latest, object or marker. */
    Optional<Found> latest() {
        return current()
                .map(object -> new Found(Where.OBJECT, StoredVersion.of(object)))
                .or(() -> marker().map(version -> new Found(Where.MARKER, version)));
    }

    /** Returns the version of that name. */
    Optional<Found> find(VersionId id) {
        Optional<Found> latest = latest();
        if (latest.filter(found -> found.version().id().equals(id)).isPresent()) {
            return latest;
        }
        if (!mayHaveOlder()) {
            return Optional.empty();
        }
        Optional<StoredVersion> older =
                id.isNull() ? nameless() : draft.get(Kinds.VERSION, olderId(VersionOrder.of(id)));
        return older.filter(version -> version.id().equals(id))
                .map(version -> new Found(Where.OLDER, version));
    }

    /** Finds the version without a name among the older ones. */
    private Optional<StoredVersion> nameless() {
        return draft.first(Kinds.VERSION, Kinds.ofNameless(bucket.handle(), key), markerId())
                .map(Draft.Row::value);
    }

    /** Tells whether there are versions that are not the latest. */
    boolean hasOlder() {
        return mayHaveOlder()
                && draft.first(Kinds.VERSION, Kinds.inBucket(bucket.handle()), markerId())
                        .isPresent();
    }

    /** Makes the object the latest; returns it with its version. */
    StoredObject put(StoredObject fresh) {
        if (!isVersioned()) {
            current().ifPresent(old -> leave(old.content(), fresh.content()));
            draft.set(Kinds.OBJECT, objectId(), fresh);
            return fresh;
        }
        VersionOrder order = next();
        StoredObject put = fresh.as(supersede(order, Optional.of(fresh.content())), order);
        draft.set(Kinds.OBJECT, objectId(), put);
        return put;
    }

    /**
     * Deletes the object, of which a bucket that keeps versions keeps it.
     *
     * @param by whose marker it is
     */
    Deleted delete(ProjectId by) {
        if (!isVersioned()) {
            current().ifPresent(old -> leave(old.content(), Optional.empty()));
            draft.remove(Kinds.OBJECT, objectId());
            return Deleted.PLAIN;
        }
        VersionOrder order = next();
        VersionId id = supersede(order, Optional.empty());
        draft.remove(Kinds.OBJECT, objectId());
        ObjectInfo info = ObjectInfo.of(key, by).modified(now).version(Optional.of(id)).build();
        draft.set(
                Kinds.VERSION,
                markerId(),
                new StoredVersion(
                        bucket.handle(), order.digits(), info, Optional.empty(), Optional.empty()));
        return new Deleted(Optional.of(id), true);
    }

    /** Removes a version for good; the one before it is the latest then, if it was. */
    Deleted delete(VersionId id) {
        Optional<Found> found = find(id);
        found.ifPresent(this::remove);
        return new Deleted(Optional.of(id), found.filter(f -> f.version().isMarker()).isPresent());
    }

    /** Removes a version that was found. */
    void remove(Found found) {
        drop(found, Optional.empty());
        if (found.isLatest() && mayHaveOlder()) {
            promote();
        }
    }

    /** Changes what is known of an object's version. */
    void change(Found found, ObjectInfo info) {
        if (found.where() == Where.OBJECT) {
            StoredObject object = current().orElseThrow();
            // One that had no name before there were any keeps none.
            ObjectInfo kept = info.withVersion(object.info().version());
            draft.set(Kinds.OBJECT, objectId(), object.with(kept));
        } else {
            draft.set(Kinds.VERSION, olderId(found.version().order()), found.version().with(info));
        }
    }

    /** Returns the place of a new version; throws before anything is changed. */
    private VersionOrder next() {
        markerId();
        return latest().map(found -> found.version().order().newerAt(now))
                .orElseGet(() -> VersionOrder.at(now));
    }

    /** Has the latest be no longer that, and returns the name of what comes instead. */
    private VersionId supersede(VersionOrder order, Optional<Content> instead) {
        if (bucket.versioning().equals(Optional.of(Versioning.ENABLED))) {
            latest().ifPresent(this::retire);
            return order.name(ids.hex(16));
        }
        Optional<Found> nameless = find(VersionId.NULL);
        latest().filter(found -> !found.version().id().isNull()).ifPresent(this::retire);
        nameless.ifPresent(found -> drop(found, instead));
        return VersionId.NULL;
    }

    private void retire(Found found) {
        StoredVersion version = found.version();
        drop(found, version.content());
        draft.set(Kinds.VERSION, olderId(version.order()), version.withSince(Optional.of(now)));
    }

    private void drop(Found found, Optional<Content> instead) {
        StoredVersion version = found.version();
        version.content().ifPresent(content -> leave(content, instead));
        switch (found.where()) {
            case OBJECT -> draft.remove(Kinds.OBJECT, objectId());
            case MARKER -> draft.remove(Kinds.VERSION, markerId());
            case OLDER -> draft.remove(Kinds.VERSION, olderId(version.order()));
        }
    }

    /** Makes the newest of the older versions the latest. */
    private void promote() {
        Optional<Draft.Row<StoredVersion>> newest =
                draft.first(Kinds.VERSION, Kinds.inBucket(bucket.handle()), markerId());
        if (newest.isEmpty()) {
            return;
        }
        draft.remove(Kinds.VERSION, newest.get().id());
        StoredVersion version = newest.get().value().withSince(Optional.empty());
        version.object()
                .ifPresentOrElse(
                        object -> draft.set(Kinds.OBJECT, objectId(), object),
                        () -> draft.set(Kinds.VERSION, markerId(), version));
    }

    private void leave(Content old, Content instead) {
        leave(old, Optional.of(instead));
    }

    /** Bytes are no trash if what comes instead has the same. */
    private void leave(Content old, Optional<Content> instead) {
        if (instead.filter(content -> content.id().equals(old.id())).isEmpty()) {
            discard.accept(old);
        }
    }
}
