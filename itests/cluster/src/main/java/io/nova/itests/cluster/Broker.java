package io.nova.itests.cluster;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cluster.Member.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * RabbitMQ with a user for the controllers and one for each host, as the operator's guide has it.
 */
final class Broker {

    private static final int PORT = 5672;
    private static final String TOOL = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private static final String CONTROLLERS = "api";

    private final Path folder;
    private final Server server;

    /**
     * @param hosts the names of those that have the bus alone
     */
    Broker(Lan lan, Path folder, List<String> hosts) throws IOException {
        this.folder = Files.createDirectories(folder.resolve("broker"));
        Node node = lan.join("broker");
        Files.writeString(this.folder.resolve("definitions.json"), definitions(hosts));
        Files.write(
                this.folder.resolve("rabbitmq.conf"),
                List.of(
                        "listeners.tcp.1 = 0.0.0.0:" + PORT,
                        "load_definitions = " + this.folder.resolve("definitions.json")));
        Files.writeString(this.folder.resolve("plugins"), "[].");
        server =
                new Server(
                        node,
                        "broker",
                        Kind.BROKER,
                        PORT,
                        this.folder,
                        List.of(TOOL, "-noinput"),
                        environment());
    }

    private Map<String, String> environment() {
        return Map.ofEntries(
                // The cookie is made there.
                Map.entry("HOME", folder.toString()),
                Map.entry("RABBITMQ_NODENAME", "nova@localhost"),
                Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString()),
                Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
                Map.entry("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString()),
                Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString()),
                Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
                // So that the process is the server itself, and no shell around it.
                Map.entry("RABBITMQ_ALLOW_INPUT", "1"));
    }

    private String definitions(List<String> hosts) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "sh",
                                Cloud.repository()
                                        .resolve(
                                                "bundles/drivers/messaging-rabbitmq/definitions.sh")
                                        .toString()));
        command.addAll(List.of("controller", user(CONTROLLERS), newPassword(CONTROLLERS)));
        for (String host : hosts) {
            command.addAll(List.of("host", host, user(host), newPassword(host)));
        }
        return new Command(command).run().ok().out();
    }

    private String newPassword(String who) throws IOException {
        Path file =
                Files.createFile(
                        passwordFile(who),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, "secret-of-" + who + "\n").toString();
    }

    private Path passwordFile(String who) {
        return folder.resolve(who + ".password");
    }

    private static String user(String who) {
        return "nova-" + who;
    }

    Server server() {
        return server;
    }

    /** Returns the settings of a controller's driver. */
    String[] controller(String host) {
        return settings(CONTROLLERS, host);
    }

    /** Returns the settings of the driver of a host that has the bus alone. */
    String[] host(String host) {
        return settings(host, host);
    }

    private String[] settings(String who, String host) {
        return new String[] {
            "brokers = " + server.address(),
            "user = " + user(who),
            "passwordFile = " + passwordFile(who),
            "tls = false",
            "host = " + host
        };
    }
}
