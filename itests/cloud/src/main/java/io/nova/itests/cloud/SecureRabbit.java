package io.nova.itests.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A RabbitMQ of Debian's package as operators are told to set it up: over TLS alone, of which it
 * asks everybody for a certificate, with its management on the loopback. All of it is in a folder.
 */
public final class SecureRabbit implements AutoCloseable {

    /** The user of controllers, who may make others too. */
    public static final String USER = "nova-api";

    private static final Path TOOLS = Path.of("/usr/lib/rabbitmq/bin");
    private static final String PASSWORD = "canary-of-the-broker";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String DEFINITIONS =
            """
            {
              "users": [{"name": "%s", "password": "%s", "tags": "administrator"}],
              "vhosts": [{"name": "/"}],
              "permissions": [{"user": "%1$s", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}]
            }
            """;

    private final Path folder;
    private final int port = Ports.free();
    private final int management = Ports.free();
    private final Map<String, String> environment;
    private final Process names;
    private final Process server;

    private SecureRabbit(Path folder) throws IOException {
        this.folder = folder;
        certify();
        Files.write(
                folder.resolve("rabbitmq.conf"),
                List.of(
                        "listeners.tcp = none",
                        "listeners.ssl.1 = 127.0.0.1:" + port,
                        "ssl_options.cacertfile = " + trusted(),
                        "ssl_options.certfile = " + folder.resolve("server.pem"),
                        "ssl_options.keyfile = " + folder.resolve("server.key"),
                        "ssl_options.verify = verify_peer",
                        "ssl_options.fail_if_no_peer_cert = true",
                        "management.tcp.ip = 127.0.0.1",
                        "management.tcp.port = " + management,
                        "load_definitions = " + folder.resolve("definitions.json")));
        Files.writeString(
                folder.resolve("definitions.json"), DEFINITIONS.formatted(USER, PASSWORD));
        Files.writeString(folder.resolve("plugins"), "[rabbitmq_management].");
        secret("password", PASSWORD + "\n");
        String epmd = Integer.toString(Ports.free());
        environment =
                Map.ofEntries(
                        Map.entry("HOME", folder.toString()),
                        Map.entry("ERL_EPMD_PORT", epmd),
                        Map.entry("RABBITMQ_NODENAME", "nova-" + port + "@localhost"),
                        Map.entry("RABBITMQ_DIST_PORT", Integer.toString(Ports.free())),
                        Map.entry(
                                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                                "-kernel inet_dist_use_interface {127,0,0,1}"),
                        Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString()),
                        Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
                        Map.entry(
                                "RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString()),
                        Map.entry(
                                "RABBITMQ_ENABLED_PLUGINS_FILE",
                                folder.resolve("plugins").toString()),
                        Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
                        // The process is then the server itself, and no shell around it.
                        Map.entry("RABBITMQ_ALLOW_INPUT", "1"));
        names =
                new ProcessBuilder("epmd", "-port", epmd, "-address", "127.0.0.1")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        ProcessBuilder program =
                new ProcessBuilder(TOOLS.resolve("rabbitmq-server").toString(), "-noinput");
        program.environment().putAll(environment);
        server =
                program.redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output").toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Tells whether there is one to start. */
    public static boolean isInstalled() {
        return Files.isExecutable(TOOLS.resolve("rabbitmq-server"))
                && Files.isExecutable(Path.of("/usr/bin/openssl"));
    }

    /** Starts one; it listens when its processes are up: see {@link #await}. */
    public static SecureRabbit start(Path folder) {
        try {
            return new SecureRabbit(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it listens. */
    public SecureRabbit await() {
        Wait.until("a broker: see " + folder, PATIENCE, () -> listens(port) && listens(management));
        return this;
    }

    private static boolean listens(int where) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), where)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** An authority, and a certificate for this broker and whoever else has its key. */
    private void certify() throws IOException {
        Files.writeString(folder.resolve("names"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
        openssl("x509");
    }

    private void openssl(String command, String... options) throws IOException {
        List<String> line = new ArrayList<>(List.of("/usr/bin/openssl", command));
        line.addAll(List.of(options));
        boolean authority = line.contains("-x509");
        if (command.equals("x509")) {
            line.addAll(
                    List.of(
                            "-req",
                            "-in",
                            "server.csr",
                            "-CA",
                            "ca.pem",
                            "-CAkey",
                            "ca.key",
                            "-CAcreateserial",
                            "-days",
                            "2",
                            "-extfile",
                            "names",
                            "-out",
                            "server.pem"));
        } else if (authority) {
            line.addAll(
                    List.of(
                            "-nodes",
                            "-keyout",
                            "ca.key",
                            "-subj",
                            "/CN=Broker authority",
                            "-days",
                            "2",
                            "-out",
                            "ca.pem"));
        } else {
            line.addAll(
                    List.of(
                            "-nodes",
                            "-keyout",
                            "server.key",
                            "-subj",
                            "/CN=localhost",
                            "-out",
                            "server.csr"));
        }
        new Command(line).in(folder).run().ok();
        if (command.equals("x509")) {
            Files.copy(folder.resolve("ca.pem"), trusted());
        }
    }

    /** Returns the authorities of those who may connect. */
    private Path trusted() {
        return folder.resolve("trusted.pem");
    }

    private Path secret(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(file, text);
    }

    /** Trusts one more authority from now on. */
    public void trust(String pem) {
        try {
            Files.writeString(trusted(), pem, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        new Command(
                        List.of(
                                TOOLS.resolve("rabbitmqctl").toString(),
                                "eval",
                                "ssl:clear_pem_cache()."))
                .environment(environment)
                .within(PATIENCE)
                .run()
                .ok();
    }

    /** Returns the lines of the driver's file on a controller. */
    public String[] controller() {
        try {
            Files.setPosixFilePermissions(
                    folder.resolve("server.key"), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String password = folder.resolve("password").toString();
        return new String[] {
            "brokers = 127.0.0.1:" + port,
            "user = " + USER,
            "passwordFile = " + password,
            "trustFile = " + folder.resolve("ca.pem"),
            "certificateFile = " + folder.resolve("server.pem"),
            "certificateKeyFile = " + folder.resolve("server.key"),
            "managementUrl = http://127.0.0.1:" + management,
            "managementUser = " + USER,
            "managementPasswordFile = " + password
        };
    }

    @Override
    public void close() {
        server.destroyForcibly();
        server.onExit().join();
        names.destroy();
        names.onExit().join();
    }
}
