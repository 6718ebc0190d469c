package io.nova.manager.objectstore;

import io.nova.api.objectstore.CompleteUpload;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.UploadInfo;
import java.util.Locale;
import java.util.Optional;

/** What a client claims of an upload that it completes: whether it suits the upload, and holds. */
record Claims(UploadInfo upload, CompleteUpload request) {

    /**
     * Checks what is claimed of the way to sum the whole.
     *
     * @throws InvalidParameterException with the name {@code Checksum}
     */
    void checkMode() {
        boolean other =
                request.composite().isPresent() && request.composite().get() != upload.composite();
        if (upload.checksum().isPresent() && other) {
            throw wrong(
                    "Checksum",
                    ("The upload was created using the %s checksum mode. The complete request must"
                                    + " use the same checksum mode.")
                            .formatted(upload.composite() ? "COMPOSITE" : "FULL_OBJECT"));
        }
    }

    /**
     * Checks what is claimed of the whole.
     *
     * @throws InvalidParameterException with the name {@code ObjectSize}, or that of the checksum
     */
    void checkWhole(ObjectInfo object) {
        if (request.size().isPresent() && request.size().get() != object.size()) {
            throw wrong(
                    "ObjectSize",
                    ("The provided 'x-amz-mp-object-size' header value %d does not match what was"
                                    + " computed: %d")
                            .formatted(request.size().get(), object.size()));
        }
        if (request.checksum().isPresent()
                && object.checksum().filter(this::isMeant).isPresent()
                && !object.checksum().equals(request.checksum())) {
            String name = request.checksum().get().algorithm().name();
            throw new InvalidParameterException(
                    Problem.BAD_DIGEST,
                    name,
                    "The " + name + " you specified did not match the calculated checksum.");
        }
    }

    /** What the client did not choose can be another sum than it claims. */
    private boolean isMeant(Checksum sum) {
        return upload.checksum().isPresent()
                || request.checksum().map(Checksum::algorithm).equals(Optional.of(sum.algorithm()));
    }

    /**
     * Checks that each part comes with its checksum, where the whole is summed from them.
     *
     * @throws InvalidParameterException with the name {@code Checksum}
     */
    void checkParts() {
        if (!upload.composite()) {
            return;
        }
        for (CompleteUpload.Part part : request.parts()) {
            if (part.checksum().isEmpty()) {
                throw wrong(
                        "Checksum",
                        ("The upload was created using a %s checksum. The complete request must"
                                        + " include the checksum for each part. It was missing for"
                                        + " part %d in the request.")
                                .formatted(
                                        upload.checksum()
                                                .orElseThrow()
                                                .name()
                                                .toLowerCase(Locale.ROOT),
                                        part.number()));
            }
        }
    }

    private static InvalidParameterException wrong(String name, String message) {
        return new InvalidParameterException(Problem.BAD_COMBINATION, name, message);
    }
}
