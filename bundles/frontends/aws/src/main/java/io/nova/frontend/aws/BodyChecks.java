package io.nova.frontend.aws;

import io.nova.frontend.aws.BodyDigest.Algorithm;
import io.nova.frontend.aws.BodyFaultException.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a body must be: digests that go along with it and are compared at its end. */
final class BodyChecks {

    private final List<Check> checks = new ArrayList<>();
    private final Map<Algorithm, BodyDigest> trailers = new EnumMap<>(Algorithm.class);

    private record Check(BodyDigest digest, Bytes expected, Kind kind, String message) {}

    /** Expects the SHA-256 that was signed. */
    void expectSigned(Bytes sha256) {
        checks.add(
                new Check(
                        Algorithm.SHA256.start(),
                        sha256,
                        Kind.SHA256_MISMATCH,
                        "The provided 'x-amz-content-sha256' header does not match what was"
                                + " computed."));
    }

    /** Expects the {@code Content-MD5}. */
    void expectMd5(Bytes md5) {
        checks.add(
                new Check(
                        BodyDigest.message("MD5"),
                        md5,
                        Kind.BAD_DIGEST,
                        "The Content-MD5 you specified did not match what we received."));
    }

    /** Expects a checksum that a header told. */
    void expect(Algorithm algorithm, Bytes value) {
        checks.add(new Check(algorithm.start(), value, Kind.BAD_DIGEST, mismatch(algorithm)));
    }

    /** Computes a checksum that a trailer will tell. */
    void expectTrailer(Algorithm algorithm) {
        trailers.put(algorithm, algorithm.start());
    }

    void update(ByteBuffer bytes) {
        for (Check check : checks) {
            check.digest().update(bytes);
        }
        for (BodyDigest digest : trailers.values()) {
            digest.update(bytes);
        }
    }

    /** The trailer is here: the body has ended. */
    void trailer(Algorithm algorithm, String value) {
        BodyDigest digest = trailers.remove(algorithm);
        if (digest == null) {
            throw new BodyFaultException(
                    Kind.MALFORMED, "The trailer " + algorithm.header() + " was not announced.");
        }
        Bytes expected =
                base64(value, digest.length())
                        .orElseThrow(
                                () ->
                                        new BodyFaultException(
                                                Kind.MALFORMED,
                                                "Value for %s trailer is invalid."
                                                        .formatted(algorithm.header())));
        if (!expected.matches(digest.end())) {
            throw new BodyFaultException(Kind.BAD_DIGEST, mismatch(algorithm));
        }
    }

    /** Compares all; called once, at the body's end. */
    void end() {
        if (!trailers.isEmpty()) {
            throw new BodyFaultException(
                    Kind.MALFORMED,
                    "The trailer %s is missing."
                            .formatted(trailers.keySet().iterator().next().header()));
        }
        for (Check check : checks) {
            if (!check.expected().matches(check.digest().end())) {
                throw new BodyFaultException(check.kind(), check.message());
            }
        }
    }

    /** Reads Base64 of exactly so many bytes. */
    static Optional<Bytes> base64(String text, int bytes) {
        try {
            Bytes value = new Bytes(Base64.getDecoder().decode(text.strip()));
            return value.length() == bytes ? Optional.of(value) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String mismatch(Algorithm algorithm) {
        return "The %s you specified did not match the calculated checksum.".formatted(algorithm);
    }
}
