package io.nova.frontend.s3;

import io.nova.model.BucketName;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.VersionId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a request is about, from its raw target and its host.
 *
 * @param bucket as written; empty for the service itself
 * @param key as decoded; empty for a bucket
 * @param query decoded; of repeated parameters the first counts
 */
record S3Target(String bucket, String key, Map<String, String> query) {

    /** The parameter that names a version. */
    static final String VERSION = "versionId";

    /**
     * Finds the bucket that the host names, such as {@code b} in {@code b.s3.example:3333}.
     *
     * @param domains below which hosts are buckets
     */
    static String bucketOfHost(String host, List<String> domains) {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
        for (String domain : domains) {
            if (name.endsWith("." + domain)) {
                return name.substring(0, name.length() - domain.length() - 1);
            }
        }
        return "";
    }

    static S3Target of(String path, String query, String bucketOfHost) {
        String rest = path.startsWith("/") ? path.substring(1) : path;
        Map<String, String> parameters = parameters(query);
        if (!bucketOfHost.isEmpty()) {
            return new S3Target(bucketOfHost, decode(rest), parameters);
        }
        int slash = rest.indexOf('/');
        return new S3Target(
                decode(slash < 0 ? rest : rest.substring(0, slash)),
                slash < 0 ? "" : decode(rest.substring(slash + 1)),
                parameters);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (!part.isEmpty()) {
                parameters.putIfAbsent(
                        decode(equals < 0 ? part : part.substring(0, equals)),
                        equals < 0 ? "" : decode(part.substring(equals + 1).replace('+', ' ')));
            }
        }
        return parameters;
    }

    /** Decodes escapes; what is not UTF-8 then is refused, since two keys could become one. */
    static String decode(String raw) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets(raw)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new S3Fault(S3Code.InvalidURI, "Couldn't parse the specified URI.");
        }
    }

    /** Returns the bytes that escapes stand for. */
    static byte[] octets(String raw) {
        byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                decoded.write(bytes[i]);
                continue;
            }
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new S3Fault(S3Code.InvalidURI, "Couldn't parse the specified URI.");
            }
            decoded.write(high << 4 | low);
            i += 2;
        }
        return decoded.toByteArray();
    }

    BucketName bucketName() {
        return new BucketName(bucket);
    }

    ObjectKey objectKey() {
        return new ObjectKey(key);
    }

    /**
     * Returns the version that is meant; empty for the latest.
     *
     * @throws io.nova.model.InvalidParameterException if it is none
     */
    Optional<VersionId> version() {
        return parameter(VERSION).map(VersionId::new);
    }

    boolean has(String parameter) {
        return query.containsKey(parameter);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    String parameter(String name, String otherwise) {
        return query.getOrDefault(name, otherwise);
    }

    /** Returns a number of at least zero. */
    int number(String name, int otherwise) {
        String text = query.getOrDefault(name, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > Integer.MAX_VALUE) {
            throw S3Fault.badArgument(
                    name,
                    text,
                    "Provided %s not an integer or within integer range".formatted(name));
        }
        return Integer.parseInt(text);
    }
}
