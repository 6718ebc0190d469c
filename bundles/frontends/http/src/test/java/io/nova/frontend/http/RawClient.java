package io.nova.frontend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A client that sends any bytes, sensible or not. */
final class RawClient implements AutoCloseable {

    private final Socket socket;

    RawClient(int port) throws IOException {
        this(InetAddress.getLoopbackAddress(), port);
    }

    RawClient(InetAddress address, int port) throws IOException {
        socket = new Socket(address, port);
        socket.setSoTimeout(20_000);
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends the text again and again, a little at a time, until the server has had enough. */
    void trickle(String text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline) {
            send(text);
            // The pace is the point of this client: a byte now and then, and never silence.
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Tells whether an answer begins within a time. */
    boolean answersWithin(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /** Reads until what came ends with a text. */
    String readUntil(String end) throws IOException {
        StringBuilder text = new StringBuilder();
        int octet = socket.getInputStream().read();
        while (octet >= 0) {
            text.append((char) octet);
            if (text.indexOf("\r\n\r\n") >= 0 && text.toString().endsWith(end)) {
                return text.toString();
            }
            octet = socket.getInputStream().read();
        }
        return text.toString();
    }

    /** Reads until the server closes. */
    String readAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    /** Sends a request that asks for the connection to be closed after it, and returns all. */
    static String ask(int port, String requestLine, String... headers) throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.send(requestLine + "\r\nHost: localhost\r\nConnection: close\r\n");
            for (String header : headers) {
                client.send(header + "\r\n");
            }
            return client.send("\r\n").readAll();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
