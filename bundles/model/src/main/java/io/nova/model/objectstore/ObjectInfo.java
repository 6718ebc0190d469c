package io.nova.model.objectstore;

import io.nova.model.ProjectId;
import java.time.Instant;
import java.util.Optional;

/**
 * An object without its bytes.
 *
 * @param size in bytes
 * @param etag 32 hex digits, for multipart uploads followed by a dash and the number of parts;
 *     without quotes
 * @param parts how many parts it was uploaded in; 0 if in one piece
 * @param version empty if its bucket never kept versions when it was written
 * @param tags empty if it has none
 */
public record ObjectInfo(
        ObjectKey key,
        ProjectId owner,
        long size,
        String etag,
        Instant modified,
        ObjectHeaders headers,
        Acl acl,
        Optional<Checksum> checksum,
        int parts,
        Optional<VersionId> version,
        Optional<TagSet> tags) {

    /** Begins a private object without headers, uploaded in one piece. */
    public static Builder of(ObjectKey key, ProjectId owner) {
        return new Builder(key, owner);
    }

    /** Returns the object with another access list. */
    public ObjectInfo withAcl(Acl other) {
        return toBuilder().acl(other).build();
    }

    /** Returns the object with other tags. */
    public ObjectInfo withTags(TagSet other) {
        return toBuilder().tags(other).build();
    }

    /** Returns the object as a version of that name. */
    public ObjectInfo withVersion(Optional<VersionId> other) {
        return toBuilder().version(other).build();
    }

    private Builder toBuilder() {
        return of(key, owner)
                .bytes(size, etag)
                .modified(modified)
                .headers(headers)
                .acl(acl)
                .checksum(checksum)
                .parts(parts)
                .version(version)
                .tags(tags.orElse(TagSet.NONE));
    }

    /** Collects what is known of an object. */
    public static final class Builder {

        private final ObjectKey key;
        private final ProjectId owner;
        private long size;
        private String etag = "";
        private Instant modified = Instant.EPOCH;
        private ObjectHeaders headers = ObjectHeaders.NONE;
        private Acl acl = Acl.PRIVATE;
        private Optional<Checksum> checksum = Optional.empty();
        private int parts;
        private Optional<VersionId> version = Optional.empty();
        private TagSet tags = TagSet.NONE;

        private Builder(ObjectKey key, ProjectId owner) {
            this.key = key;
            this.owner = owner;
        }

        /** Says how many bytes there are, and their ETag without quotes. */
        public Builder bytes(long count, String sum) {
            size = count;
            etag = sum;
            return this;
        }

        /** Says when it was written. */
        public Builder modified(Instant time) {
            modified = time;
            return this;
        }

        /** Says what clients are told with it. */
        public Builder headers(ObjectHeaders value) {
            headers = value;
            return this;
        }

        /** Says who may use it. */
        public Builder acl(Acl value) {
            acl = value;
            return this;
        }

        /** Says the checksum beside the ETag. */
        public Builder checksum(Optional<Checksum> value) {
            checksum = value;
            return this;
        }

        /** Says in how many parts it was uploaded. */
        public Builder parts(int count) {
            parts = count;
            return this;
        }

        /** Says which version it is. */
        public Builder version(Optional<VersionId> value) {
            version = value;
            return this;
        }

        /** Says its tags. */
        public Builder tags(TagSet value) {
            tags = value;
            return this;
        }

        /** Returns the object. */
        public ObjectInfo build() {
            return new ObjectInfo(
                    key,
                    owner,
                    size,
                    etag,
                    modified,
                    headers,
                    acl,
                    checksum,
                    parts,
                    version,
                    tags.unlessEmpty());
        }
    }
}
