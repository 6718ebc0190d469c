package io.nova.api.objectstore;

import java.time.Instant;
import java.util.Optional;

/**
 * What must hold at the moment when a write takes effect.
 *
 * @param absent there is no such object
 * @param etag the object there is has this ETag, or any if it is {@code *}
 * @param size the object there is has so many bytes
 * @param modified the object there is was written in this second
 */
public record WriteCondition(
        boolean absent, Optional<String> etag, Optional<Long> size, Optional<Instant> modified) {

    /** Nothing must hold. */
    public static final WriteCondition NONE =
            new WriteCondition(false, Optional.empty(), Optional.empty(), Optional.empty());

    /** There is no such object. */
    public static final WriteCondition ABSENT = NONE.withAbsent(true);

    /** The object there is has this ETag, without quotes; or any if it is {@code *}. */
    public static WriteCondition ofEtag(String etag) {
        return NONE.withEtag(Optional.of(etag));
    }

    /** Returns the condition with or without absence. */
    public WriteCondition withAbsent(boolean value) {
        return new WriteCondition(value, etag, size, modified);
    }

    /** Returns the condition with this ETag. */
    public WriteCondition withEtag(Optional<String> other) {
        return new WriteCondition(absent, other, size, modified);
    }

    /** Returns the condition with this size in bytes. */
    public WriteCondition withSize(Optional<Long> other) {
        return new WriteCondition(absent, etag, other, modified);
    }

    /** Returns the condition with this time of the last change. */
    public WriteCondition withModified(Optional<Instant> other) {
        return new WriteCondition(absent, etag, size, other);
    }
}
