package io.nova.api.objectstore;

import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.VersionId;
import java.util.List;
import java.util.Optional;

/**
 * A page of a bucket's versions: in the order of the keys' UTF-8 bytes, of each key the newest
 * first.
 *
 * @param next after what to go on; empty at the end
 */
public record VersionListing(
        List<Version> versions, List<String> commonPrefixes, Optional<Next> next) {

    public VersionListing {
        versions = List.copyOf(versions);
        commonPrefixes = List.copyOf(commonPrefixes);
    }

    /**
     * A version.
     *
     * @param info always with a version; of a delete marker just key, owner, version and time mean
     *     something
     * @param latest whether readers of the key get it, or are told that there is nothing
     */
    public record Version(ObjectInfo info, boolean marker, boolean latest) {}

    /**
     * Where the next page begins.
     *
     * @param version empty behind a common prefix
     */
    public record Next(String key, Optional<VersionId> version) {}
}
