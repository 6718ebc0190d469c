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
        /** Its chunks cannot be read. */
        MALFORMED,
        /** Its trailers cannot be read, or are not those that were announced. */
        MALFORMED_TRAILER,
        /** A chunk that is not the last is too small. */
        CHUNK_SIZE,
        /** Nothing says how long it is without its framing. */
        LENGTH_MISSING,
        /** The checksum that was sent with it is none, or there are several. */
        CHECKSUM_VALUE
    }

    /**
     * @param message what to tell the client
     */
    public BodyFaultException(Kind kind, String message) {
        super(status(kind), message);
        this.kind = kind;
    }

    private static int status(Kind kind) {
        return switch (kind) {
            case SIGNATURE_MISMATCH, CHUNK_SIZE -> HttpStatus.FORBIDDEN_403;
            case LENGTH_MISSING -> HttpStatus.LENGTH_REQUIRED_411;
            default -> HttpStatus.BAD_REQUEST_400;
        };
    }

    /** Returns what is wrong. */
    public Kind kind() {
        return kind;
    }
}
