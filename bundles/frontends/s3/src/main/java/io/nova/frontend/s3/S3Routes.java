package io.nova.frontend.s3;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which operation a request asks for: by method, by whether it has a bucket and a key, and by the
 * subresource in its query. A version is no subresource but an argument beside it.
 */
final class S3Routes {

    /** The subresources of S3, known here or not: what cannot be done is refused, not ignored. */
    private static final Set<String> SUBRESOURCES =
            Set.of(
                    "abac",
                    "accelerate",
                    "acl",
                    "analytics",
                    "attributes",
                    "cors",
                    "delete",
                    "encryption",
                    "intelligent-tiering",
                    "inventory",
                    "legal-hold",
                    "lifecycle",
                    "location",
                    "logging",
                    "metadataConfiguration",
                    "metadataInventoryTable",
                    "metadataJournalTable",
                    "metadataTable",
                    "metrics",
                    "notification",
                    "object-lock",
                    "ownershipControls",
                    "policy",
                    "policyStatus",
                    "publicAccessBlock",
                    "renameObject",
                    "replication",
                    "requestPayment",
                    "restore",
                    "retention",
                    "select",
                    "session",
                    "tagging",
                    "torrent",
                    "uploadId",
                    "uploads",
                    "versioning",
                    "versions",
                    "website");

    /** What a request is about. */
    enum Level {
        SERVICE,
        BUCKET,
        OBJECT
    }

    private record Route(String method, Level level, String subresource) {}

    /** An operation and the name by which the log knows it. */
    record Named(String name, S3Operation operation, boolean ofVersion) {}

    private final Map<Route, Named> routes = new HashMap<>();

    /** Adds an operation on something that has no versions, or on the latest alone. */
    S3Routes add(String name, String method, Level level, String subresource, S3Operation what) {
        return put(new Route(method, level, subresource), new Named(name, what, false));
    }

    /** Adds an operation on an object that takes {@code versionId}. */
    S3Routes addOfVersion(String name, String method, String subresource, S3Operation what) {
        return put(new Route(method, Level.OBJECT, subresource), new Named(name, what, true));
    }

    private S3Routes put(Route route, Named named) {
        if (routes.put(route, named) != null) {
            throw new IllegalStateException("two operations for " + route);
        }
        return this;
    }

    /** Returns the methods that something has, as the header {@code Allow} lists them. */
    String allowed(S3Target target) {
        Level level = level(target);
        String subresource = subresource(target).orElse("");
        return routes.keySet().stream()
                .filter(route -> route.level() == level && route.subresource().equals(subresource))
                .map(Route::method)
                .sorted()
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static Level level(S3Target target) {
        return target.bucket().isEmpty()
                ? Level.SERVICE
                : target.key().isEmpty() ? Level.BUCKET : Level.OBJECT;
    }

    private static Optional<String> subresource(S3Target target) {
        return target.query().keySet().stream().filter(SUBRESOURCES::contains).findFirst();
    }

    Named find(String method, S3Target target) {
        Level level = level(target);
        Optional<String> subresource = subresource(target);
        Named named = routes.get(new Route(method, level, subresource.orElse("")));
        if (named != null) {
            if (level == Level.OBJECT && target.has(S3Target.VERSION) && !named.ofVersion()) {
                throw S3Fault.badArgument(
                        S3Target.VERSION,
                        target.parameter(S3Target.VERSION, ""),
                        "This operation does not accept a version-id.");
            }
            return named;
        }
        if (subresource.isPresent()) {
            throw S3Fault.notImplemented("?" + subresource.get());
        }
        throw new S3Fault(
                        S3Code.MethodNotAllowed,
                        "The specified method is not allowed against this resource.")
                .with("Method", method)
                .with("ResourceType", level);
    }
}
