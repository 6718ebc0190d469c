package io.nova.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Writes bodies in the encoding {@code aws-chunked}, as a client sends them. */
public final class AwsChunked {

    private static final String SIGNATURE = ";chunk-signature=";

    private AwsChunked() {}

    /** Writes a body whose chunks carry no signature, and its trailers. */
    public static byte[] unsigned(byte[] body, int chunkSize, List<Header> trailers) {
        ByteArrayOutputStream out = chunks(body, chunkSize, hash -> "");
        write(out, lines(trailers, "\r\n"), "\r\n");
        return out.toByteArray();
    }

    /** Writes a body with signed chunks and, if there are trailers, these and their signature. */
    public static byte[] signed(
            byte[] body, int chunkSize, ChunkSignatures signatures, List<Header> trailers) {
        ByteArrayOutputStream out =
                chunks(body, chunkSize, hash -> SIGNATURE + signatures.chunk(hash));
        if (!trailers.isEmpty()) {
            String signed = PayloadHash.of(lines(trailers, "\n").getBytes(UTF_8));
            write(out, lines(trailers, "\r\n"));
            write(out, "x-amz-trailer-signature:", signatures.trailer(signed), "\r\n");
        }
        write(out, "\r\n");
        return out.toByteArray();
    }

    private static ByteArrayOutputStream chunks(
            byte[] body, int chunkSize, UnaryOperator<String> extension) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 256);
        for (int from = 0; from < body.length; from += chunkSize) {
            byte[] data = Arrays.copyOfRange(body, from, Math.min(from + chunkSize, body.length));
            write(out, Integer.toHexString(data.length), extension.apply(PayloadHash.of(data)));
            write(out, "\r\n");
            out.writeBytes(data);
            write(out, "\r\n");
        }
        write(out, "0", extension.apply(PayloadHash.EMPTY), "\r\n");
        return out;
    }

    private static String lines(List<Header> trailers, String end) {
        StringBuilder lines = new StringBuilder();
        trailers.forEach(
                line -> lines.append(line.name()).append(':').append(line.value()).append(end));
        return lines.toString();
    }

    private static void write(ByteArrayOutputStream out, String... texts) {
        for (String text : texts) {
            out.writeBytes(text.getBytes(UTF_8));
        }
    }
}
