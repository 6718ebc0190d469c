package io.nova.api.objectstore;

import io.nova.model.objectstore.ObjectInfo;
import java.util.List;
import java.util.Optional;

/**
 * A page of a bucket's objects, in the order of the keys' UTF-8 bytes.
 *
 * @param next after which key or common prefix to go on; empty at the end
 */
public record ObjectListing(
        List<ObjectInfo> objects, List<String> commonPrefixes, Optional<String> next) {

    public ObjectListing {
        objects = List.copyOf(objects);
        commonPrefixes = List.copyOf(commonPrefixes);
    }
}
