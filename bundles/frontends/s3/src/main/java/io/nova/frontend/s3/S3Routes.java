package io.nova.frontend.s3;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which operation a request asks for: by method, by whether it has a bucket and a key, and by the
 * subresource in its query.
 */
final class S3Routes {

    /** The subresources of S3, known here or not: what cannot be done is refused, not ignored. */
    private static final Set<String> SUBRESOURCES =
            Set.of(
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
                    "versionId",
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
    record Named(String name, S3Operation operation) {}

    private final Map<Route, Named> routes = new HashMap<>();

    S3Routes add(String name, String method, Level level, String subresource, S3Operation what) {
        routes.put(new Route(method, level, subresource), new Named(name, what));
        return this;
    }

    Named find(String method, S3Target target) {
        Level level =
                target.bucket().isEmpty()
                        ? Level.SERVICE
                        : target.key().isEmpty() ? Level.BUCKET : Level.OBJECT;
        Optional<String> subresource =
                target.query().keySet().stream().filter(SUBRESOURCES::contains).findFirst();
        Named named = routes.get(new Route(method, level, subresource.orElse("")));
        if (named != null) {
            return named;
        }
        if (subresource.isPresent()) {
            throw S3Fault.notImplemented("?" + subresource.get());
        }
        throw new S3Fault(
                S3Code.MethodNotAllowed,
                "The specified method is not allowed against this resource.");
    }
}
