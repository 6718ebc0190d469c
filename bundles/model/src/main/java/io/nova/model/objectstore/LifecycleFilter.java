package io.nova.model.objectstore;

import java.util.Optional;

/**
 * Which objects a rule of a lifecycle is about.
 *
 * @param form how it was written
 * @param prefix with which keys begin
 * @param tags all of which the object has
 * @param greater than how many bytes the object is
 * @param less than how many bytes the object is
 */
public record LifecycleFilter(
        Form form,
        Optional<String> prefix,
        Optional<TagSet> tags,
        Optional<Long> greater,
        Optional<Long> less) {

    /** How a filter was written. */
    public enum Form {
        /** As a prefix of the rule itself. */
        PREFIX,
        /** As one condition, or none. */
        SINGLE,
        /** As several. */
        AND
    }

    /** Tells whether a key is one of those. */
    public boolean takes(ObjectKey key) {
        return key.value().startsWith(prefix.orElse(""));
    }

    /** Tells whether an object is one of those. */
    public boolean takes(ObjectInfo object) {
        return takes(object.key())
                && object.tags().orElse(TagSet.NONE).containsAll(tags.orElse(TagSet.NONE))
                && greater.map(size -> object.size() > size).orElse(true)
                && less.map(size -> object.size() < size).orElse(true);
    }

    /** Tells whether it asks for more than a key, which delete markers and uploads do not have. */
    public boolean isOfBytes() {
        return tags.isPresent() || greater.isPresent() || less.isPresent();
    }
}
