package io.nova.itests.bench;

import java.io.ByteArrayOutputStream;
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
    private byte[] buffer = new byte[64 * 1024];
    private int filled;
    private int at;

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

    /** Sends a request and reads the answer. */
    Reply send(byte[] request) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int status = exchange(request, body);
        return new Reply(status, body.toByteArray());
    }

    /**
     * Sends a request, and reads an answer which must be a good one, and of which nothing is kept.
     */
    void skim(byte[] request) throws IOException {
        int status = exchange(request, OutputStream.nullOutputStream());
        if (status != 200) {
            throw new IllegalStateException("answered " + status);
        }
    }

    private int exchange(byte[] request, OutputStream body) throws IOException {
        out.write(request);
        filled = 0;
        int head = 0;
        while (head == 0) {
            int from = Math.max(0, filled - 3);
            fill();
            head = end(from);
        }
        int status = (buffer[9] - '0') * 100 + (buffer[10] - '0') * 10 + (buffer[11] - '0');
        int length = length(head);
        at = head;
        if (length >= 0) {
            take(length, body);
        } else {
            pieces(body);
        }
        return status;
    }

    /** Reads a body that comes in chunks, without trailers. */
    private void pieces(OutputStream body) throws IOException {
        int size = size();
        while (size > 0) {
            take(size, body);
            take(2, OutputStream.nullOutputStream());
            size = size();
        }
        take(2, OutputStream.nullOutputStream());
    }

    private int size() throws IOException {
        int size = 0;
        for (int c = next(); c != '\n'; c = next()) {
            size = c == '\r' ? size : size * 16 + Character.digit(c, 16);
        }
        return size;
    }

    private int next() throws IOException {
        if (at == filled) {
            again();
        }
        return buffer[at++];
    }

    private void take(int count, OutputStream body) throws IOException {
        int left = count;
        while (left > 0) {
            if (at == filled) {
                again();
            }
            int some = Math.min(left, filled - at);
            body.write(buffer, at, some);
            at += some;
            left -= some;
        }
    }

    private void again() throws IOException {
        at = 0;
        filled = 0;
        fill();
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

    /** Returns the length that the head tells; -1 if the body comes in chunks. */
    private int length(int head) {
        for (int i = 0; i + LENGTH.length < head; i++) {
            if (isLength(i)) {
                int length = 0;
                for (int at = i + LENGTH.length; buffer[at] != '\r'; at++) {
                    length = buffer[at] == ' ' ? length : length * 10 + buffer[at] - '0';
                }
                return length;
            }
        }
        return -1;
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
