package io.nova.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a front end knows of a request beside who sent it: what the conditions of a policy ask for.
 *
 * @param sourceIp the client's address as text, such as {@code 192.0.2.1}
 * @param secure whether it came over TLS
 * @param userAgent the client's name for itself
 * @param referer the page that it says it comes from
 * @param time when it came
 * @param signatureAge how long before that it was signed
 * @param keys further condition keys by their names in lower case, such as {@code s3:prefix}
 */
public record RequestFacts(
        Optional<String> sourceIp,
        boolean secure,
        Optional<String> userAgent,
        Optional<String> referer,
        Optional<Instant> time,
        Optional<Duration> signatureAge,
        Map<String, String> keys) {

    /** Nothing is known: the request comes from the cloud itself. */
    public static final RequestFacts NONE =
            new RequestFacts(
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of());

    public RequestFacts {
        keys = Map.copyOf(keys);
    }

    /** Returns the value of a condition key that has no component of its own. */
    public Optional<String> key(String name) {
        return Optional.ofNullable(keys.get(name));
    }
}
