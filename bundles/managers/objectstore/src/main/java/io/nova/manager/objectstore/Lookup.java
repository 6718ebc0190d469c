package io.nova.manager.objectstore;

import io.nova.api.objectstore.ObjectView;
import io.nova.model.IncorrectStateException;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.TagSet;
import io.nova.model.objectstore.VersionId;
import io.nova.spi.state.Rec;
import java.util.Optional;

/** Finds what a caller asks for, if the caller may: who may not list may not miss a key either. */
final class Lookup {

    private final Ledger ledger;
    private final S3Access access;

    Lookup(Ledger ledger, S3Access access) {
        this.ledger = ledger;
        this.access = access;
    }

    /** Returns the object that readers get: the one record that most requests need. */
    StoredObject current(RequestContext context, Rec<Bucket> bucket, ObjectKey key, String action) {
        Optional<StoredObject> object = ledger.object(bucket.value(), key).map(Rec::value);
        if (object.isEmpty()) {
            access.require(AccessRequest.of(context, "s3:ListBucket", bucket));
            throw noKey(key);
        }
        access.require(AccessRequest.of(context, action, bucket).of(object.get()));
        return object.get();
    }

    /**
     * Returns the object's version, if the caller may do that to it.
     *
     * @param version empty for the latest
     * @throws IncorrectStateException if that is a delete marker
     */
    KeyHistory.Found require(
            RequestContext context,
            Rec<Bucket> bucket,
            KeyHistory history,
            Optional<VersionId> version,
            String action) {
        Optional<KeyHistory.Found> found =
                version.isPresent()
                        ? history.find(version.get())
                        : history.latest().filter(latest -> latest.object().isPresent());
        if (found.isEmpty()) {
            access.require(AccessRequest.of(context, "s3:ListBucket", bucket));
            throw version.isPresent() ? noVersion(version.get()) : noKey(history.key());
        }
        AccessRequest asked = AccessRequest.of(context, action, bucket).of(history.key());
        access.require(found.get().object().map(asked::of).orElse(asked));
        if (found.get().version().isMarker()) {
            throw new IncorrectStateException(
                    ResourceType.OBJECT_VERSION,
                    found.get().version().id(),
                    "The specified method is not allowed against this resource.");
        }
        return found.get();
    }

    private static NotFoundException noKey(ObjectKey key) {
        return new NotFoundException(
                ResourceType.OBJECT, key.value(), "The specified key does not exist.");
    }

    private static NotFoundException noVersion(VersionId version) {
        return new NotFoundException(
                ResourceType.OBJECT_VERSION,
                version.value(),
                "The specified version does not exist.");
    }

    /** Returns what a caller who reads an object is told of it. */
    ObjectInfo told(
            RequestContext context, Rec<Bucket> bucket, StoredObject object, boolean named) {
        ObjectInfo info = object.told(bucket.value());
        return info.tags().isEmpty() || mayReadTags(context, bucket, object, named)
                ? info
                : info.withTags(TagSet.NONE);
    }

    private boolean mayReadTags(
            RequestContext context, Rec<Bucket> bucket, StoredObject object, boolean named) {
        String action = ObjectView.TAGS.action(named);
        return access.allows(AccessRequest.of(context, action, bucket).of(object));
    }

    /** To read all tags, and to write any, are actions of their own. */
    void requireTags(RequestContext context, Rec<Bucket> bucket, ObjectKey key, TagSet tags) {
        if (!tags.tags().isEmpty()) {
            access.require(AccessRequest.of(context, "s3:PutObjectTagging", bucket).of(key));
        }
    }
}
