package io.nova.driver.volume.file;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.model.DriverException;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Asks an NBD server whether it exports a name, without opening the export. */
final class NbdProbe implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 5;
    private static final long SERVER = 0x4e42444d41474943L;
    private static final long OPTION = 0x49484156454f5054L;
    private static final long REPLY = 0x3e889045565a9L;
    private static final int FIXED_NO_ZEROES = 3;
    private static final int ABORT = 2;
    private static final int INFO = 6;
    private static final int ACK = 1;
    private static final int UNKNOWN = (1 << 31) + 6;
    private static final int MOST = 1 << 16;

    private final SocketChannel channel;
    private final Selector selector;
    private final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);

    private NbdProbe(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    /**
     * Returns if the server exports the name.
     *
     * @throws DriverException {@code UNREACHABLE} if nothing answers; {@code BROKEN} if it exports
     *     another
     */
    static void require(Path socket, String name) throws InterruptedException {
        int answer;
        try (NbdProbe probe = new NbdProbe(socket)) {
            answer = probe.ask(name);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("asking " + socket);
            }
            throw new DriverException(UNREACHABLE, "no answer from " + socket + ": " + e, e);
        }
        if (answer == UNKNOWN) {
            throw new DriverException(BROKEN, name + " is not what is exported at " + socket);
        }
        if (answer != ACK) {
            throw new DriverException(BROKEN, socket + " answers with " + answer);
        }
    }

    @Override
    public void close() throws IOException {
        try (selector;
                channel) {
            send(ByteBuffer.allocate(16).putLong(OPTION).putInt(ABORT).putInt(0));
        } catch (IOException e) {
            // It hung up first.
            return;
        }
    }

    private int ask(String name) throws IOException {
        ByteBuffer hello = read(18);
        if (hello.getLong() != SERVER || hello.getLong() != OPTION) {
            throw new IOException("not an NBD server");
        }
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        send(
                ByteBuffer.allocate(26 + bytes.length)
                        .putInt(FIXED_NO_ZEROES)
                        .putLong(OPTION)
                        .putInt(INFO)
                        .putInt(6 + bytes.length)
                        .putInt(bytes.length)
                        .put(bytes)
                        .putShort((short) 0));
        while (true) {
            ByteBuffer reply = read(20);
            if (reply.getLong() != REPLY || reply.getInt() != INFO) {
                throw new IOException("not an answer");
            }
            int type = reply.getInt();
            int length = reply.getInt();
            if (length < 0 || length > MOST) {
                throw new IOException("an answer of " + length + " bytes");
            }
            read(length);
            if (type == ACK || type < 0) {
                return type;
            }
        }
    }

    private void send(ByteBuffer message) throws IOException {
        message.flip();
        while (message.hasRemaining()) {
            // So short that there is always room for it.
            channel.write(message);
        }
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("it hung up");
            }
            if (buffer.hasRemaining()) {
                long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (millis <= 0 || Thread.currentThread().isInterrupted()) {
                    throw new IOException("no answer in " + PATIENCE_SECONDS + " s");
                }
                selector.select(millis);
                selector.selectedKeys().clear();
            }
        }
        return buffer.flip();
    }
}
