package io.nova.driver.volume.iscsi;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Requests to log in and their answers, as RFC 7143 (11.12, 11.13) lays them out. */
final class IscsiStream implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 5;
    private static final int HEAD = 48;
    private static final int LOGIN = 0x43;
    private static final int LOGGED_IN = 0x23;
    private static final int TRANSIT = 0x80;
    private static final int MOST = 1 << 16;
    private static final int WORD = 4;

    private final SocketChannel channel;
    private final Selector selector;
    private final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    // Random, so that it is never taken for the session that a guest has.
    private final int isid = ThreadLocalRandom.current().nextInt(1 << 24);

    IscsiStream(SocketAddress portal) throws IOException {
        channel = SocketChannel.open();
        selector = Selector.open();
        try {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_CONNECT);
            channel.connect(portal);
            while (!channel.finishConnect()) {
                await();
            }
            channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * What the target says.
     *
     * @param status its class and its detail, a byte each; 0 is fine
     */
    record Answer(int status, Map<String, String> keys) {}

    Answer ask(int stage, int next, Map<String, String> keys) throws IOException {
        StringBuilder text = new StringBuilder();
        keys.forEach((key, value) -> text.append(key).append('=').append(value).append('\0'));
        byte[] data = text.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer message = ByteBuffer.allocate(HEAD + padded(data.length));
        int flags = stage == next ? stage << 2 : TRANSIT | stage << 2 | next;
        message.put((byte) LOGIN).put((byte) flags).putShort((short) 0);
        message.putInt(data.length);
        // A random name of the session, and no session yet.
        message.put((byte) 0x80).put((byte) (isid >> 16)).putShort((short) isid).putInt(0);
        message.putInt(1).putInt(0).putInt(1).putInt(0);
        message.position(HEAD);
        message.put(data).rewind();
        while (message.hasRemaining()) {
            // So short that there is always room for it.
            channel.write(message);
        }
        return answer();
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            channel.close();
        }
    }

    private Answer answer() throws IOException {
        ByteBuffer head = read(HEAD);
        int length = head.getInt(WORD) & 0xffffff;
        if ((head.get(0) & 0x3f) != LOGGED_IN || length > MOST) {
            throw new IOException("no answer to a login");
        }
        String text = StandardCharsets.UTF_8.decode(read(padded(length)).limit(length)).toString();
        Map<String, String> keys = new HashMap<>();
        for (String pair : text.split("\0", -1)) {
            int sign = pair.indexOf('=');
            if (sign > 0) {
                keys.put(pair.substring(0, sign), pair.substring(sign + 1));
            }
        }
        return new Answer(head.getShort(36) & 0xffff, keys);
    }

    private static int padded(int length) {
        return (length + WORD - 1) / WORD * WORD;
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("it hung up");
            }
            if (buffer.hasRemaining()) {
                await();
            }
        }
        return buffer.flip();
    }

    private void await() throws IOException {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis <= 0 || Thread.currentThread().isInterrupted()) {
            throw new IOException("no answer in " + PATIENCE_SECONDS + " s");
        }
        selector.select(millis);
        selector.selectedKeys().clear();
    }
}
