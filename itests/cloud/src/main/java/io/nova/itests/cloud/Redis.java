package io.nova.itests.cloud;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A Redis of Debian's on a port of the loopback. */
public final class Redis implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/redis-server");

    private static final String SETTINGS =
            """
            bind 127.0.0.1
            port %d
            dir %s
            appendonly yes
            appendfsync %s
            save ""
            """;

    private final Process process;
    private final int port;

    private Redis(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Tells whether the machine has one. */
    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /**
     * Starts it.
     *
     * @param folder that is empty
     * @param flush when it flushes its log: {@code always} or {@code everysec}
     */
    public static Redis start(Path folder, String flush) throws IOException, InterruptedException {
        int port = Ports.free();
        Path settings = folder.resolve("redis.conf");
        Files.writeString(settings, SETTINGS.formatted(port, folder, flush));
        Process process =
                new ProcessBuilder(PROGRAM.toString(), settings.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output").toFile())
                        .start();
        Redis redis = new Redis(process, port);
        for (int i = 0; !redis.listens(); i++) {
            if (i == 100) {
                redis.close();
                throw new IOException(Files.readString(folder.resolve("output")));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return redis;
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns where it listens, with the port. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Returns its process id. */
    public long pid() {
        return process.pid();
    }

    /** Returns a figure that it tells of itself. */
    public long number(String name) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("INFO\r\nQUIT\r\n".getBytes(StandardCharsets.UTF_8));
            String told =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return told.lines()
                    .filter(line -> line.startsWith(name + ":"))
                    .map(line -> Long.valueOf(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow(() -> new IOException("Redis does not tell " + name));
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
