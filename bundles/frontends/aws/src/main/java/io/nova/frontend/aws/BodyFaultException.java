package io.nova.frontend.aws;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;

/**
 * A body is not the one that was promised.
 *
 * <p>An input stream over the body throws it as it is; a failed chunk carries it.
 */
public final class BodyFaultException extends HttpException.RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What is wrong with it. */
    public enum Kind {
        /** Not the SHA-256 that was signed. */
        SHA256_MISMATCH,
        /** Not the {@code Content-MD5} or checksum that was sent with it. */
        BAD_DIGEST,
        /** The {@code Content-MD5} or checksum is not one. */
        INVALID_DIGEST,
        /** A chunk or the trailers are not signed by the sender. */
        SIGNATURE_MISMATCH,
        /** It ends too early, or is longer than was said. */
        INCOMPLETE,
        /** Its chunks or trailers cannot be read. */
        MALFORMED
    }

    /**
     * @param message what to tell the client
     */
    public BodyFaultException(Kind kind, String message) {
        super(
                kind == Kind.SIGNATURE_MISMATCH
                        ? HttpStatus.FORBIDDEN_403
                        : HttpStatus.BAD_REQUEST_400,
                message);
        this.kind = kind;
    }

    /** Returns what is wrong. */
    public Kind kind() {
        return kind;
    }
}
