package io.nova.api.objectstore;

import java.util.Optional;

/**
 * What must hold at the moment when a write takes effect.
 *
 * @param absent there is no such object
 * @param etag the object there is has this ETag, or any if it is {@code *}
 */
public record WriteCondition(boolean absent, Optional<String> etag) {

    /** Nothing must hold. */
    public static final WriteCondition NONE = new WriteCondition(false, Optional.empty());
}
