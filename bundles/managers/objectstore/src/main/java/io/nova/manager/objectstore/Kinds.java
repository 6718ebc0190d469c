package io.nova.manager.objectstore;

import io.nova.model.BucketName;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.BucketPart;
import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import java.util.List;

/**
 * The kinds of records, and how their ids are made.
 *
 * <p>The id of an object is its bucket's handle and its key: ids are ordered by their UTF-8 bytes,
 * so that the index of a bucket has the order of S3's listings.
 */
final class Kinds {

    static final Kind<Bucket> BUCKET =
            new Kind<>(
                    "bucket",
                    Bucket.class,
                    bucket -> List.of(ofOwner(bucket.owner()), ofHandle(bucket.handle())));

    static final Kind<StoredObject> OBJECT =
            new Kind<>(
                    "object",
                    StoredObject.class,
                    object -> List.of(inBucket(object.bucket()), ofContent(object.content().id())));

    static final Kind<StoredUpload> UPLOAD =
            new Kind<>("upload", StoredUpload.class, upload -> List.of(inBucket(upload.bucket())));

    static final Kind<StoredPart> PART =
            new Kind<>(
                    "part",
                    StoredPart.class,
                    part -> List.of(ofUpload(part.upload()), ofContent(part.blob().value())));

    static final Kind<StoredConfig> CONFIG =
            new Kind<>(
                    "bucket-config",
                    StoredConfig.class,
                    config -> List.of(inBucket(config.bucket())));

    /** Has the id of the content; goes with the record that names it. */
    static final Kind<SmallContent> SMALL =
            new Kind<>("small-content", SmallContent.class, small -> List.of());

    static final Kind<HandedObject> HANDED =
            new Kind<>("object-handed", HandedObject.class, handed -> List.of());

    static final Kind<Trash> TRASH = new Kind<>("trash", Trash.class, trash -> List.of(all()));

    private Kinds() {}

    static IndexEntry ofOwner(ProjectId owner) {
        return IndexEntry.of("owner", owner);
    }

    /** Buckets that have not changed since it was added do not carry it. */
    static IndexEntry ofHandle(String handle) {
        return new IndexEntry("handle", handle);
    }

    static IndexEntry inBucket(String handle) {
        return new IndexEntry("bucket", handle);
    }

    static IndexEntry ofContent(String id) {
        return new IndexEntry("content", id);
    }

    static IndexEntry ofUpload(String upload) {
        return new IndexEntry("upload", upload);
    }

    static IndexEntry all() {
        return new IndexEntry("all", "");
    }

    static String bucketId(BucketName name) {
        return name.value();
    }

    static String configId(String handle, BucketPart part) {
        return handle + "/" + part;
    }

    static String objectId(String handle, ObjectKey key) {
        return handle + key.value();
    }

    /** A key's uploads stand together, before those of any longer key. */
    static String uploadId(String handle, String key, String upload) {
        return handle + key + '\0' + upload;
    }

    static String partId(String upload, int number) {
        return upload + "/%05d".formatted(number);
    }
}
