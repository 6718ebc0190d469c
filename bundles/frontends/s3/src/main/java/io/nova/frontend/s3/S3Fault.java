package io.nova.frontend.s3;

/** A fault of the protocol, which no other front end could know. */
final class S3Fault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final S3Code code;

    S3Fault(S3Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    S3Code code() {
        return code;
    }

    static S3Fault badArgument(String name, String value) {
        return new S3Fault(
                S3Code.InvalidArgument, "The value '%s' of %s is not valid".formatted(value, name));
    }

    static S3Fault notImplemented(String what) {
        return new S3Fault(
                S3Code.NotImplemented,
                "A header or query you provided implies functionality that is not implemented: "
                        + what);
    }
}
