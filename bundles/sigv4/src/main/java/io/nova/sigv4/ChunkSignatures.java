package io.nova.sigv4;

/**
 * The chain of signatures over the chunks of an {@code aws-chunked} body: each covers the one
 * before it, and the first covers the request's own.
 *
 * <p>For one body and one thread.
 */
public final class ChunkSignatures {

    private static final String CHUNK = StringToSign.ALGORITHM + "-PAYLOAD\n";
    private static final String TRAILER = StringToSign.ALGORITHM + "-TRAILER\n";

    private final SigningKey key;
    private final String dateAndScope;
    private String previous;

    /**
     * @param amzDate the request's time as signed
     * @param seed the request's own signature, in hex
     */
    public ChunkSignatures(SigningKey key, String amzDate, String seed) {
        this.key = key;
        this.dateAndScope = amzDate + '\n' + key.scope() + '\n';
        this.previous = seed;
    }

    /**
     * Returns the signature of the next chunk, in hex; the empty last chunk has one too.
     *
     * @param chunkHash the SHA-256 of the chunk's data, in hex
     */
    public String chunk(String chunkHash) {
        return next(CHUNK + dateAndScope + previous + '\n' + PayloadHash.EMPTY + '\n' + chunkHash);
    }

    /**
     * Returns the signature of the trailers, in hex.
     *
     * @param trailersHash the SHA-256 of the trailers, each as {@code name:value} and a line feed
     */
    public String trailer(String trailersHash) {
        return next(TRAILER + dateAndScope + previous + '\n' + trailersHash);
    }

    private String next(String text) {
        previous = key.signHex(new StringToSign(text));
        return previous;
    }
}
