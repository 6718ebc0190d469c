package io.nova.frontend.s3;

import io.nova.api.objectstore.ObjectBody;
import io.nova.frontend.aws.AuthenticatedStream;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ChecksumAlgorithm;
import java.util.Optional;

/** The checksums in headers, both ways, and the body that they are about. */
final class ChecksumFields {

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
                .map(
                        word ->
                                ChecksumAlgorithm.find(word)
                                        .orElseThrow(() -> S3Fault.badArgument(header, word)));
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

    /** Writes a checksum and its type. */
    static void write(S3Call call, Checksum sum) {
        call.put(sum.algorithm().header(), sum.value());
        call.put("x-amz-checksum-type", type(sum));
    }

    /** Returns S3's word for how a checksum covers the whole. */
    static String type(Checksum sum) {
        return type(sum.composite());
    }

    static String type(boolean composite) {
        return composite ? "COMPOSITE" : "FULL_OBJECT";
    }
}
