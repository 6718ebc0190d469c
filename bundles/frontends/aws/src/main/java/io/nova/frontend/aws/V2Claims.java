package io.nova.frontend.aws;

import io.nova.sigv4.Parameter;
import io.nova.sigv4.RequestHead;
import io.nova.sigv4.SigV2;
import io.nova.sigv4.SigV2.Algorithm;
import io.nova.sigv4.StringToSign;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Reads claims of Version 2 from queries and headers. */
final class V2Claims {

    private final Window window;
    private final boolean sha1;

    /**
     * @param sha1 whether EC2 queries may be signed with SHA-1
     */
    V2Claims(Window window, boolean sha1) {
        this.window = window;
        this.sha1 = sha1;
    }

    /** An EC2 query; its parameters may stand in the query or in a form. */
    Claim.V2 ofQuery(RequestHead head, List<Parameter> parameters) {
        // Versions 0 and 1 do not say where a name ends: anyone could shift a signature's meaning.
        if (!Parameters.required(parameters, "SignatureVersion").equals("2")) {
            throw Refusal.malformed("SignatureVersion must be 2.");
        }
        String key = Parameters.required(parameters, "AWSAccessKeyId");
        requireTime(parameters, key);
        return new Claim.V2(
                key,
                algorithm(Parameters.required(parameters, "SignatureMethod")),
                List.of(SigV2.query(head.method(), Heads.host(head), head.path(), parameters)),
                signature(Parameters.required(parameters, "Signature"), key));
    }

    private Algorithm algorithm(String method) {
        if (method.equals(Algorithm.HMAC_SHA256.word())) {
            return Algorithm.HMAC_SHA256;
        }
        if (method.equals(Algorithm.HMAC_SHA1.word()) && sha1) {
            return Algorithm.HMAC_SHA1;
        }
        throw Refusal.malformed("SignatureMethod must be " + Algorithm.HMAC_SHA256.word() + ".");
    }

    private void requireTime(List<Parameter> parameters, String key) {
        Optional<String> timestamp = Parameters.single(parameters, "Timestamp");
        Optional<String> expires = Parameters.single(parameters, "Expires");
        if (timestamp.isPresent() == expires.isPresent()) {
            throw Refusal.malformed("The request needs either a Timestamp or an Expires.");
        }
        timestamp.ifPresent(text -> window.requireNow(iso(text), key));
        expires.ifPresent(text -> window.requireBefore(iso(text), key));
    }

    /** Some clients leave the zone out; it is always UTC. */
    private static Instant iso(String text) {
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw Refusal.malformed("A time must look like 2010-05-28T12:00:00Z.");
        }
    }

    /** An S3 request with an {@code Authorization: AWS key:signature}. */
    Claim.V2 ofHeader(RequestHead head, String authorization, String bucketOfHost) {
        String pair = authorization.substring("AWS ".length()).strip();
        int colon = pair.lastIndexOf(':');
        if (colon <= 0) {
            throw Refusal.headerKind(
                    authorization,
                    "AWS authorization header is invalid. Expected AwsAccessKeyId:signature");
        }
        String key = pair.substring(0, colon);
        Optional<String> amz = Heads.single(head, "x-amz-date");
        Optional<String> date = Heads.single(head, "Date");
        String time = amz.or(() -> date).orElseThrow(Refusal::date);
        window.requireNow(Times.any(time), key);
        return new Claim.V2(
                key,
                Algorithm.HMAC_SHA1,
                s3(head, bucketOfHost, amz.isPresent() ? "" : time),
                signature(pair.substring(colon + 1), key));
    }

    /** A presigned S3 request. */
    Claim.V2 ofPresigned(RequestHead head, List<Parameter> query, String bucketOfHost) {
        String key = presigned(query, "AWSAccessKeyId");
        String expires = presigned(query, "Expires");
        String signature = presigned(query, "Signature");
        if (!expires.matches("[0-9]{1,12}")) {
            throw Refusal.expiresIsNoTime(expires);
        }
        window.requireBefore(Instant.ofEpochSecond(Long.parseLong(expires)), key);
        return new Claim.V2(
                key,
                Algorithm.HMAC_SHA1,
                s3(head, bucketOfHost, expires),
                signature(signature, key));
    }

    private static String presigned(List<Parameter> query, String name) {
        return Parameters.single(query, name).orElseThrow(Refusal::incomplete);
    }

    /** A bucket's own path ends with a slash for some clients that sign it, sent or not. */
    private static List<StringToSign> s3(RequestHead head, String bucketOfHost, String date) {
        StringToSign sent = SigV2.s3(head, bucketOfHost, date);
        String path = head.path();
        if (!bucketOfHost.isEmpty() || path.indexOf('/', 1) >= 0 || path.length() < 2) {
            return List.of(sent);
        }
        String slashed = path + '/' + head.target().substring(path.length());
        RequestHead other = new RequestHead(head.method(), slashed, head.headers());
        return List.of(sent, SigV2.s3(other, bucketOfHost, date));
    }

    /** Reads a signature in Base64. */
    static Bytes signature(String base64, String key) {
        return BodyChecks.base64(base64, 20)
                .or(() -> BodyChecks.base64(base64, 32))
                .orElseThrow(() -> Refusal.mismatch(key, base64));
    }
}
