package io.nova.driver.messaging.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A RabbitMQ of the test's own: its node, its data, its cookie and its epmd are in a folder and on
 * the loopback, beside whatever else the machine runs.
 */
final class Broker implements AutoCloseable {

    static final String USER = "nova";
    static final String PASSWORD = "canary-of-the-password";

    private static final Path TOOLS = Path.of("/usr/lib/rabbitmq/bin");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String USERS =
            """
            {
              "users": [{"name": "%s", "password": "%s", "tags": ""}],
              "vhosts": [{"name": "/"}],
              "permissions": [{"user": "%1$s", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}]
            }
            """;

    private final Path directory;
    private final int port;
    private final Map<String, String> environment;
    private final Process epmd;
    private @Nullable Process server;

    private Broker(Path directory, int port, Map<String, String> environment, Process epmd) {
        this.directory = directory;
        this.port = port;
        this.environment = environment;
        this.epmd = epmd;
    }

    /** Skips the tests where there is no RabbitMQ. */
    static void assumeInstalled() {
        assumeTrue(
                Files.isExecutable(TOOLS.resolve("rabbitmq-server")),
                "RabbitMQ is not installed: apt-get install rabbitmq-server");
    }

    /** Starts one with a user that may do everything. */
    static Broker start(Path directory) throws Exception {
        return start(directory, List.of(), USERS.formatted(USER, PASSWORD));
    }

    /**
     * Starts one.
     *
     * @param settings further lines of {@code rabbitmq.conf}
     * @param definitions of users and their permissions
     */
    static Broker start(Path directory, List<String> settings, String definitions)
            throws Exception {
        int port = freePort();
        int names = freePort();
        List<String> lines = new ArrayList<>(settings);
        lines.add("listeners.tcp.1 = 127.0.0.1:" + port);
        lines.add("load_definitions = " + directory.resolve("definitions.json"));
        Files.write(directory.resolve("rabbitmq.conf"), lines);
        Files.writeString(directory.resolve("definitions.json"), definitions);
        boolean managed = settings.stream().anyMatch(line -> line.startsWith("management."));
        Files.writeString(directory.resolve("plugins"), managed ? "[rabbitmq_management]." : "[].");
        Map<String, String> environment =
                Map.ofEntries(
                        // The cookie is made there.
                        Map.entry("HOME", directory.toString()),
                        Map.entry("ERL_EPMD_PORT", Integer.toString(names)),
                        Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
                        Map.entry("RABBITMQ_NODENAME", "nova-test-" + port + "@localhost"),
                        Map.entry("RABBITMQ_DIST_PORT", Integer.toString(freePort())),
                        Map.entry(
                                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                                "-kernel inet_dist_use_interface {127,0,0,1}"),
                        Map.entry("RABBITMQ_MNESIA_BASE", directory.resolve("data").toString()),
                        Map.entry("RABBITMQ_LOG_BASE", directory.resolve("log").toString()),
                        Map.entry(
                                "RABBITMQ_CONFIG_FILE",
                                directory.resolve("rabbitmq.conf").toString()),
                        Map.entry(
                                "RABBITMQ_ENABLED_PLUGINS_FILE",
                                directory.resolve("plugins").toString()),
                        Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
                        // So that the process is the server itself, and no shell around it.
                        Map.entry("RABBITMQ_ALLOW_INPUT", "1"));
        Process epmd =
                new ProcessBuilder(
                                "epmd", "-port", Integer.toString(names), "-address", "127.0.0.1")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(epmd::destroy));
        Broker broker = new Broker(directory, port, environment, epmd);
        boolean done = false;
        try {
            broker.begin();
            broker.awaitListening();
            done = true;
            return broker;
        } finally {
            if (!done) {
                broker.close();
            }
        }
    }

    /** Starts the server, and does not wait for it. */
    void begin() throws IOException {
        Process begun = command("rabbitmq-server", "-noinput").start();
        server = begun;
        // Nothing stays behind when the tests are interrupted.
        Runtime.getRuntime().addShutdownHook(new Thread(begun::destroyForcibly));
    }

    private ProcessBuilder command(String tool, String... arguments) {
        List<String> line = new ArrayList<>(List.of(TOOLS.resolve(tool).toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(directory.resolve("output").toFile()));
    }

    /** Waits until it listens; returns when that was, by {@link System#nanoTime}. */
    long awaitListening() throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (!listens()) {
            if (Instant.now().isAfter(end) || !isAlive()) {
                throw new IOException(Files.readString(directory.resolve("output")));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return System.nanoTime();
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    boolean isAlive() {
        return server != null && server.isAlive();
    }

    /** Returns how many queues there are with names of the prefix. */
    long queues(String prefix) throws Exception {
        return control("list_queues", "--quiet", "name")
                .lines()
                .filter(name -> name.matches(prefix + "[:.].*"))
                .count();
    }

    /** Returns how many messages the queue has, or nothing if there is none. */
    String messages(String queue) throws Exception {
        return control("list_queues", "--quiet", "name", "messages")
                .lines()
                .filter(line -> line.startsWith(queue + "\t"))
                .map(line -> line.substring(queue.length() + 1))
                .findFirst()
                .orElse("");
    }

    /** Lets the operator's tool do something, and returns what it says. */
    String control(String... arguments) throws Exception {
        Path said = Files.createTempFile(directory, "said", "");
        Process tool = command("rabbitmqctl", arguments).redirectOutput(said.toFile()).start();
        assertTrue(tool.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "rabbitmqctl hangs");
        String text = Files.readString(said);
        assertEquals(0, tool.exitValue(), () -> String.join(" ", arguments) + ": " + text);
        return text;
    }

    /** Ends the server as the kernel does, without a chance to write anything. */
    void kill() throws InterruptedException {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    int port() {
        return port;
    }

    /** Returns what a bus needs to use this broker, with names of its own. */
    SettingsFor settings(String prefix) throws IOException {
        return settings(prefix, USER, PASSWORD);
    }

    SettingsFor settings(String prefix, String user, String password) throws IOException {
        return SettingsFor.broker("127.0.0.1:" + port)
                .user(user)
                .passwordFile(passwordFile(password))
                .prefix(prefix);
    }

    Path passwordFile(String password) throws IOException {
        Path file =
                Files.createTempFile(
                        directory,
                        "password",
                        "",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, password + "\n");
    }

    /**
     * Returns a port on which nobody listens, below those that the kernel gives to connections: a
     * broker comes back to it.
     */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Somebody has it: the next may be free.
                assertTrue(port > 0);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
        epmd.destroy();
        epmd.waitFor();
    }
}
