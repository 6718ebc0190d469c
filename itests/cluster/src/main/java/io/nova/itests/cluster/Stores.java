package io.nova.itests.cluster;

import io.nova.itests.cluster.Member.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A Redis, its replica, and a Sentinel that lets the replica take over after two seconds. A commit
 * is answered when both have it.
 */
final class Stores {

    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26379;
    private static final int MILLIS = 1000;
    private static final int CHUNK = 4096;

    private final Server first;
    private final Server second;
    private final Server sentinel;

    Stores(Lan lan, Path folder) throws IOException {
        first = redis(lan.join("store1"), folder, List.of());
        second =
                redis(
                        lan.join("store2"),
                        folder,
                        List.of("replicaof " + first.node().address() + " " + PORT));
        Node node = lan.join("watch");
        Path own = Files.createDirectories(folder.resolve("watch"));
        Path file =
                Files.write(
                        own.resolve("sentinel.conf"),
                        List.of(
                                "bind 0.0.0.0",
                                "port " + SENTINEL_PORT,
                                "protected-mode no",
                                "dir " + own,
                                "sentinel monitor nova %s %d 1"
                                        .formatted(first.node().address(), PORT),
                                "sentinel down-after-milliseconds nova 2000",
                                "sentinel failover-timeout nova 5000"));
        sentinel =
                new Server(
                        node,
                        "sentinel",
                        Kind.SENTINEL,
                        SENTINEL_PORT,
                        own,
                        List.of("redis-server", file.toString(), "--sentinel"),
                        Map.of());
    }

    private static Server redis(Node node, Path folder, List<String> more) throws IOException {
        Path own = Files.createDirectories(folder.resolve(node.name()));
        Path file = own.resolve("redis.conf");
        Files.write(
                file,
                List.of(
                        "bind 0.0.0.0",
                        "port " + PORT,
                        "protected-mode no",
                        "dir " + own,
                        "appendonly yes",
                        "appendfsync always",
                        "save \"\"",
                        "maxmemory-policy noeviction",
                        "min-replicas-to-write 1",
                        "min-replicas-max-lag 10",
                        "repl-diskless-sync-delay 0"));
        Files.write(file, more, java.nio.file.StandardOpenOption.APPEND);
        return new Server(
                node,
                node.name(),
                Kind.STORE,
                PORT,
                own,
                List.of("redis-server", file.toString()),
                Map.of());
    }

    /** Starts all of them, and returns when the replica has what the master has. */
    void start() {
        first.begin();
        second.begin();
        first.await();
        second.await();
        io.nova.itests.cloud.Wait.until(
                "the replica follows",
                java.time.Duration.ofSeconds(30),
                () -> says(first, "INFO replication").contains("state=online"));
        sentinel.start();
    }

    String sentinelAddress() {
        return sentinel.address();
    }

    List<Member> all() {
        return List.of(first, second, sentinel);
    }

    /** Returns the one that takes changes now; empty if there is none, or more than one. */
    java.util.Optional<Member> master() {
        List<Server> masters =
                List.of(first, second).stream()
                        .filter(one -> says(one, "INFO replication").contains("role:master"))
                        .toList();
        return masters.size() == 1
                ? java.util.Optional.of(masters.get(0))
                : java.util.Optional.empty();
    }

    /** Tells whether one leads and the other has all that it has. */
    boolean isWhole() {
        return master().filter(
                        one -> says((Server) one, "INFO replication").contains("state=online"))
                .isPresent();
    }

    private static String says(Server server, String words) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.node().address(), server.port()), MILLIS);
            socket.setSoTimeout(MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write((words + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            byte[] bytes = new byte[CHUNK];
            int read = in.read(bytes);
            return read < 0 ? "" : new String(bytes, 0, read, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }
}
