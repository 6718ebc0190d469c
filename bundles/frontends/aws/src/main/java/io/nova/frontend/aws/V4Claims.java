package io.nova.frontend.aws;

import io.nova.sigv4.AmzDate;
import io.nova.sigv4.CredentialScope;
import io.nova.sigv4.Header;
import io.nova.sigv4.Parameter;
import io.nova.sigv4.PayloadHash;
import io.nova.sigv4.RequestHead;
import io.nova.sigv4.StringToSign;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Reads claims of Version 4 from headers and queries. */
final class V4Claims {

    private static final long LONGEST = Duration.ofDays(7).toSeconds();

    private final Window window;

    V4Claims(Window window) {
        this.window = window;
    }

    /**
     * @param service tells whether a scope's service is the one that is asked
     * @param payloadHash what the signature must say about the body
     */
    Claim.V4 ofHeader(
            RequestHead head, String authorization, Predicate<String> service, String payloadHash) {
        Map<String, String> fields = fields(authorization);
        Instant time = time(head);
        String amzDate = AmzDate.format(time);
        Credential credential = credential(field(fields, "Credential"), amzDate, service);
        window.requireNow(time, credential.accessKey());
        return new Claim.V4(
                head,
                false,
                credential.accessKey(),
                credential.scope(),
                amzDate,
                signedHeaders(head, field(fields, "SignedHeaders")),
                payloadHash,
                signature(field(fields, "Signature")));
    }

    Claim.V4 ofQuery(
            RequestHead head,
            List<Parameter> query,
            Predicate<String> service,
            String payloadHash) {
        String algorithm = Parameters.required(query, "X-Amz-Algorithm");
        if (!algorithm.equals(StringToSign.ALGORITHM)) {
            throw Refusal.malformed("X-Amz-Algorithm must be " + StringToSign.ALGORITHM + ".");
        }
        String amzDate = Parameters.required(query, "X-Amz-Date");
        Instant time = AmzDate.parse(amzDate).orElseThrow(V4Claims::badDate);
        Credential credential =
                credential(Parameters.required(query, "X-Amz-Credential"), amzDate, service);
        long expires = expires(Parameters.required(query, "X-Amz-Expires"));
        window.requireBetween(time, time.plusSeconds(expires), credential.accessKey());
        return new Claim.V4(
                head,
                true,
                credential.accessKey(),
                credential.scope(),
                amzDate,
                signedHeaders(head, Parameters.required(query, "X-Amz-SignedHeaders")),
                payloadHash,
                signature(Parameters.required(query, "X-Amz-Signature")));
    }

    private record Credential(String accessKey, CredentialScope scope) {}

    private static Map<String, String> fields(String authorization) {
        Map<String, String> fields = new HashMap<>();
        String rest = authorization.substring(StringToSign.ALGORITHM.length());
        for (String part : rest.split(",", -1)) {
            int equals = part.indexOf('=');
            boolean valid = equals > 0 && !part.isBlank();
            if (!valid
                    || fields.put(
                                    part.substring(0, equals).strip(),
                                    part.substring(equals + 1).strip())
                            != null) {
                throw Refusal.malformed("The Authorization header cannot be read.");
            }
        }
        return fields;
    }

    private static String field(Map<String, String> fields, String name) {
        return Optional.ofNullable(fields.get(name))
                .orElseThrow(
                        () -> Refusal.malformed("The Authorization header has no " + name + "."));
    }

    private static Instant time(RequestHead head) {
        Optional<String> amz = Heads.single(head, "X-Amz-Date");
        if (amz.isPresent()) {
            return AmzDate.parse(amz.get()).orElseThrow(V4Claims::badDate);
        }
        String date = Heads.single(head, "Date").orElseThrow(V4Claims::badDate);
        return AmzDate.parse(date).orElseGet(() -> rfc1123(date));
    }

    private static Instant rfc1123(String date) {
        try {
            return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeException e) {
            throw badDate();
        }
    }

    private static RuntimeException badDate() {
        return Refusal.malformed("The request needs a valid X-Amz-Date or Date.");
    }

    /** The key itself may hold slashes, so the scope is counted from the right. */
    private static Credential credential(String text, String amzDate, Predicate<String> service) {
        int end = text.length();
        String[] parts = new String[4];
        for (int i = 3; i >= 0; i--) {
            int slash = text.lastIndexOf('/', end - 1);
            if (slash < 0) {
                throw Refusal.malformed("The credential's scope cannot be read.");
            }
            parts[i] = text.substring(slash + 1, end);
            end = slash;
        }
        if (!parts[3].equals(CredentialScope.TERMINATOR)) {
            throw Refusal.malformed("The credential's scope cannot be read.");
        }
        if (!amzDate.startsWith(parts[0])) {
            throw Refusal.malformed("The date of the credential's scope is not the request's.");
        }
        if (!service.test(parts[2])) {
            throw Refusal.malformed("The credential is scoped to another service.");
        }
        try {
            return new Credential(
                    text.substring(0, end), new CredentialScope(parts[0], parts[1], parts[2]));
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed("The credential's scope cannot be read.");
        }
    }

    private static long expires(String text) {
        if (!text.matches("[0-9]{1,7}")) {
            throw Refusal.malformed("X-Amz-Expires must be a number of seconds.");
        }
        long seconds = Long.parseLong(text);
        if (seconds < 1 || seconds > LONGEST) {
            throw Refusal.malformed("X-Amz-Expires must be between 1 and " + LONGEST + ".");
        }
        return seconds;
    }

    /** What is not signed could be added by anybody, so all that AWS's own headers say must be. */
    private static SortedSet<String> signedHeaders(RequestHead head, String text) {
        SortedSet<String> signed = new TreeSet<>(List.of(text.split(";", -1)));
        if (!signed.contains("host")) {
            throw Refusal.malformed("The header host must be signed.");
        }
        for (Header header : head.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-amz-") && !signed.contains(name)) {
                throw Refusal.malformed("There is a header that must be signed: " + name + ".");
            }
        }
        return signed;
    }

    private static Bytes signature(String hex) {
        try {
            Bytes bytes = new Bytes(HexFormat.of().parseHex(hex));
            if (bytes.length() == 32) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw Refusal.malformed("The signature is not 64 hex digits.");
    }

    /** What a presigned S3 request says about its body: usually nothing. */
    static String presignedPayload(RequestHead head, List<Parameter> query) {
        return Parameters.single(query, "X-Amz-Content-Sha256")
                .or(() -> Heads.single(head, PayloadHash.HEADER))
                .orElse(PayloadHash.UNSIGNED);
    }
}
