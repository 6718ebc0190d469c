package io.nova.frontend.aws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.frontend.aws.BodyDigest.Algorithm;
import io.nova.frontend.aws.BodyFaultException.Kind;
import io.nova.sigv4.ChunkSignatures;
import io.nova.sigv4.PayloadHash;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the encoding {@code aws-chunked}: chunks, each signed or none, and trailers.
 *
 * <p>Data passes on as it comes; a chunk whose signature turns out wrong fails the body at the
 * chunk's end. Framing is taken as clients send it: a line may end without its carriage return, and
 * an empty line may stand before the trailers.
 */
final class ChunkedDecoder implements BodyDecoder {

    private static final int LONGEST_LINE = 1024;

    /** The least size of a chunk behind which another follows: each costs a signature. */
    private static final int SMALLEST_CHUNK = 8192;

    private static final int MOST_TRAILERS = 16;
    private static final String SIGNATURE = "chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

    private enum State {
        SIZE,
        DATA,
        DATA_END,
        TRAILERS,
        DONE
    }

    private final long length;
    private final Optional<ChunkSignatures> signatures;
    private final Set<String> announced;
    private final BodyChecks checks;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    private final MessageDigest chunkHash = PayloadHash.sha256();
    private final Map<String, String> trailers = new TreeMap<>();

    private State state = State.SIZE;
    private long received;
    private long chunkSize = Long.MAX_VALUE;
    private long chunkLeft;
    private String chunkSignature = "";
    private String trailerSignature = "";

    /**
     * @param length of the plain body, as announced
     * @param signatures the chain of the chunks' signatures, if they are signed
     * @param announced the trailers that must come, in lower case
     * @param checks told about the trailers
     */
    ChunkedDecoder(
            long length,
            Optional<ChunkSignatures> signatures,
            Set<String> announced,
            BodyChecks checks) {
        this.length = length;
        this.signatures = signatures;
        this.announced = Set.copyOf(announced);
        this.checks = checks;
    }

    @Override
    public Optional<ByteBuffer> next(ByteBuffer raw) {
        while (raw.hasRemaining()) {
            switch (state) {
                case SIZE -> readLine(raw).ifPresent(this::startChunk);
                case DATA -> {
                    return Optional.of(data(raw));
                }
                case DATA_END -> readLine(raw).ifPresent(this::endChunk);
                case TRAILERS -> readLine(raw).ifPresent(this::trailer);
                case DONE -> throw malformedTrailer();
            }
        }
        return Optional.empty();
    }

    private ByteBuffer data(ByteBuffer raw) {
        ByteBuffer piece = BodyDecoder.take(raw, (int) Math.min(chunkLeft, raw.remaining()));
        chunkLeft -= piece.remaining();
        if (signatures.isPresent()) {
            chunkHash.update(piece.duplicate());
        }
        if (chunkLeft == 0) {
            state = State.DATA_END;
        }
        return piece;
    }

    private void startChunk(String text) {
        int semicolon = text.indexOf(';');
        String size = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
        if (!size.matches("[0-9a-fA-F]{1,15}")) {
            throw malformed("A chunk does not begin with its size.");
        }
        long bytes = Long.parseLong(size, 16);
        if (bytes > length - received) {
            throw incomplete();
        }
        if (bytes > 0 && chunkSize < SMALLEST_CHUNK) {
            throw new BodyFaultException(
                    Kind.CHUNK_SIZE,
                    "Only the last chunk is allowed to have a size less than 8192 bytes");
        }
        received += bytes;
        chunkSignature = signatures.isPresent() ? signatureOf(text.substring(size.length())) : "";
        chunkSize = bytes;
        chunkLeft = bytes;
        state = State.DATA;
        if (bytes == 0) {
            verifyChunk();
            state = State.TRAILERS;
        }
    }

    private static String signatureOf(String extension) {
        int at = extension.indexOf(SIGNATURE);
        if (at < 0) {
            throw malformed("A chunk has no signature.");
        }
        return extension.substring(at + SIGNATURE.length()).strip();
    }

    private void endChunk(String text) {
        if (!text.isEmpty()) {
            throw malformed("A chunk is not as long as it says.");
        }
        verifyChunk();
        state = State.SIZE;
    }

    private void verifyChunk() {
        signatures.ifPresent(
                chain -> {
                    String hash = HexFormat.of().formatHex(chunkHash.digest());
                    requireEqual(chain.chunk(hash), chunkSignature);
                });
    }

    private void trailer(String text) {
        if (text.isEmpty()) {
            boolean more = trailers.isEmpty() && !announced.isEmpty();
            state = more ? State.TRAILERS : State.DONE;
            return;
        }
        int colon = text.indexOf(':');
        if (colon <= 0 || trailers.size() >= MOST_TRAILERS) {
            throw malformedTrailer();
        }
        String name = text.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        String value = text.substring(colon + 1).strip();
        if (name.equals(TRAILER_SIGNATURE)) {
            trailerSignature = value;
        } else if (!announced.contains(name) || trailers.put(name, value) != null) {
            throw malformedTrailer();
        }
    }

    @Override
    public void end() {
        boolean over = state == State.DONE || (state == State.TRAILERS && line.size() == 0);
        if (!over || received != length) {
            throw incomplete();
        }
        if (!trailers.keySet().equals(announced)) {
            throw malformedTrailer();
        }
        if (signatures.isPresent() && !trailers.isEmpty()) {
            verifyTrailers(signatures.get());
        }
        trailers.forEach(
                (name, value) ->
                        Algorithm.ofHeader(name)
                                .ifPresent(algorithm -> checks.trailer(algorithm, value)));
    }

    private void verifyTrailers(ChunkSignatures chain) {
        StringBuilder signed = new StringBuilder();
        trailers.forEach(
                (name, value) -> signed.append(name).append(':').append(value).append('\n'));
        String hash = PayloadHash.of(signed.toString().getBytes(UTF_8));
        requireEqual(chain.trailer(hash), trailerSignature);
    }

    private static void requireEqual(String expected, String signature) {
        if (!MessageDigest.isEqual(expected.getBytes(UTF_8), signature.getBytes(UTF_8))) {
            throw new BodyFaultException(
                    Kind.SIGNATURE_MISMATCH,
                    "The signature of a part of the body does not match the one we calculated.");
        }
    }

    /** Collects a line across buffers; empty until its end is there. */
    private Optional<String> readLine(ByteBuffer raw) {
        while (raw.hasRemaining()) {
            byte octet = raw.get();
            if (octet == '\n') {
                String text = line.toString(ISO_8859_1);
                line.reset();
                return Optional.of(
                        text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
            }
            if (line.size() >= LONGEST_LINE) {
                throw state == State.TRAILERS
                        ? malformedTrailer()
                        : malformed("A line between the chunks is too long.");
            }
            line.write(octet);
        }
        return Optional.empty();
    }

    private static BodyFaultException malformed(String message) {
        return new BodyFaultException(Kind.MALFORMED, message);
    }

    private static BodyFaultException malformedTrailer() {
        return new BodyFaultException(
                Kind.MALFORMED_TRAILER,
                "The request contained trailing data that was not well-formed or did not conform"
                        + " to our published schema.");
    }

    private static BodyFaultException incomplete() {
        return new BodyFaultException(
                Kind.INCOMPLETE,
                "You did not provide the number of bytes specified by the"
                        + " x-amz-decoded-content-length header.");
    }
}
