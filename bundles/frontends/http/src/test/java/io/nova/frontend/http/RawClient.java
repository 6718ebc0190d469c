package io.nova.frontend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

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
