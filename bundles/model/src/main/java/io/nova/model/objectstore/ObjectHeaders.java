package io.nova.model.objectstore;

import java.util.Map;

/**
 * What a client wants to be told with an object.
 *
 * @param system headers of HTTP by their names in lower case, such as {@code content-type}
 * @param user what follows {@code x-amz-meta-} in lower case, and its value
 */
public record ObjectHeaders(Map<String, String> system, Map<String, String> user) {

    /** No headers at all. */
    public static final ObjectHeaders NONE = new ObjectHeaders(Map.of(), Map.of());

    public ObjectHeaders {
        system = Map.copyOf(system);
        user = Map.copyOf(user);
    }
}
