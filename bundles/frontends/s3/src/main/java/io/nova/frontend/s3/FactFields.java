package io.nova.frontend.s3;

import io.nova.model.RequestContext;
import io.nova.model.RequestFacts;
import io.nova.model.objectstore.TagSet;
import io.nova.sigv4.AmzDate;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** What policies may ask of a request, by the names that S3 has for it. */
final class FactFields {

    private static final List<String> PARAMETERS = List.of("prefix", "delimiter", "max-keys");

    private static final List<String> HEADERS =
            List.of(
                    "x-amz-acl",
                    "x-amz-copy-source",
                    "x-amz-metadata-directive",
                    "x-amz-server-side-encryption",
                    "x-amz-storage-class",
                    "x-amz-content-sha256",
                    "x-amz-object-ownership",
                    "x-amz-expected-bucket-owner",
                    "x-amz-grant-read",
                    "x-amz-grant-write",
                    "x-amz-grant-read-acp",
                    "x-amz-grant-write-acp",
                    "x-amz-grant-full-control");

    /** With what the names of condition keys begin that are about a tag. */
    private static final String TAG = "s3:requestobjecttag/";

    private FactFields() {}

    /**
     * Returns the facts.
     *
     * @param signed the request as it came, with all its headers
     */
    static RequestFacts of(Request signed, S3Target target, Instant now) {
        return of(signed, target, now, signature(signed, target));
    }

    /**
     * Returns the facts.
     *
     * @param signature how it is signed
     */
    static RequestFacts of(
            Request signed, S3Target target, Instant now, Map<String, String> signature) {
        Map<String, String> keys = new HashMap<>();
        PARAMETERS.forEach(
                name -> target.parameter(name).ifPresent(value -> keys.put("s3:" + name, value)));
        HEADERS.forEach(
                name -> header(signed, name).ifPresent(value -> keys.put("s3:" + name, value)));
        target.parameter(S3Target.VERSION).ifPresent(value -> keys.put("s3:versionid", value));
        header(signed, "x-amz-tagging").ifPresent(query -> tags(query, keys));
        keys.putAll(signature);
        return new RequestFacts(
                address(signed),
                signed.isSecure(),
                header(signed, HttpHeader.USER_AGENT.asString()),
                header(signed, HttpHeader.REFERER.asString()),
                Optional.of(now),
                stamp(signed, target).map(then -> Duration.between(then, now)),
                keys);
    }

    /** What are no tags is refused by who writes them. */
    private static void tags(String query, Map<String, String> keys) {
        try {
            TagFields.pairs(query).forEach(tag -> keys.put(TAG + tag.getKey(), tag.getValue()));
        } catch (S3Fault e) {
            keys.keySet().removeIf(key -> key.startsWith(TAG));
        }
    }

    /** Returns what is known of a request whose document has these tags. */
    static RequestContext withTags(RequestContext context, TagSet tags) {
        RequestFacts facts = context.facts();
        Map<String, String> keys = new HashMap<>(facts.keys());
        tags.tags().forEach((key, value) -> keys.put(TAG + key, value));
        return new RequestContext(
                context.requestId(),
                context.caller(),
                new RequestFacts(
                        facts.sourceIp(),
                        facts.secure(),
                        facts.userAgent(),
                        facts.referer(),
                        facts.time(),
                        facts.signatureAge(),
                        keys));
    }

    private static Map<String, String> signature(Request signed, S3Target target) {
        String header = header(signed, HttpHeader.AUTHORIZATION.asString()).orElse("");
        boolean four = header.startsWith("AWS4-") || target.has("X-Amz-Algorithm");
        boolean query = target.has("X-Amz-Signature") || target.has("Signature");
        if (!query && header.isEmpty()) {
            return Map.of();
        }
        return Map.of(
                "s3:signatureversion", four ? "AWS4-HMAC-SHA256" : "AWS",
                "s3:authtype", query ? "REST-QUERY-STRING" : "REST-HEADER");
    }

    private static Optional<Instant> stamp(Request signed, S3Target target) {
        return target.parameter("X-Amz-Date")
                .or(() -> header(signed, "x-amz-date"))
                .flatMap(AmzDate::parse);
    }

    private static Optional<String> address(Request request) {
        SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
        return peer instanceof InetSocketAddress inet && inet.getAddress() != null
                ? Optional.of(inet.getAddress().getHostAddress())
                : Optional.empty();
    }

    private static Optional<String> header(Request request, String name) {
        return Optional.ofNullable(request.getHeaders().get(name)).map(String::strip);
    }
}
