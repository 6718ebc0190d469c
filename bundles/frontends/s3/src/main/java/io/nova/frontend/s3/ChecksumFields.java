package io.nova.frontend.s3;

import io.nova.api.objectstore.ObjectBody;
import io.nova.frontend.aws.AuthenticatedStream;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ChecksumAlgorithm;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The checksums in headers, both ways, and the body that they are about. */
final class ChecksumFields {

    private static final String TYPE = "x-amz-checksum-type";

    private ChecksumFields() {}

    /** Returns with what the client sums the body. */
    static Optional<ChecksumAlgorithm> algorithm(S3Call call) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            if (call.header(algorithm.header()).isPresent()
                    || call.header("x-amz-trailer")
                            .filter(name -> name.equalsIgnoreCase(algorithm.header()))
                            .isPresent()) {
                return Optional.of(algorithm);
            }
        }
        return word(call, "x-amz-checksum-algorithm")
                .or(() -> word(call, "x-amz-sdk-checksum-algorithm"));
    }

    private static Optional<ChecksumAlgorithm> word(S3Call call, String header) {
        return call.header(header)
                .map(word -> ChecksumAlgorithm.find(word).orElseThrow(ChecksumFields::unknown));
    }

    private static S3Fault unknown() {
        return wrong(
                "Checksum algorithm provided is unsupported. Please try again with any of the valid"
                        + " types: "
                        + Arrays.toString(ChecksumAlgorithm.values()));
    }

    private static S3Fault wrong(String message) {
        return new S3Fault(S3Code.InvalidRequest, message);
    }

    /** Returns whether the client wants the checksum of the parts' checksums, if it says. */
    static Optional<Boolean> type(S3Call call) {
        return call.header(TYPE)
                .map(
                        word ->
                                switch (word) {
                                    case "COMPOSITE" -> true;
                                    case "FULL_OBJECT" -> false;
                                    default ->
                                            throw wrong(
                                                    "Value for " + TYPE + " header is invalid.");
                                });
    }

    /** Returns whether an upload is to have the checksum of its parts' checksums. */
    static boolean isComposite(S3Call call, Optional<ChecksumAlgorithm> algorithm) {
        Optional<Boolean> type = type(call);
        if (algorithm.isEmpty()) {
            if (type.isPresent()) {
                throw wrong(
                        "The x-amz-checksum-type header can only be used with the"
                                + " x-amz-checksum-algorithm header.");
            }
            return false;
        }
        boolean nvme = algorithm.get() == ChecksumAlgorithm.CRC64NVME;
        boolean composite = type.orElse(!nvme);
        if (composite ? nvme : !algorithm.get().isAdditive()) {
            throw wrong(
                    "The %s checksum type cannot be used with the %s checksum algorithm."
                            .formatted(
                                    type(composite),
                                    algorithm.get().name().toLowerCase(Locale.ROOT)));
        }
        return composite;
    }

    /** Returns the request's body; whether it is the one promised is checked on its way here. */
    static ObjectBody body(S3Call call) {
        if (call.request().getLength() < 0) {
            throw new S3Fault(
                    S3Code.MissingContentLength,
                    "You must provide the Content-Length HTTP header.");
        }
        return ObjectBody.of(
                call.body(), algorithm(call), AuthenticatedStream.sums(call.request()));
    }

    /** Tells whether a reader wants to be told the checksum. */
    static boolean isWanted(S3Call call) {
        Optional<String> mode = call.header("x-amz-checksum-mode");
        if (mode.isPresent() && !mode.get().equalsIgnoreCase("ENABLED")) {
            throw S3Fault.badArgument("x-amz-checksum-mode", mode.get());
        }
        return mode.isPresent();
    }

    /** Refuses a document that nothing proves to be whole, where S3 demands it. */
    static void requireSome(S3Call call) {
        boolean trailer = call.header("x-amz-trailer").isPresent();
        boolean sum =
                Arrays.stream(ChecksumAlgorithm.values())
                        .anyMatch(algorithm -> call.header(algorithm.header()).isPresent());
        if (!trailer && !sum && call.header("Content-MD5").isEmpty()) {
            throw wrong("Missing required header for this request: Content-MD5");
        }
    }

    /** Writes a checksum and its type. */
    static void write(S3Call call, Checksum sum) {
        call.put(sum.algorithm().header(), sum.value());
        call.put(TYPE, type(sum));
    }

    /** Returns S3's word for how a checksum covers the whole. */
    static String type(Checksum sum) {
        return type(sum.composite());
    }

    static String type(boolean composite) {
        return composite ? "COMPOSITE" : "FULL_OBJECT";
    }
}
