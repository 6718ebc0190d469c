package io.nova.manager.objectstore;

import io.nova.api.objectstore.CompleteUpload;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.UploadInfo;

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
                && object.checksum().isPresent()
                && !object.checksum().equals(request.checksum())) {
            String name = request.checksum().get().algorithm().name();
            throw new InvalidParameterException(
                    Problem.BAD_DIGEST,
                    name,
                    "The " + name + " you specified did not match the calculated checksum.");
        }
    }

    private static InvalidParameterException wrong(String name, String message) {
        return new InvalidParameterException(Problem.BAD_COMBINATION, name, message);
    }
}
