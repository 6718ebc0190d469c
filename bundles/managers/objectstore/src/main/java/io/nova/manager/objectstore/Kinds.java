package io.nova.manager.objectstore;

import io.nova.model.BucketName;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.BucketPart;
import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The kinds of records, and how their ids are made.
 *
 * <p>The id of an object is its bucket's handle and its key: ids are ordered by their UTF-8 bytes,
 * so that the index of a bucket has the order of S3's listings.
 */
final class Kinds {

    /** The bytes of a handle, and of the place of a version. */
    private static final int VERSION_ROOM = 17;

    static final Kind<Bucket> BUCKET = new Kind<>("bucket", Bucket.class, Kinds::ofBucket);

    static final Kind<StoredObject> OBJECT =
            new Kind<>(
                    "object",
                    StoredObject.class,
                    object -> List.of(inBucket(object.bucket()), ofContent(object.content().id())));

    static final Kind<StoredVersion> VERSION =
            new Kind<>("version", StoredVersion.class, Kinds::ofVersion);

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
            new Kind<>("object-handed", HandedObject.class, handed -> List.of(all()));

    static final Kind<Trash> TRASH =
            new Kind<>("trash", Trash.class, trash -> List.of(all(), ofContent(trash.content())));

    /** Has the handle of its bucket. */
    static final Kind<LifecycleWalk> WALK =
            new Kind<>(
                    "lifecycle-walk",
                    LifecycleWalk.class,
                    walk -> List.of(inBucket(walk.bucket())));

    private Kinds() {}

    private static List<IndexEntry> ofBucket(Bucket bucket) {
        List<IndexEntry> entries = new ArrayList<>();
        entries.add(ofOwner(bucket.owner()));
        entries.add(ofHandle(bucket.handle()));
        bucket.parts().forEach(part -> entries.add(having(part)));
        return entries;
    }

    /** By which the buckets with a configuration are found. */
    static IndexEntry having(BucketPart part) {
        return IndexEntry.of("part", part);
    }

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

    /** By which the version without a name is found, if it is an older one. */
    static IndexEntry ofNameless(String handle, ObjectKey key) {
        return new IndexEntry("nameless", objectId(handle, key));
    }

    private static List<IndexEntry> ofVersion(StoredVersion version) {
        List<IndexEntry> entries = new ArrayList<>();
        entries.add(inBucket(version.bucket()));
        version.content().ifPresent(content -> entries.add(ofContent(content.id())));
        if (version.id().isNull()) {
            entries.add(ofNameless(version.bucket(), version.key()));
        }
        return entries;
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

    /**
     * Returns with what the ids of a key's versions begin. Itself it is the id of the delete marker
     * that is the latest, of which there is one at most. What is in a key cannot be taken for the
     * end of another: behind a NUL in it is one that is none.
     *
     * @throws InvalidParameterException {@code TOO_LARGE} if {@link #hasRoom} is false
     */
    static String versionsOf(String handle, ObjectKey key) {
        if (!hasRoom(key)) {
            throw new InvalidParameterException(Problem.TOO_LARGE, "Key", "Your key is too long");
        }
        return handle + escaped(key.value()) + "\0\0";
    }

    /**
     * Returns where the versions of a key, or of any text between keys, begin.
     *
     * @param place of a version, behind which to begin; empty for before all of the key's
     */
    static String beforeVersions(String handle, String key, String place) {
        return cut(handle + escaped(key) + (place.isEmpty() ? "" : "\0\0" + place));
    }

    /** Returns as much of a text as an id may have: the same ids are behind it. */
    static String cut(String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= Names.MAX_BYTES) {
            return id;
        }
        int end = Names.MAX_BYTES;
        while ((bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private static String escaped(String key) {
        return key.replace("\0", "\0\u0001");
    }

    /** Tells whether the key can have versions: a long one of almost nothing but NULs cannot. */
    static boolean hasRoom(ObjectKey key) {
        long nuls = key.value().chars().filter(c -> c == 0).count();
        return nuls <= Names.MAX_BYTES - ObjectKey.MAX_BYTES - 2 * VERSION_ROOM;
    }

    static String versionId(String handle, ObjectKey key, VersionOrder order) {
        return versionsOf(handle, key) + order.digits();
    }

    /** A key's uploads stand together, before those of any longer key. */
    static String uploadId(String handle, String key, String upload) {
        return handle + key + '\0' + upload;
    }

    static String partId(String upload, int number) {
        return upload + "/%05d".formatted(number);
    }
}
