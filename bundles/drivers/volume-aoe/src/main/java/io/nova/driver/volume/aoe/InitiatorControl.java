package io.nova.driver.volume.aoe;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.BUSY;
import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.model.DriverException;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A talk with the initiator's process at its control socket, in lines: a command, and an answer
 * that ends with {@code ok} or {@code error}.
 */
final class InitiatorControl implements AutoCloseable {

    private static final String HELLO = "nova-aoe-initiator 1 ";

    private final SocketChannel channel;
    private final BufferedReader answers;
    private final String release;

    private InitiatorControl(SocketChannel channel, BufferedReader answers, String release) {
        this.channel = channel;
        this.answers = answers;
        this.release = release;
    }

    /**
     * Begins one.
     *
     * @throws IOException if nobody listens
     */
    static InitiatorControl open(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            BufferedReader answers =
                    new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            String hello = line(answers);
            if (!hello.startsWith(HELLO)) {
                throw new DriverException(
                        BROKEN, "%s is not an initiator of ours: %s".formatted(socket, hello));
            }
            return new InitiatorControl(channel, answers, hello.substring(HELLO.length()));
        } catch (IOException | DriverException e) {
            channel.close();
            throw e;
        }
    }

    /** Which program it is. */
    String release() {
        return release;
    }

    /**
     * Gives a command.
     *
     * @return the lines of the answer, the last one without its {@code ok}
     * @throws DriverException what the process says is wrong
     * @throws IOException if it went away
     */
    List<String> ask(String command) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(command + "\n");
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        List<String> lines = new ArrayList<>();
        String line = line(answers);
        while (!line.startsWith("ok") && !line.startsWith("error ")) {
            lines.add(line);
            line = line(answers);
        }
        if (line.startsWith("ok")) {
            lines.add(line.substring("ok".length()).strip());
            return lines;
        }
        String[] words = line.split(" ", 3);
        throw new DriverException(kind(words[1]), words.length > 2 ? words[2] : line);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static DriverException.Kind kind(String word) {
        return switch (word) {
            case "TIMEOUT", "INTERFACE" -> UNREACHABLE;
            case "BUSY" -> BUSY;
            default -> BROKEN;
        };
    }

    private static String line(BufferedReader reader) throws IOException {
        String line = reader.readLine();
        if (line == null) {
            throw new EOFException("the initiator hung up");
        }
        return line;
    }
}
