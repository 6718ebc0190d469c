package io.nova.driver.volume.iscsi;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.model.DriverException;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * Tells a running {@code tgtd} what to do, over its socket. {@code tgtadm} does the same, but takes
 * secrets among its arguments, where every user of the host can read them.
 *
 * <p>A message is a structure of C, in the host's byte order, and a text; for each there is a
 * connection.
 */
class TgtControl {

    private static final String DRIVER = "iscsi";
    private static final int DRIVER_LENGTH = 64;
    private static final int HEAD = 120;
    private static final int ANSWER_HEAD = 8;
    private static final int ANSWER_MOST = 1 << 22;

    private final Path socket;
    private final Duration patience;

    TgtControl(Path socket, Duration patience) {
        this.socket = socket;
        this.patience = patience;
    }

    /** What a request is about. */
    enum Mode {
        TARGET(1),
        DEVICE(2),
        PORTAL(3),
        CONNECTION(6),
        ACCOUNT(7);

        private final int code;

        Mode(int code) {
            this.code = code;
        }
    }

    /** What is done. */
    enum Verb {
        NEW(0),
        DELETE(1),
        SHOW(2),
        BIND(3),
        UNBIND(4),
        UPDATE(5);

        private final int code;

        Verb(int code) {
            this.code = code;
        }
    }

    /** What tgtd answers with, as far as it is acted on. */
    enum Result {
        DONE(0),
        NO_TARGET(4),
        NO_UNIT(5),
        NO_SESSION(6),
        NO_CONNECTION(7),
        TARGET_EXISTS(9),
        ACL_EXISTS(12),
        NO_ACL(13),
        NO_USER(15),
        TARGET_ACTIVE(19),
        UNIT_ACTIVE(20);

        private final int code;

        Result(int code) {
            this.code = code;
        }
    }

    /**
     * A request.
     *
     * @param target the number of the target, if it is about one
     * @param session and {@code connection} of it, if it is about one
     * @param unit the number of the logical unit, if it is about one
     * @param text what else there is to say
     */
    record Request(
            Mode mode,
            Verb verb,
            int target,
            long session,
            int connection,
            long unit,
            String text) {

        static Request of(Mode mode, Verb verb, int target, String text) {
            return new Request(mode, verb, target, 0, 0, 0, text);
        }

        /** Returns it about a logical unit. */
        Request unit(long number) {
            return new Request(mode, verb, target, session, connection, number, text);
        }

        /** Never the text, which may have a secret. */
        @Override
        public String toString() {
            return "%s %s of target %d".formatted(verb, mode, target);
        }
    }

    /** An answer; the text is there if it was done. */
    private record Answer(int code, String text) {}

    /**
     * Has it done.
     *
     * @param also what is as good
     * @throws DriverException {@code UNREACHABLE} if there is no answer, {@code BROKEN} if it is
     *     refused otherwise
     */
    Result tell(Request request, Result... also) throws InterruptedException {
        Answer answer = ask(request);
        for (Result result : Result.values()) {
            boolean fine = result == Result.DONE || Arrays.asList(also).contains(result);
            if (fine && result.code == answer.code()) {
                return result;
            }
        }
        throw new DriverException(BROKEN, "tgtd refuses %s: %s".formatted(request, answer.code()));
    }

    /** Returns what tgtd shows; nothing if there is no such thing. */
    String show(Mode mode, int target) throws InterruptedException {
        Answer answer = ask(Request.of(mode, Verb.SHOW, target, ""));
        if (answer.code() != Result.DONE.code && answer.code() != Result.NO_TARGET.code) {
            throw new DriverException(BROKEN, "tgtd does not show " + mode + ": " + answer.code());
        }
        return answer.text();
    }

    private Answer ask(Request request) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            ByteBuffer message = encode(request);
            while (message.hasRemaining()) {
                channel.write(message);
                if (message.hasRemaining()) {
                    await(channel, selector, SelectionKey.OP_WRITE, end);
                }
            }
            ByteBuffer head = read(channel, selector, ANSWER_HEAD, end);
            int code = head.getInt();
            int length = head.getInt() - ANSWER_HEAD;
            if (length < 0 || length > ANSWER_MOST) {
                throw new IOException("an answer of " + length + " bytes");
            }
            return new Answer(code, text(read(channel, selector, length, end)));
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("telling tgtd: " + request);
            }
            throw new DriverException(
                    UNREACHABLE, "no answer from tgtd to %s: %s".formatted(request, e), e);
        }
    }

    private static ByteBuffer encode(Request request) {
        byte[] text = request.text().getBytes(StandardCharsets.UTF_8);
        int length = HEAD + (text.length == 0 ? 0 : text.length + 1);
        ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        byte[] driver = Arrays.copyOf(DRIVER.getBytes(StandardCharsets.UTF_8), DRIVER_LENGTH);
        message.putInt(request.mode().code).putInt(request.verb().code).put(driver);
        message.putInt(length).putInt(request.target());
        message.putLong(request.session()).putLong(request.unit()).putInt(request.connection());
        // The rest: no host's number, a disk, an account of initiators, no packing, no force.
        message.position(HEAD);
        return message.put(text).rewind();
    }

    private static ByteBuffer read(SocketChannel channel, Selector selector, int length, long end)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("it hung up");
            }
            if (buffer.hasRemaining()) {
                await(channel, selector, SelectionKey.OP_READ, end);
            }
        }
        return buffer.flip();
    }

    private static void await(SocketChannel channel, Selector selector, int what, long end)
            throws IOException {
        channel.register(selector, what);
        long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (millis <= 0 || Thread.currentThread().isInterrupted()) {
            throw new IOException("too slow");
        }
        selector.select(millis);
        selector.selectedKeys().clear();
    }

    private static String text(ByteBuffer bytes) {
        String text = StandardCharsets.UTF_8.decode(bytes).toString();
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
