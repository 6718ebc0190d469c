package io.nova.model.objectstore;

import java.util.Map;
import java.util.Optional;

/** The tags of an object or a bucket, each key once. */
public record TagSet(Map<String, String> tags) {

    /** No tags. */
    public static final TagSet NONE = new TagSet(Map.of());

    public TagSet {
        tags = Map.copyOf(tags);
    }

    /** Returns the set, unless there is nothing in it: how records keep it. */
    public Optional<TagSet> unlessEmpty() {
        return tags.isEmpty() ? Optional.empty() : Optional.of(this);
    }
}
