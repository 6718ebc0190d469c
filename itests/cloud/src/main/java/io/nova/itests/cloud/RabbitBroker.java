package io.nova.itests.cloud;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A RabbitMQ of Debian's package, all of it in a folder and on the loopback. */
public final class RabbitBroker implements AutoCloseable {

    private static final Path SERVER = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
    private static final int START_SECONDS = 120;

    private final int port;
    private final Path output;
    private final Process names;
    private final ProcessBuilder command;
    private Process server;

    private RabbitBroker(int port, Path output, Process names, ProcessBuilder command)
            throws IOException {
        this.port = port;
        this.output = output;
        this.names = names;
        this.command = command;
        this.server = command.start();
    }

    /** Tells whether there is one to start. */
    public static boolean isInstalled() {
        return Files.isExecutable(SERVER);
    }

    /** Starts it, with the user guest. */
    public static RabbitBroker start(Path folder) throws IOException, InterruptedException {
        int port = Ports.free();
        String epmd = Integer.toString(Ports.free());
        Path settings = folder.resolve("rabbitmq.conf");
        Files.writeString(settings, "listeners.tcp.1 = 127.0.0.1:%d\n".formatted(port));
        Path plugins = Files.writeString(folder.resolve("plugins"), "[].");
        Path output = folder.resolve("output");
        ProcessBuilder server = new ProcessBuilder(SERVER.toString(), "-noinput");
        server.redirectErrorStream(true).redirectOutput(output.toFile());
        server.environment()
                .putAll(
                        Map.ofEntries(
                                Map.entry("HOME", folder.toString()),
                                Map.entry("ERL_EPMD_PORT", epmd),
                                Map.entry("RABBITMQ_NODENAME", "nova-test-" + port + "@localhost"),
                                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(Ports.free())),
                                Map.entry(
                                        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                                        "-kernel inet_dist_use_interface {127,0,0,1}"),
                                Map.entry(
                                        "RABBITMQ_MNESIA_BASE", folder.resolve("data").toString()),
                                Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
                                Map.entry("RABBITMQ_CONFIG_FILE", settings.toString()),
                                Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString()),
                                Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
                                // The process is then the server itself, and no shell around it.
                                Map.entry("RABBITMQ_ALLOW_INPUT", "1")));
        Process names =
                new ProcessBuilder("epmd", "-port", epmd, "-address", "127.0.0.1")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        RabbitBroker broker = new RabbitBroker(port, output, names, server);
        broker.awaitListening();
        return broker;
    }

    /** Kills it; what was not written to disk is lost. */
    public void kill() {
        server.destroyForcibly();
        server.onExit().join();
    }

    /** Starts it again after it was killed, with what it had on disk. */
    public void startAgain() throws IOException, InterruptedException {
        server = command.start();
        awaitListening();
    }

    private void awaitListening() throws IOException, InterruptedException {
        for (int i = 0; !listens(); i++) {
            if (i == START_SECONDS * 20 || !server.isAlive()) {
                close();
                throw new IOException(Files.readString(output));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the process. */
    public long pid() {
        return server.pid();
    }

    /** Returns where it listens on the loopback, without TLS. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        kill();
        names.destroy();
        names.onExit().join();
    }
}
