package io.nova.driver.objectstore.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Ceph's object gateway on the loopback: a monitor, a store in memory and the gateway. */
final class CephServer implements AutoCloseable {

    static final String ACCESS_KEY = "AKNOVA";
    static final String SECRET = "the-secret-of-nova";

    private static final List<String> TOOLS =
            List.of("ceph", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin");
    private static final Duration START = Duration.ofSeconds(90);

    private static final String SETTINGS =
            """
            [global]
            fsid = 3b1f0a0e-0000-4000-8000-000000000001
            mon initial members = a
            mon host = v2:127.0.0.1:%1$d
            auth cluster required = none
            auth service required = none
            auth client required = none
            ms mon client mode = crc
            ms mon service mode = crc
            ms mon cluster mode = crc
            ms cluster mode = crc
            ms service mode = crc
            ms client mode = crc
            ms bind msgr1 = false
            public addr = 127.0.0.1
            cluster addr = 127.0.0.1
            run dir = %3$s
            admin socket = %3$s/$name.asok
            log file = %3$s/$name.log
            mon cluster log file = %3$s/cluster.log
            mon data = %3$s/mon
            mon data avail crit = 1
            osd data = %3$s/osd
            osd objectstore = memstore
            memstore device bytes = 2147483648
            osd pool default size = 1
            osd pool default min size = 1
            osd pool default pg num = 1
            osd pool default pgp num = 1
            osd pool default pg autoscale mode = off
            osd crush chooseleaf type = 0
            mon allow pool size one = true
            mon max pg per osd = 1000
            rgw frontends = beast endpoint=127.0.0.1:%2$d
            rgw dynamic resharding = false
            """;

    private final Path directory;
    private final int port;
    private final int monitorPort;
    private final List<Process> servers = new ArrayList<>();

    private CephServer(Path directory, int monitorPort, int port) {
        this.directory = directory;
        this.monitorPort = monitorPort;
        this.port = port;
    }

    /** Returns the tool that is not installed, if there is one. */
    static Optional<String> missing() {
        return TOOLS.stream().filter(tool -> find(tool).isEmpty()).findFirst();
    }

    private static Optional<Path> find(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static CephServer start(Path directory) throws Exception {
        CephServer server = new CephServer(directory, freePort(), freePort());
        boolean done = false;
        try {
            server.startAll();
            done = true;
            return server;
        } finally {
            if (!done) {
                server.close();
            }
        }
    }

    private void startAll() throws Exception {
        Files.writeString(
                directory.resolve("ceph.conf"), SETTINGS.formatted(monitorPort, port, directory));
        Files.createDirectory(directory.resolve("mon"));
        Files.createDirectory(directory.resolve("osd"));
        String map = directory.resolve("monmap").toString();
        String store = "3b1f0a0e-0000-4000-8000-0000000000aa";
        run(
                "monmaptool",
                "--create",
                "--addv",
                "a",
                "[v2:127.0.0.1:%d]".formatted(monitorPort),
                "--fsid",
                "3b1f0a0e-0000-4000-8000-000000000001",
                map);
        run("ceph-mon", "--mkfs", "-i", "a", "--monmap", map);
        serve("ceph-mon", "-f", "-i", "a");
        run("ceph", "--connect-timeout", "60", "osd", "new", store);
        run("ceph-osd", "--mkfs", "-i", "0", "--osd-uuid", store);
        serve("ceph-osd", "-f", "-i", "0");
        run("ceph", "osd", "crush", "add", "osd.0", "1", "host=localhost", "root=default");
        run(
                "radosgw-admin",
                "user",
                "create",
                "--uid=nova",
                "--display-name=nova",
                "--access-key=" + ACCESS_KEY,
                "--secret-key=" + SECRET);
        serve("radosgw", "-f", "-n", "client.rgw");
        awaitAnswer();
    }

    private ProcessBuilder command(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(arguments);
        builder.environment().put("CEPH_CONF", directory.resolve("ceph.conf").toString());
        Path log = directory.resolve("output.log");
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return builder;
    }

    private void run(String... arguments) throws Exception {
        Process process = command(arguments).start();
        boolean ended = process.waitFor(START.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = Files.readString(directory.resolve("output.log"));
        assertEquals(0, ended ? process.exitValue() : -1, () -> arguments[0] + ": " + said);
    }

    private void serve(String... arguments) throws IOException {
        servers.add(0, command(arguments).start());
    }

    private void awaitAnswer() throws Exception {
        Instant end = Instant.now().plus(START);
        while (!answers()) {
            if (Instant.now().isAfter(end)) {
                throw new IOException(
                        "no answer: " + Files.readString(directory.resolve("output.log")));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean answers() {
        try {
            URL url = endpoint().toURL();
            return ((HttpURLConnection) url.openConnection()).getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() throws Exception {
        for (Process server : servers) {
            server.destroyForcibly().waitFor();
        }
    }
}
