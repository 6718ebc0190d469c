package io.nova.driver.hypervisor.libvirt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Leads connections from one network to another that have nothing but files in common: one relay
 * takes those of a port to a socket in a file, and one those of the file to a port.
 */
final class Relay implements AutoCloseable {

    private final ServerSocketChannel server;
    private final SocketAddress to;

    private Relay(ServerSocketChannel server, SocketAddress to) {
        this.server = server;
        this.to = to;
    }

    /** From a port to a file: {@code PORT FILE}. Prints a line when it listens. */
    public static void main(String[] arguments) throws Exception {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(loopback(Integer.parseInt(arguments[0])));
        System.out.println("listens");
        new Relay(server, UnixDomainSocketAddress.of(Path.of(arguments[1]))).serve();
    }

    static Relay toPort(Path file, int port) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(file));
        Relay relay = new Relay(server, loopback(port));
        start(relay::serve);
        return relay;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        while (server.isOpen()) {
            try {
                SocketChannel one = server.accept();
                try {
                    SocketChannel other = SocketChannel.open(to);
                    start(() -> pump(one, other));
                    start(() -> pump(other, one));
                } catch (IOException e) {
                    one.close(); // Nobody is there at the moment.
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            return; // The other direction ended.
        }
    }

    private static SocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }
}
