package io.nova.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.model.Secret;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The older signatures: of EC2's query parameters, and of S3's requests. */
public final class SigV2 {

    /** How the string is signed; the query names it as {@code SignatureMethod}. */
    public enum Algorithm {
        HMAC_SHA256("HmacSHA256"),
        HMAC_SHA1("HmacSHA1");

        private final String word;

        Algorithm(String word) {
            this.word = word;
        }

        /** Returns the word that requests and the platform use alike. */
        public String word() {
            return word;
        }
    }

    /** Query parameters that are part of what S3's signature covers. */
    private static final Set<String> SUBRESOURCES =
            Set.of(
                    "accelerate",
                    "acl",
                    "analytics",
                    "cors",
                    "defaultObjectAcl",
                    "delete",
                    "inventory",
                    "lifecycle",
                    "location",
                    "logging",
                    "metrics",
                    "notification",
                    "object-lock",
                    "partNumber",
                    "policy",
                    "replication",
                    "requestPayment",
                    "response-cache-control",
                    "response-content-disposition",
                    "response-content-encoding",
                    "response-content-language",
                    "response-content-type",
                    "response-expires",
                    "restore",
                    "select",
                    "select-type",
                    "storageClass",
                    "tagging",
                    "torrent",
                    "uploadId",
                    "uploads",
                    "versionId",
                    "versioning",
                    "versions",
                    "website");

    private SigV2() {}

    /**
     * Returns the string to sign of an EC2 query.
     *
     * @param host as the client sent it, with its port if it did
     * @param path the raw path
     * @param parameters decoded, from the query or the form; {@code Signature} is left out
     */
    public static StringToSign query(
            String method, String host, String path, List<Parameter> parameters) {
        StringJoiner query = new StringJoiner("&");
        parameters.stream()
                .filter(parameter -> !parameter.name().equals("Signature"))
                .sorted(Comparator.comparing(Parameter::name).thenComparing(Parameter::value))
                .forEach(
                        parameter ->
                                query.add(
                                        UriEncoding.encode(parameter.name())
                                                + '='
                                                + UriEncoding.encode(parameter.value())));
        return new StringToSign(
                method
                        + '\n'
                        + host.toLowerCase(Locale.ROOT)
                        + '\n'
                        + (path.isEmpty() ? "/" : path)
                        + '\n'
                        + query);
    }

    /**
     * Returns the string to sign of an S3 request.
     *
     * @param bucketOfHost the bucket where the host names it (virtual-host style), else empty
     * @param date the {@code Expires} of a presigned request; the {@code Date} header, or empty if
     *     the request has an {@code x-amz-date}, of any other
     */
    public static StringToSign s3(RequestHead head, String bucketOfHost, String date) {
        StringBuilder text = new StringBuilder();
        text.append(head.method()).append('\n');
        text.append(head.header("Content-MD5").orElse("").strip()).append('\n');
        text.append(head.header("Content-Type").orElse("").strip()).append('\n');
        text.append(date).append('\n');
        amzHeaders(head)
                .forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
        text.append(bucketOfHost.isEmpty() ? "" : "/" + bucketOfHost);
        text.append(head.path().isEmpty() ? "/" : head.path());
        return new StringToSign(text.append(subresources(head.query())).toString());
    }

    /** Signs; the raw bytes. */
    public static byte[] sign(Secret secret, Algorithm algorithm, StringToSign string) {
        try {
            Mac mac = Mac.getInstance(algorithm.word());
            mac.init(new SecretKeySpec(secret.reveal(), algorithm.word()));
            return mac.doFinal(string.text().getBytes(UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + algorithm.word(), e);
        }
    }

    /** Signs, in Base64. */
    public static String signBase64(Secret secret, Algorithm algorithm, StringToSign string) {
        return Base64.getEncoder().encodeToString(sign(secret, algorithm, string));
    }

    private static Map<String, String> amzHeaders(RequestHead head) {
        Map<String, String> values = new TreeMap<>();
        for (Header header : head.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-amz-")) {
                values.merge(name, header.value().strip(), (one, two) -> one + ',' + two);
            }
        }
        return values;
    }

    private static String subresources(String query) {
        Map<String, String> parts = new TreeMap<>();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (SUBRESOURCES.contains(name)) {
                parts.putIfAbsent(name, equals < 0 ? name : name + '=' + value(part, equals));
            }
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts.values());
    }

    private static String value(String part, int equals) {
        String raw = part.substring(equals + 1);
        try {
            return UriEncoding.decode(raw);
        } catch (IllegalArgumentException e) {
            // No client signs this; the request fails to verify, as a wrong one should.
            return raw;
        }
    }
}
