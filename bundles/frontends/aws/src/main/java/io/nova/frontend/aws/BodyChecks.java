package io.nova.frontend.aws;

import io.nova.api.objectstore.BodySums;
import io.nova.frontend.aws.BodyDigest.Algorithm;
import io.nova.frontend.aws.BodyFaultException.Kind;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ChecksumAlgorithm;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What a body must be: digests that go along with it and are compared at its end. Each is computed
 * once, however many promises it has to keep.
 */
final class BodyChecks implements BodySums {

    private static final String MD5 = "MD5";

    private final Map<String, BodyDigest> digests = new TreeMap<>();
    private final Map<String, byte[]> values = new TreeMap<>();
    private final List<Check> checks = new ArrayList<>();
    private final Set<Algorithm> awaited = EnumSet.noneOf(Algorithm.class);

    private record Check(String digest, Bytes expected, Kind kind, String message) {}

    /** Expects the SHA-256 that was signed. */
    void expectSigned(Bytes sha256) {
        expect(
                Algorithm.SHA256.name(),
                Algorithm.SHA256::start,
                sha256,
                Kind.SHA256_MISMATCH,
                "The provided 'x-amz-content-sha256' header does not match what was computed.");
    }

    /** Expects the {@code Content-MD5}. */
    void expectMd5(Bytes md5) {
        expect(
                MD5,
                () -> BodyDigest.message(MD5),
                md5,
                Kind.BAD_DIGEST,
                "The Content-MD5 you specified did not match what we received.");
    }

    /** Expects a checksum that a header told. */
    void expect(Algorithm algorithm, Bytes value) {
        expect(
                algorithm.name(),
                algorithm::start,
                value,
                Kind.BAD_DIGEST,
                "The %s you specified did not match the calculated checksum.".formatted(algorithm));
    }

    private void expect(
            String name, Supplier<BodyDigest> digest, Bytes value, Kind kind, String message) {
        digests.computeIfAbsent(name, missing -> digest.get());
        checks.add(new Check(name, value, kind, message));
    }

    /** Computes a checksum that a trailer will tell. */
    void expectTrailer(Algorithm algorithm) {
        digests.computeIfAbsent(algorithm.name(), missing -> algorithm.start());
        awaited.add(algorithm);
    }

    void update(ByteBuffer bytes) {
        for (BodyDigest digest : digests.values()) {
            digest.update(bytes);
        }
    }

    /** The trailer is here: the body has ended. */
    void trailer(Algorithm algorithm, String value) {
        awaited.remove(algorithm);
        Bytes expected =
                base64(value, algorithm.start().length())
                        .orElseThrow(
                                () ->
                                        new BodyFaultException(
                                                Kind.CHECKSUM_VALUE,
                                                "Value for %s trailing header is invalid."
                                                        .formatted(algorithm.header())));
        expect(algorithm, expected);
    }

    /** Compares all; called once, at the body's end. */
    void end() {
        if (!awaited.isEmpty()) {
            throw new BodyFaultException(
                    Kind.MALFORMED_TRAILER,
                    "The trailer %s is missing.".formatted(awaited.iterator().next().header()));
        }
        digests.forEach((name, digest) -> values.put(name, digest.end()));
        for (Check check : checks) {
            if (!check.expected().matches(value(check.digest()))) {
                throw new BodyFaultException(check.kind(), check.message());
            }
        }
    }

    private byte[] value(String name) {
        return Optional.ofNullable(values.get(name))
                .orElseThrow(() -> new IllegalStateException("there is no " + name + " yet"));
    }

    @Override
    public boolean hasMd5() {
        return digests.containsKey(MD5);
    }

    @Override
    public boolean has(ChecksumAlgorithm algorithm) {
        return digests.containsKey(algorithm.name());
    }

    @Override
    public String md5() {
        return HexFormat.of().formatHex(value(MD5));
    }

    @Override
    public Checksum checksum(ChecksumAlgorithm algorithm) {
        byte[] sum = value(algorithm.name());
        return Checksum.of(algorithm, Base64.getEncoder().encodeToString(sum));
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
}
