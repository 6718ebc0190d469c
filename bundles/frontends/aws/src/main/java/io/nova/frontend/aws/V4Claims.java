package io.nova.frontend.aws;

import io.nova.frontend.aws.V4Fields.Credential;
import io.nova.sigv4.AmzDate;
import io.nova.sigv4.Parameter;
import io.nova.sigv4.PayloadHash;
import io.nova.sigv4.RequestHead;
import io.nova.sigv4.StringToSign;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads claims of Version 4 from headers and queries. */
final class V4Claims {

    private static final long LONGEST = Duration.ofDays(7).toSeconds();

    private static final V4Fields HEADER =
            new V4Fields(
                    what -> Refusal.malformed("The authorization header is malformed; " + what));
    private static final V4Fields PRESIGNED =
            new V4Fields(what -> Refusal.query("Error parsing the presigned parameters; " + what));

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
        Credential credential = HEADER.credential(field(fields, "Credential"), amzDate, service);
        window.requireNow(time, credential.accessKey());
        return new Claim.V4(
                head,
                false,
                credential.accessKey(),
                credential.scope(),
                amzDate,
                HEADER.signedHeaders(head, field(fields, "SignedHeaders")),
                payloadHash,
                HEADER.signature(field(fields, "Signature")));
    }

    Claim.V4 ofQuery(
            RequestHead head,
            List<Parameter> query,
            Predicate<String> service,
            String payloadHash) {
        String algorithm = presigned(query, "X-Amz-Algorithm");
        String credentialText = presigned(query, "X-Amz-Credential");
        String amzDate = presigned(query, "X-Amz-Date");
        String expiresText = presigned(query, "X-Amz-Expires");
        String signedText = presigned(query, "X-Amz-SignedHeaders");
        String signatureText = presigned(query, "X-Amz-Signature");
        if (!algorithm.equals(StringToSign.ALGORITHM)) {
            throw Refusal.query("X-Amz-Algorithm only supports \"" + StringToSign.ALGORITHM + "\"");
        }
        Instant time =
                AmzDate.parse(amzDate)
                        .orElseThrow(
                                () ->
                                        Refusal.query(
                                                "X-Amz-Date must be in the ISO8601 Long Format"
                                                        + " \"yyyyMMdd'T'HHmmss'Z'\""));
        Credential credential = PRESIGNED.credential(credentialText, amzDate, service);
        long expires = expires(expiresText);
        window.requireBetween(time, time.plusSeconds(expires), credential.accessKey());
        return new Claim.V4(
                head,
                true,
                credential.accessKey(),
                credential.scope(),
                amzDate,
                PRESIGNED.signedHeaders(head, signedText),
                payloadHash,
                PRESIGNED.signature(signatureText));
    }

    private static String presigned(List<Parameter> query, String name) {
        return Parameters.single(query, name)
                .orElseThrow(
                        () ->
                                Refusal.query(
                                        "Query-string authentication version 4 requires the"
                                                + " X-Amz-Algorithm, X-Amz-Credential,"
                                                + " X-Amz-Signature, X-Amz-Date,"
                                                + " X-Amz-SignedHeaders, and X-Amz-Expires"
                                                + " parameters."));
    }

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
                throw threeParts();
            }
        }
        return fields;
    }

    private static String field(Map<String, String> fields, String name) {
        return Optional.ofNullable(fields.get(name)).orElseThrow(V4Claims::threeParts);
    }

    private static RuntimeException threeParts() {
        return Refusal.malformed(
                "The authorization header is malformed; the authorization header requires three"
                        + " components: Credential, SignedHeaders, and Signature.");
    }

    private static Instant time(RequestHead head) {
        return Times.any(
                Heads.single(head, "X-Amz-Date")
                        .or(() -> Heads.single(head, "Date"))
                        .orElseThrow(Refusal::date));
    }

    private static long expires(String text) {
        if (!text.matches("-?[0-9]{1,18}")) {
            throw Refusal.query("X-Amz-Expires should be a number");
        }
        long seconds = Long.parseLong(text);
        if (seconds < 0) {
            throw Refusal.query("X-Amz-Expires must be non-negative");
        }
        if (seconds > LONGEST) {
            throw Refusal.query(
                    "X-Amz-Expires must be less than a week (in seconds) that is " + LONGEST);
        }
        return seconds;
    }

    /** What a presigned S3 request says about its body: usually nothing. */
    static String presignedPayload(RequestHead head, List<Parameter> query) {
        return Parameters.single(query, "X-Amz-Content-Sha256")
                .or(() -> Heads.single(head, PayloadHash.HEADER))
                .orElse(PayloadHash.UNSIGNED);
    }
}
