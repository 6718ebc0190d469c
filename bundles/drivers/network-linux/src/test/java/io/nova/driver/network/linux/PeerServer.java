package io.nova.driver.network.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;

/** A program that answers each HTTP request with the address that it came from. */
final class PeerServer {

    private static final int LIFETIME_MILLIS = 60_000;

    private PeerServer() {}

    public static void main(String[] arguments) throws IOException {
        try (ServerSocket server = server(Integer.parseInt(arguments[0]))) {
            // Ends by itself should nobody stop it.
            server.setSoTimeout(LIFETIME_MILLIS);
            System.out.println("ready");
            while (true) {
                try (Socket socket = server.accept()) {
                    socket.setTrafficClass(
                            arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0);
                    answer(socket);
                }
            }
        }
    }

    /** As the metadata service has it: of another, Java sets no options of IPv4's packets. */
    private static ServerSocket server(int port) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.INET)
                .bind(new InetSocketAddress(port))
                .socket();
    }

    private static void answer(Socket socket) throws IOException {
        BufferedReader request =
                new BufferedReader(
                        new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String line = request.readLine();
        while (line != null && !line.isEmpty()) {
            line = request.readLine();
        }
        String answer =
                "HTTP/1.0 200 OK\r\n\r\npeer " + socket.getInetAddress().getHostAddress() + "\n";
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    }
}
