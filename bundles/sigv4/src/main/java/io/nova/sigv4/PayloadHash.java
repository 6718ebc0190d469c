package io.nova.sigv4;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a signature says about the body: its SHA-256, or one of the words that stand for it. */
public final class PayloadHash {

    /** The SHA-256 of an empty body. */
    public static final String EMPTY =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** The body is not covered by the signature. */
    public static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    /** The body comes in chunks, each with a signature. */
    public static final String STREAMING = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

    /** Like {@link #STREAMING}, and signed trailers follow. */
    public static final String STREAMING_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";

    /** The body comes in chunks without signatures, and trailers with its checksum follow. */
    public static final String STREAMING_UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    /** The header that carries it. */
    public static final String HEADER = "x-amz-content-sha256";

    private static final MessageDigest UNUSED = create();

    private PayloadHash() {}

    /** Returns the SHA-256 of a body in lower-case hex. */
    public static String of(byte[] body) {
        return body.length == 0 ? EMPTY : HexFormat.of().formatHex(sha256().digest(body));
    }

    /** Returns a new SHA-256 digest. */
    public static MessageDigest sha256() {
        try {
            // To copy one is cheaper than to look for its provider again.
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException e) {
            return create();
        }
    }

    private static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
