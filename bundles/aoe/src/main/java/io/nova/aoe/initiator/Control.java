package io.nova.aoe.initiator;

import io.nova.aoe.AoeClient;
import io.nova.aoe.AoeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The control socket, by which this process is told what to serve. It says first who it is, {@code
 * nova-aoe-initiator 1 RELEASE}; 1 is the version of what follows. Then each line is a command, and
 * its answer ends with a line that begins with {@code ok} or {@code error}:
 *
 * <pre>
 * add VOLUME eSHELF.SLOT INTERFACE rw|ro MILLIS   ok SOCKET
 * remove VOLUME                                   ok
 * list                                            volume VOLUME eSHELF.SLOT INTERFACE rw|ro SECTORS
 *                                                     USERS present|absent SOCKET [TROUBLE] ..., ok
 * mac INTERFACE                                   ok MAC
 * stop                                            ok
 *                                                 error KIND WORDS
 * </pre>
 *
 * <p>A kind is one of {@link AoeException.Kind}, or {@code INVALID} or {@code BROKEN}. Each command
 * may be repeated.
 */
final class Control {

    static final String HELLO = "nova-aoe-initiator 1 ";

    private static final int MOST = 8;
    private static final int LONGEST_LINE = 1024;

    private final Volumes volumes;
    private final String release;
    private final Log log;
    private final Deque<SocketChannel> open = new ArrayDeque<>();

    Control(Volumes volumes, String release, Log log) {
        this.volumes = volumes;
        this.release = release;
        this.log = log;
    }

    /** Serves for good. */
    void serve(Path path) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(fresh));
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            while (true) {
                SocketChannel channel = server.accept();
                keep(channel);
                Thread thread = new Thread(null, () -> talk(channel), "control", 256 << 10);
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    // Who was silent longest goes: nobody keeps others out by not saying anything.
    private synchronized void keep(SocketChannel channel) throws IOException {
        if (open.size() == MOST) {
            open.remove().close();
        }
        open.add(channel);
    }

    private void talk(SocketChannel channel) {
        try (channel;
                BufferedReader in =
                        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            say(channel, HELLO + release);
            String line = readLine(in);
            while (!line.isEmpty()) {
                say(channel, answer(line));
                line = readLine(in);
            }
        } catch (IOException e) {
            // It went without a word.
        } finally {
            synchronized (this) {
                open.remove(channel);
            }
        }
    }

    /** Empty at the end. */
    private static String readLine(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n' && line.length() < LONGEST_LINE) {
            line.append((char) next);
            next = in.read();
        }
        return line.toString();
    }

    private static void say(SocketChannel channel, String text) throws IOException {
        var bytes = StandardCharsets.UTF_8.encode(text + "\n");
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private String answer(String line) {
        String[] words = line.strip().split(" ", -1);
        try {
            return switch (words[0] + " " + words.length) {
                case "add 6" -> add(words);
                case "remove 2" -> {
                    volumes.remove(words[1]);
                    yield "ok";
                }
                case "list 1" -> {
                    StringBuilder all = new StringBuilder();
                    volumes.list().forEach(volume -> all.append(volume).append('\n'));
                    yield all.append("ok").toString();
                }
                case "mac 2" -> mac(words[1]);
                case "stop 1" -> stop();
                default -> "error INVALID no such command";
            };
        } catch (AoeException e) {
            return "error " + e.kind() + " " + oneLine(e);
        } catch (IllegalArgumentException e) {
            return "error INVALID " + oneLine(e);
        } catch (IOException | RuntimeException e) {
            log.say("\"" + line.strip() + "\" failed: " + e);
            return "error BROKEN " + oneLine(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "error BROKEN interrupted";
        }
    }

    private String add(String[] words) throws IOException, InterruptedException {
        String record = String.join(" ", words[1], words[2], words[3], words[4], "0");
        Duration wait = Duration.ofMillis(Long.parseLong(words[5]));
        return "ok " + volumes.add(VolumeRecord.parse(record), wait);
    }

    private static String mac(String interfaceName) throws AoeException {
        try (AoeClient client = AoeClient.open(interfaceName)) {
            return "ok " + client.mac();
        }
    }

    private String stop() {
        if (volumes.isInUse()) {
            return "error " + AoeException.Kind.BUSY + " guests have volumes open";
        }
        log.say("is told to stop");
        Thread end =
                new Thread(
                        () -> {
                            try {
                                // So that the answer is on its way.
                                Thread.sleep(100);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            Runtime.getRuntime().halt(0);
                        });
        end.start();
        return "ok";
    }

    private static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).replace('\n', ' ');
    }
}
