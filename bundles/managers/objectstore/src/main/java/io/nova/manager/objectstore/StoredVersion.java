package io.nova.manager.objectstore;

import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.VersionId;
import java.time.Instant;
import java.util.Optional;

/**
 * The record of a version that readers of the key do not get: an older one, or a delete marker.
 *
 * @param bucket the bucket's handle
 * @param place among the versions of its key, as {@link VersionOrder} writes it
 * @param info always with a version; of a marker just key, owner, version and time mean something
 * @param content empty for a delete marker
 * @param since when it ceased to be the latest; empty if it is
 */
record StoredVersion(
        String bucket,
        String place,
        ObjectInfo info,
        Optional<Content> content,
        Optional<Instant> since) {

    static StoredVersion of(StoredObject object) {
        return new StoredVersion(
                object.bucket(),
                object.order().digits(),
                object.info().withVersion(Optional.of(id(object))),
                Optional.of(object.content()),
                Optional.empty());
    }

    /** Returns the version's name. */
    static VersionId id(StoredObject object) {
        return object.info().version().orElse(VersionId.NULL);
    }

    VersionId id() {
        return info.version().orElse(VersionId.NULL);
    }

    ObjectKey key() {
        return info.key();
    }

    VersionOrder order() {
        return new VersionOrder(place);
    }

    boolean isMarker() {
        return content.isEmpty();
    }

    StoredVersion with(ObjectInfo changed) {
        return new StoredVersion(bucket, place, changed, content, since);
    }

    StoredVersion withSince(Optional<Instant> time) {
        return new StoredVersion(bucket, place, info, content, time);
    }

    /** Returns the object that it is, or was; a marker is none. */
    Optional<StoredObject> object() {
        return content.map(
                bytes ->
                        new StoredObject(
                                bucket,
                                info,
                                bytes,
                                id().isNull() ? Optional.of(place) : Optional.empty()));
    }
}
