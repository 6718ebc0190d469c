package io.nova.manager.objectstore.policy;

import java.util.List;

/** What is known of a request, by the names that policies have for it. */
@FunctionalInterface
public interface ConditionKeys {

    /**
     * Returns the values of a key; none if it is not in the request.
     *
     * @param name in lower case up to the first slash, such as {@code aws:sourceip} or {@code
     *     s3:existingobjecttag/Team}
     */
    List<String> values(String name);
}
