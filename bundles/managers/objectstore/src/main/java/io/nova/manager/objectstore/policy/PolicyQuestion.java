package io.nova.manager.objectstore.policy;

import java.util.Optional;

/**
 * What somebody wants to do.
 *
 * @param user empty for those who do not sign
 * @param service the service of the cloud as which the user acts; empty for people
 * @param action in lower case, such as {@code s3:getobject}
 * @param resource as {@code arn:aws:s3:::bucket/key}
 */
public record PolicyQuestion(
        Optional<Principals.User> user,
        Optional<String> service,
        String action,
        String resource,
        ConditionKeys keys) {}
