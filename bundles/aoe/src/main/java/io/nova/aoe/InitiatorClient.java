package io.nova.aoe;

import io.nova.aoe.AoeException.Kind;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells this host's initiator what to serve, over its control socket. Each command may be repeated:
 * after a failure of any other kind than {@link AoeException} nobody knows whether it was done.
 */
public final class InitiatorClient implements AutoCloseable {

    private static final String HELLO = "nova-aoe-initiator 1 ";

    private final SocketChannel channel;
    private final BufferedReader in;
    private final String release;

    /**
     * A volume that is served.
     *
     * @param sectors its length, in sectors of 512 bytes
     * @param users how many clients have it open
     * @param isPresent whether its disk answers, as the one that was meant
     * @param socket where QEMU finds it: {@code nbd+unix:///VOLUME?socket=SOCKET}
     * @param trouble why its disk does not; empty if it does
     */
    public record Served(
            String volume,
            AoeAddress address,
            String interfaceName,
            boolean isReadOnly,
            long sectors,
            int users,
            boolean isPresent,
            Path socket,
            String trouble) {

        private static Served parse(String line) {
            String[] words = line.split(" ", 10);
            return new Served(
                    words[1],
                    AoeAddress.parse(words[2]),
                    words[3],
                    words[4].equals("ro"),
                    Long.parseLong(words[5]),
                    Integer.parseInt(words[6]),
                    words[7].equals("present"),
                    Path.of(words[8]),
                    words.length > 9 ? words[9] : "");
        }
    }

    private InitiatorClient(SocketChannel channel) throws IOException {
        this.channel = channel;
        in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        String hello = line();
        if (!hello.startsWith(HELLO)) {
            throw new IOException("no initiator of this version: " + hello);
        }
        release = hello.substring(HELLO.length());
    }

    /**
     * Connects.
     *
     * @param run the initiator's directory of sockets
     * @throws IOException if none runs there, or one that is too new or too old for this
     */
    public static InitiatorClient open(Path run) throws IOException {
        SocketChannel channel =
                SocketChannel.open(UnixDomainSocketAddress.of(run.resolve("control.sock")));
        try {
            return new InitiatorClient(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The release that it was started with. */
    public String release() {
        return release;
    }

    /**
     * Has a volume served; returns its socket when its disk is there.
     *
     * @param volume its id, which has to be its disk's name
     * @param wait how long to look for it
     * @throws AoeException {@code TIMEOUT}, {@code DUPLICATE}, {@code WRONG_TARGET} or {@code
     *     INTERFACE}; nothing is served that was not before. After a {@code TIMEOUT} it may be, and
     *     is listed then. {@code BUSY} if it is served from elsewhere and open
     */
    public Path add(
            String volume,
            AoeAddress address,
            String interfaceName,
            boolean isReadOnly,
            Duration wait)
            throws IOException, InterruptedException {
        String command =
                "add %s %s %s %s %d"
                        .formatted(
                                volume,
                                address,
                                interfaceName,
                                isReadOnly ? "ro" : "rw",
                                wait.toMillis());
        return Path.of(last(ask(command)));
    }

    /**
     * Ends it; all that a guest was told is written is at the disk. An unknown one is a success.
     *
     * @throws AoeException {@code BUSY} while a client has it open
     */
    public void remove(String volume) throws IOException, InterruptedException {
        ask("remove " + volume);
    }

    /** Lists what is served. */
    public List<Served> list() throws IOException, InterruptedException {
        List<String> lines = ask("list");
        return lines.subList(0, lines.size() - 1).stream().map(Served::parse).toList();
    }

    /**
     * Returns the Ethernet address that disks see, for their masks.
     *
     * @throws AoeException {@code INTERFACE}
     */
    public MacAddress mac(String interfaceName) throws IOException, InterruptedException {
        return MacAddress.parse(last(ask("mac " + interfaceName)));
    }

    /**
     * Has the process end, so that one of another release can take its place. It serves the same.
     *
     * @throws AoeException {@code BUSY} while a client has a volume open
     */
    public void stop() throws IOException, InterruptedException {
        ask("stop");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static String last(List<String> lines) {
        return lines.get(lines.size() - 1).substring("ok ".length());
    }

    private List<String> ask(String command) throws IOException, InterruptedException {
        if (command.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("more than a line");
        }
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(command + "\n");
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            List<String> lines = new ArrayList<>();
            do {
                lines.add(line());
            } while (lines.get(lines.size() - 1).startsWith("volume "));
            refuse(lines.get(lines.size() - 1));
            return lines;
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            InterruptedException interrupted = new InterruptedException();
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private static void refuse(String answer) throws IOException {
        if (answer.equals("ok") || answer.startsWith("ok ")) {
            return;
        }
        String[] words = answer.split(" ", 3);
        String reason = words.length == 3 ? words[2] : answer;
        boolean isKnown =
                words.length == 3
                        && Arrays.stream(Kind.values()).anyMatch(k -> k.name().equals(words[1]));
        throw isKnown ? new AoeException(Kind.valueOf(words[1]), reason) : new IOException(reason);
    }

    private String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new EOFException("the initiator has ended");
        }
        return line;
    }
}
