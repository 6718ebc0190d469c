package io.nova.itests.objectstore;

import io.nova.frontend.http.HttpEndpoint;
import io.nova.frontend.http.HttpServer;
import io.nova.frontend.http.Settings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A process that serves a store as S3 until it is killed, or its input ends. */
final class ServerMain {

    private static final int THREADS = 100;

    private ServerMain() {}

    /** Takes the directory, and prints the port when it answers there. */
    public static void main(String[] args) throws Exception {
        try (Store store = new Store(Path.of(args[0]), Map.of("minPartKib", 0));
                HttpServer server = serve(store)) {
            System.out.println(server.port("s3"));
            while (System.in.read() >= 0) {
                // Until the end.
            }
        }
    }

    /** Serves on a free port of the loopback, with the limits of a real cloud. */
    static HttpServer serve(Store store) {
        HttpServer server =
                new HttpServer(
                        new Settings(
                                List.of(InetAddress.getLoopbackAddress()),
                                List.of(),
                                0,
                                0,
                                Set.of(),
                                THREADS,
                                2000,
                                32 << 10,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(10),
                                1000,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30)));
        server.add(
                store.endpoint(),
                Map.of(
                        HttpEndpoint.NAME, "s3",
                        HttpEndpoint.CONNECTOR, "s3",
                        HttpEndpoint.MAX_BODY, -1L));
        return server;
    }
}
