package io.nova.driver.state.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A Redis of Debian's on a port of the loopback, or a Sentinel. Ended by its process id. */
final class RedisServer implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/redis-server");
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    /** What a test that was cut off left running ends with it. */
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Path directory;
    private final int port;
    private final boolean sentinel;
    private final List<String> config = new ArrayList<>();
    private Process process;

    private RedisServer(Path directory, boolean sentinel) {
        this.directory = directory;
        this.port = freePort();
        this.sentinel = sentinel;
    }

    /** Skips the test where there is no Redis; {@code ./nova test} installs it. */
    static void assumeInstalled() {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM), "no redis-server: apt-get install redis-server");
    }

    /** Starts a server that flushes every change, and has these settings besides. */
    static RedisServer start(Path directory, String... lines) {
        assumeInstalled();
        RedisServer server = new RedisServer(directory, false);
        server.config.addAll(
                List.of(
                        "bind 127.0.0.1",
                        "appendonly yes",
                        "appendfsync always",
                        "save \"\"",
                        "maxmemory-policy noeviction",
                        "repl-diskless-sync-delay 0",
                        "protected-mode no"));
        server.config.addAll(List.of(lines));
        server.start();
        return server;
    }

    /** Starts a server whose settings depend on its port. */
    static RedisServer startAt(Path directory, IntFunction<String[]> lines) {
        RedisServer server = new RedisServer(directory, false);
        server.config.addAll(List.of("bind 127.0.0.1", "appendonly yes", "appendfsync always"));
        server.config.addAll(List.of(lines.apply(server.port())));
        server.start();
        return server;
    }

    /** Starts a Sentinel that watches a master. */
    static RedisServer sentinel(Path directory, RedisServer master, int quorum) {
        RedisServer server = new RedisServer(directory, true);
        server.config.addAll(
                List.of(
                        "bind 127.0.0.1",
                        "protected-mode no",
                        "sentinel monitor nova 127.0.0.1 %d %d".formatted(master.port(), quorum),
                        "sentinel down-after-milliseconds nova 1000",
                        "sentinel failover-timeout nova 5000"));
        server.start();
        return server;
    }

    int port() {
        return port;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Starts it, or starts it again on what it left behind. */
    void start() {
        try {
            Files.createDirectories(directory);
            Path file = directory.resolve("redis.conf");
            if (!sentinel || !Files.exists(file)) {
                // A Sentinel keeps what it knows in its configuration.
                List<String> lines = new ArrayList<>(config);
                lines.add("dir " + directory);
                if (config.stream().noneMatch(line -> line.startsWith("tls-port"))) {
                    lines.add("port " + port);
                }
                Files.write(file, lines);
            }
            List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), file.toString()));
            if (sentinel) {
                command.add("--sentinel");
            }
            process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(
                                            directory.resolve("log").toFile()))
                            .start();
            RUNNING.add(process);
            awaitListening();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Uses a setting from the next start on. */
    void set(String line) {
        int words = line.startsWith("user ") ? 2 : 1;
        String key = String.join(" ", List.of(line.split(" ", -1)).subList(0, words)) + " ";
        config.removeIf(one -> (one + " ").startsWith(key));
        config.add(line);
    }

    private void awaitListening() throws IOException {
        long end = System.nanoTime() + PATIENCE;
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException(log(), e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    /** Sends a command of words without blanks and returns the first line of its answer. */
    String ask(String words) throws IOException {
        return all(words).lines().findFirst().orElse("");
    }

    /** Sends a command and returns all of its answer, as it is on the wire. */
    private String all(String words) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((words + "\r\n").getBytes(UTF_8));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            return answer.replaceFirst("^\\$[0-9]+\r\n", "");
        }
    }

    /** Asks until the answer is as wanted. */
    void await(String words, Predicate<String> wanted) throws IOException {
        long end = System.nanoTime() + PATIENCE;
        String got = all(words);
        while (!wanted.test(got)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(words + ": " + got);
            }
            pause();
            got = all(words);
        }
    }

    /** Waits until so many replicas have all that this server has. */
    void awaitReplicas(int count) throws IOException {
        await("INFO replication", info -> info.split("state=online", -1).length == count + 1);
    }

    /** Waits until this Sentinel could let a replica take over. */
    void awaitKnownReplica() throws IOException {
        await("SENTINEL REPLICAS nova", known -> known.contains("master-link-status\r\n$2\r\nok"));
    }

    /** Waits until this node knows where all slots are. */
    void awaitCluster() throws IOException {
        await("CLUSTER INFO", info -> info.contains("cluster_state:ok"));
    }

    /** Ends it in good order. */
    void stop() {
        end(process::destroy);
    }

    /** Ends it at once, wherever it is. */
    void kill() {
        end(process::destroyForcibly);
    }

    private void end(Runnable how) {
        how.run();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("it did not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes it stand still: it takes connections, as the kernel does, and answers nothing. */
    void stall() {
        signal("-STOP");
    }

    /** Lets it go on. */
    void goOn() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("/bin/kill", signal, Long.toString(process.pid())).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends those that were started. */
    static void closeAll(@Nullable RedisServer... servers) {
        for (RedisServer server : servers) {
            if (server != null) {
                server.close();
            }
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
