package io.nova.frontend.s3;

import java.util.LinkedHashMap;
import java.util.Map;

/** A fault of the protocol, which no other front end could know. */
final class S3Fault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final S3Code code;
    private final transient Map<String, String> details = new LinkedHashMap<>();

    S3Fault(S3Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** Adds an element that the error document of this code has beside those of all. */
    S3Fault with(String element, Object value) {
        details.put(element, value.toString());
        return this;
    }

    S3Code code() {
        return code;
    }

    /** Returns the further elements of the document, in their order. */
    Map<String, String> details() {
        return details;
    }

    static S3Fault badArgument(String name, String value) {
        return badArgument(name, value, "The value '%s' of %s is not valid".formatted(value, name));
    }

    /** An argument that is not valid, in words that S3 has for this one. */
    static S3Fault badArgument(String name, String value, String message) {
        return new S3Fault(S3Code.InvalidArgument, message)
                .with("ArgumentName", name)
                .with("ArgumentValue", value);
    }

    static S3Fault notImplemented(String what) {
        return new S3Fault(
                S3Code.NotImplemented,
                "A header or query you provided implies functionality that is not implemented: "
                        + what);
    }
}
