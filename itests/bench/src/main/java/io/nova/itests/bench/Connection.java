package io.nova.itests.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A connection that is kept alive and sends requests made beforehand.
 *
 * <p>Client and server share the processors, so the client does as little as it can: whatever it
 * spends is missing in both rates of a ratio, and makes a slow server look better than it is.
 */
final class Connection implements AutoCloseable {

    private static final byte[] LENGTH = bytes("\r\ncontent-length:");

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[16 * 1024];
    private int filled;

    Connection(URI server) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** An answer of which the body's bytes are kept. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares answers.
    record Reply(int status, byte[] body) {

        /** Returns this answer, which must be a good one. */
        Reply ok() {
            if (status != 200) {
                throw new IllegalStateException(status + " " + text());
            }
            return this;
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Sends a request and reads the answer, which must tell its length. */
    Reply send(byte[] request) throws IOException {
        out.write(request);
        filled = 0;
        int head = 0;
        while (head == 0) {
            int from = Math.max(0, filled - 3);
            fill();
            head = end(from);
        }
        int length = length(head);
        while (filled < head + length) {
            fill();
        }
        int status = (buffer[9] - '0') * 100 + (buffer[10] - '0') * 10 + (buffer[11] - '0');
        return new Reply(status, Arrays.copyOfRange(buffer, head, head + length));
    }

    private void fill() throws IOException {
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * filled);
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            throw new EOFException("the server closed the connection");
        }
        filled += read;
    }

    /** Returns where the body begins; 0 while the head is not there. */
    private int end(int from) {
        for (int i = from; i + 3 < filled; i++) {
            if (buffer[i] == '\r'
                    && buffer[i + 1] == '\n'
                    && buffer[i + 2] == '\r'
                    && buffer[i + 3] == '\n') {
                return i + 4;
            }
        }
        return 0;
    }

    private int length(int head) throws IOException {
        for (int i = 0; i + LENGTH.length < head; i++) {
            if (isLength(i)) {
                int length = 0;
                for (int at = i + LENGTH.length; buffer[at] != '\r'; at++) {
                    length = buffer[at] == ' ' ? length : length * 10 + buffer[at] - '0';
                }
                return length;
            }
        }
        throw new IOException("an answer that does not tell its length");
    }

    private boolean isLength(int at) {
        for (int i = 0; i < LENGTH.length; i++) {
            int c = buffer[at + i];
            if (LENGTH[i] != (c >= 'A' && c <= 'Z' ? c + 32 : c)) {
                return false;
            }
        }
        return true;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
