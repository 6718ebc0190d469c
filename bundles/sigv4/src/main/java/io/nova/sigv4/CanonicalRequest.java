package io.nova.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;

/**
 * The one form of a request that client and server both hash (Signature Version 4).
 *
 * <p>Total: every request has a canonical form, so that a malformed one simply fails to verify. The
 * service decides about the path: {@code s3} takes it as it is, since keys are opaque; all others
 * remove dot segments and repeated slashes and escape it once more.
 *
 * @param text the canonical request
 */
public record CanonicalRequest(String text) {

    private static final String SIGNATURE = "X-Amz-Signature";

    /**
     * Brings a request into its canonical form.
     *
     * <p>The query parameter {@code X-Amz-Signature} is left out wherever it stands: it belongs to
     * presigned requests alone, and a verifier refuses it elsewhere.
     *
     * @param signedHeaders names in lower case; one that the request lacks counts as empty
     * @param payloadHash the body's hash, or the word that stands for it
     */
    public static CanonicalRequest of(
            RequestHead head, SortedSet<String> signedHeaders, String payloadHash, String service) {
        StringBuilder text = new StringBuilder(512);
        text.append(head.method()).append('\n');
        text.append(path(head.path(), service)).append('\n');
        text.append(query(head.query(), service)).append('\n');
        Map<String, StringBuilder> values = values(head.headers(), signedHeaders);
        for (String name : signedHeaders) {
            text.append(name).append(':').append(values.getOrDefault(name, new StringBuilder()));
            text.append('\n');
        }
        text.append('\n').append(String.join(";", signedHeaders)).append('\n').append(payloadHash);
        return new CanonicalRequest(text.toString());
    }

    /** Returns the hash that goes into the string to sign. */
    public String hash() {
        return PayloadHash.of(text.getBytes(UTF_8));
    }

    static String path(String raw, String service) {
        String path = raw.isEmpty() ? "/" : raw;
        return service.equals("s3")
                ? UriEncoding.recodePath(path)
                : UriEncoding.encodePath(normalize(path));
    }

    /** Removes dot segments and repeated slashes; a slash at the end stays. */
    private static String normalize(String path) {
        if (!path.contains("//") && !path.contains("/.")) {
            return path;
        }
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        String joined = "/" + String.join("/", kept);
        boolean open = path.endsWith("/") && !kept.isEmpty();
        return open ? joined + "/" : joined;
    }

    static String query(String raw, String service) {
        if (raw.isEmpty()) {
            return "";
        }
        // In the query protocol a plus is a space, and clients sign it as one. It must not be
        // proven as a plus and then be read as a space.
        String text = service.equals("s3") ? raw : raw.replace("+", "%20");
        List<Parameter> pairs = new ArrayList<>();
        for (String part : text.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = UriEncoding.recode(equals < 0 ? part : part.substring(0, equals));
            String value = equals < 0 ? "" : UriEncoding.recode(part.substring(equals + 1));
            if (!part.isEmpty() && !name.equals(SIGNATURE)) {
                pairs.add(new Parameter(name, value));
            }
        }
        // Encoded text is ASCII, so the order of chars is the order of bytes that is asked for.
        pairs.sort(Comparator.comparing(Parameter::name).thenComparing(Parameter::value));
        StringBuilder query = new StringBuilder(raw.length() + 16);
        for (Parameter pair : pairs) {
            query.append(query.isEmpty() ? "" : "&").append(pair.name());
            query.append('=').append(pair.value());
        }
        return query.toString();
    }

    private static Map<String, StringBuilder> values(
            List<Header> headers, SortedSet<String> signedHeaders) {
        Map<String, StringBuilder> values = new HashMap<>();
        for (Header header : headers) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (signedHeaders.contains(name)) {
                StringBuilder value = values.get(name);
                if (value == null) {
                    values.put(name, collapse(header.value(), new StringBuilder()));
                } else {
                    collapse(header.value(), value.append(','));
                }
            }
        }
        return values;
    }

    /** Appends a header's value without spaces around it, and with single ones inside. */
    static StringBuilder collapse(String value, StringBuilder into) {
        boolean started = false;
        boolean space = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' || c == '\t') {
                space = started;
            } else {
                if (space) {
                    into.append(' ');
                    space = false;
                }
                into.append(c);
                started = true;
            }
        }
        return into;
    }
}
