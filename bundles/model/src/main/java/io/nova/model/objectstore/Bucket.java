package io.nova.model.objectstore;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.nova.model.BucketName;
import io.nova.model.ProjectId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A bucket.
 *
 * @param handle a generated id under which its objects are kept: another bucket of the same name
 *     will have another
 * @param closing whether someone was about to delete it; whoever puts something into it takes that
 *     back
 * @param versioning empty if it never kept versions
 * @param ownership empty if nobody said it
 * @param publicAccess what of public access is blocked; empty if nobody said it
 * @param parts the configurations that it has; they have records of their own, each of which
 *     changes with this one
 */
public record Bucket(
        BucketName name,
        String handle,
        ProjectId owner,
        Instant created,
        Acl acl,
        boolean closing,
        Optional<Versioning> versioning,
        Optional<Ownership> ownership,
        Optional<PublicAccessBlock> publicAccess,
        Set<BucketPart> parts) {

    public Bucket {
        requireNonNull(handle, "handle");
        requireNonNull(acl, "acl");
        // Older records have none.
        parts = Set.copyOf(requireNonNullElse(parts, Set.of()));
    }

    /** A new bucket with nothing but an owner and an access list. */
    public Bucket(BucketName name, String handle, ProjectId owner, Instant created, Acl acl) {
        this(
                name,
                handle,
                owner,
                created,
                acl,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of());
    }

    /** Returns the grants of its access list. */
    public Acl grants() {
        return acl.expanded(owner, owner);
    }

    /** Tells whether it has the configuration. */
    public boolean has(BucketPart part) {
        return parts.contains(part);
    }

    /** Returns the bucket with another access list. */
    public Bucket withAcl(Acl other) {
        return new Bucket(
                name,
                handle,
                owner,
                created,
                other,
                closing,
                versioning,
                ownership,
                publicAccess,
                parts);
    }

    /** Returns the bucket as it is while someone is about to delete it, or no longer. */
    public Bucket withClosing(boolean value) {
        return new Bucket(
                name,
                handle,
                owner,
                created,
                acl,
                value,
                versioning,
                ownership,
                publicAccess,
                parts);
    }

    /** Returns the bucket as it is when it keeps versions, or does so no longer. */
    public Bucket withVersioning(Versioning other) {
        return new Bucket(
                name,
                handle,
                owner,
                created,
                acl,
                closing,
                Optional.of(other),
                ownership,
                publicAccess,
                parts);
    }

    /** Returns the bucket with another rule of ownership, or none. */
    public Bucket withOwnership(Optional<Ownership> other) {
        return new Bucket(
                name, handle, owner, created, acl, closing, versioning, other, publicAccess, parts);
    }

    /** Returns the bucket with something else of public access blocked. */
    public Bucket withPublicAccess(Optional<PublicAccessBlock> other) {
        return new Bucket(
                name, handle, owner, created, acl, closing, versioning, ownership, other, parts);
    }

    /** Returns the bucket with the configuration, or without it. */
    public Bucket with(BucketPart part, boolean there) {
        Set<BucketPart> changed = EnumSet.noneOf(BucketPart.class);
        changed.addAll(parts);
        if (there) {
            changed.add(part);
        } else {
            changed.remove(part);
        }
        return new Bucket(
                name,
                handle,
                owner,
                created,
                acl,
                closing,
                versioning,
                ownership,
                publicAccess,
                changed);
    }
}
