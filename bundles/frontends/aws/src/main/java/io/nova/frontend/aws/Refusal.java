package io.nova.frontend.aws;

import io.nova.model.AuthenticationFailedException;
import io.nova.model.AuthenticationFailedException.Reason;
import io.nova.sigv4.AmzDate;
import io.nova.sigv4.CanonicalRequest;
import io.nova.sigv4.StringToSign;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ways to refuse a request, in AWS's own words. */
final class Refusal {

    private static final String WRONG_SIGNATURE =
            "The request signature we calculated does not match the signature you provided."
                    + " Check your secret access key and signing method.";

    private Refusal() {}

    static AuthenticationFailedException missing() {
        return of(Reason.MISSING, "The request is not signed: it has no authentication token.");
    }

    /** A request presigned in Version 2 that lacks some of it. */
    static AuthenticationFailedException incomplete() {
        return of(
                Reason.MISSING,
                "Query-string authentication requires the Signature, Expires and AWSAccessKeyId"
                        + " parameters");
    }

    static AuthenticationFailedException malformed(String what) {
        return of(Reason.MALFORMED, what);
    }

    /** A parameter of a presigned request that is wrong or missing. */
    static AuthenticationFailedException query(String what) {
        return of(Reason.QUERY_PARAMETERS, what);
    }

    /** A field of a form that is wrong. */
    static AuthenticationFailedException field(String name, String value, String what) {
        return argument(Reason.FORM_FIELD, name, value, what);
    }

    static AuthenticationFailedException fieldMissing(String name) {
        return field(
                name,
                "",
                "Bucket POST must contain a field named '%s'.  If it is specified, please check the"
                                .formatted(name)
                        + " order of the fields.");
    }

    static AuthenticationFailedException headerKind(String value, String what) {
        return argument(Reason.HEADER_KIND, "Authorization", value, what);
    }

    static AuthenticationFailedException twoWays(String name, String value) {
        return argument(
                Reason.TWO_WAYS,
                name,
                value,
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter,"
                        + " Signature query string parameter or the Authorization header should be"
                        + " specified");
    }

    static AuthenticationFailedException payload(String word, String what) {
        return argument(Reason.PAYLOAD_WORD, "x-amz-content-sha256", word, what);
    }

    static AuthenticationFailedException payloadMissing() {
        return of(
                Reason.PAYLOAD_MISSING,
                "Missing required header for this request: x-amz-content-sha256");
    }

    private static AuthenticationFailedException argument(
            Reason reason, String name, String value, String what) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("ArgumentName", name);
        details.put("ArgumentValue", value);
        return new AuthenticationFailedException(reason, "", what, details);
    }

    static AuthenticationFailedException date() {
        return of(Reason.DATE, "AWS authentication requires a valid Date or x-amz-date header");
    }

    static AuthenticationFailedException expiresIsNoTime(String text) {
        return of(Reason.DATE, "Invalid date (should be seconds since epoch): " + text);
    }

    static AuthenticationFailedException notSigned(List<String> names) {
        return new AuthenticationFailedException(
                Reason.NOT_SIGNED,
                "",
                "There were headers present in the request which were not signed",
                Map.of("HeadersNotSigned", String.join(", ", names)));
    }

    static AuthenticationFailedException token() {
        return of(Reason.BAD_TOKEN, "The provided token is malformed or otherwise invalid.");
    }

    static AuthenticationFailedException skewed(
            String key, Instant request, Instant now, Duration allowed) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("RequestTime", AmzDate.format(request));
        details.put("ServerTime", seconds(now));
        details.put("MaxAllowedSkewMilliseconds", Long.toString(allowed.toMillis()));
        return new AuthenticationFailedException(
                Reason.SKEWED,
                key,
                "The difference between the request time and the server's time is too large.",
                details);
    }

    static AuthenticationFailedException expired(String key, Instant end, Instant now) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("Expires", seconds(end));
        details.put("ServerTime", seconds(now));
        return new AuthenticationFailedException(
                Reason.EXPIRED, key, "Request has expired", details);
    }

    static AuthenticationFailedException notYetValid(String key, Instant signed, Instant now) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("X-Amz-Date", AmzDate.format(signed));
        details.put("ServerTime", seconds(now));
        return new AuthenticationFailedException(
                Reason.NOT_YET_VALID, key, "Request is not yet valid", details);
    }

    static AuthenticationFailedException unknown(String key) {
        return new AuthenticationFailedException(
                Reason.UNKNOWN_KEY,
                key,
                "The AWS Access Key Id you provided does not exist in our records.",
                Map.of("AWSAccessKeyId", key));
    }

    /** A signature that is not even one. */
    static AuthenticationFailedException mismatch(String key, String signature) {
        return new AuthenticationFailedException(
                Reason.SIGNATURE_MISMATCH, key, WRONG_SIGNATURE, provided(key, signature));
    }

    /** A signature of something else; tells what it should have been of, to find the mistake. */
    static AuthenticationFailedException mismatch(Claim claim) {
        Map<String, String> details = provided(claim.accessKey(), claim.signatureText());
        if (claim instanceof Claim.V4 four) {
            CanonicalRequest canonical = four.canonical();
            tell(details, "StringToSign", four.string(canonical).text());
            tell(details, "CanonicalRequest", canonical.text());
        } else if (claim instanceof Claim.V2 two) {
            StringToSign first = two.strings().get(0);
            tell(details, "StringToSign", first.text());
        } else if (claim instanceof Claim.Policy policy) {
            tell(details, "StringToSign", policy.string().text());
        }
        return new AuthenticationFailedException(
                Reason.SIGNATURE_MISMATCH, claim.accessKey(), WRONG_SIGNATURE, details);
    }

    private static Map<String, String> provided(String key, String signature) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("AWSAccessKeyId", key);
        details.put("SignatureProvided", signature);
        return details;
    }

    private static void tell(Map<String, String> details, String name, String text) {
        details.put(name, text);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        details.put(name + "Bytes", HexFormat.ofDelimiter(" ").formatHex(bytes));
    }

    private static AuthenticationFailedException of(Reason reason, String what) {
        return new AuthenticationFailedException(reason, "", what);
    }

    private static String seconds(Instant time) {
        return Instant.ofEpochSecond(time.getEpochSecond()).toString();
    }
}
