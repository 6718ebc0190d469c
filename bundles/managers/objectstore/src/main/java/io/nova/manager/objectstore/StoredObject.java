package io.nova.manager.objectstore;

import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.VersionId;
import java.util.Optional;

/**
 * The record of the object that readers of a key get.
 *
 * @param bucket the bucket's handle
 * @param place among the versions of its key, as {@link VersionOrder} writes it, if neither its
 *     version's name nor its time says it
 * @param counted whether it is in the {@link Usage}; not so what was written before there was any
 */
record StoredObject(
        String bucket, ObjectInfo info, Content content, Optional<String> place, boolean counted) {

    /** An object that will be counted. */
    StoredObject(String bucket, ObjectInfo info, Content content, Optional<String> place) {
        this(bucket, info, content, place, true);
    }

    /** An object whose place follows from what is known of it. */
    StoredObject(String bucket, ObjectInfo info, Content content) {
        this(bucket, info, content, Optional.empty());
    }

    StoredObject with(ObjectInfo changed) {
        return new StoredObject(bucket, changed, content, place);
    }

    /** Returns the object as the version of that name in that place. */
    StoredObject as(VersionId version, VersionOrder order) {
        return new StoredObject(
                bucket,
                info.withVersion(Optional.of(version)),
                content,
                version.isNull() ? Optional.of(order.digits()) : Optional.empty());
    }

    VersionOrder order() {
        return place.map(VersionOrder::new)
                .or(() -> info.version().filter(id -> !id.isNull()).map(VersionOrder::of))
                .orElseGet(() -> VersionOrder.at(info.modified()));
    }

    /** Returns what readers are told: in a bucket with versions each has a name. */
    ObjectInfo told(Bucket in) {
        return info.version().isEmpty() && in.versioning().isPresent()
                ? info.withVersion(Optional.of(VersionId.NULL))
                : info;
    }
}
