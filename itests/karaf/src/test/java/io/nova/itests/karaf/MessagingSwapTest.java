package io.nova.itests.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.RabbitBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bus is exchanged while clients run and terminate instances: hosts hear of each by it. */
class MessagingSwapTest {

    private static final String LOCAL = "io.nova.driver.messaging.local";
    private static final String RABBITMQ = "io.nova.driver.messaging.rabbitmq";
    private static final String ROLES = "api, compute, network, objectstore, volume";
    private static final int CLIENTS = 8;

    @TempDir private Path folder;

    @Test
    void noCallFailsAndEveryInstanceRuns() throws Exception {
        assumeTrue(
                RabbitBroker.isInstalled(),
                "RabbitMQ is not installed: apt-get install rabbitmq-server");
        try (RabbitBroker broker = RabbitBroker.start(Files.createDirectory(broker()));
                Cloud cloud = Cloud.simulated("messaging-swap").set("NOVA_ROLES", ROLES)) {
            cloud.configure("io.nova.manager.identity.quotas", "instances = 9000", "cores = 9000");
            cloud.configure(
                    RABBITMQ,
                    "brokers = 127.0.0.1:" + broker.port(),
                    "user = guest",
                    "passwordFile = " + passwordFile(),
                    "tls = false");
            cloud.withoutRequestLimits();
            cloud.up();
            assertEquals("local", messaging(cloud).path("driver").asText());
            try (Load load = new Load(cloud, CLIENTS)) {
                exchange(cloud, load, "bundle:restart " + LOCAL);
                exchange(
                        cloud,
                        load,
                        "bundle:update " + LOCAL + " " + Jars.newer(LOCAL, folder).toUri());
                exchange(cloud, load, "nova:messaging-migrate rabbitmq");
                carriesAlsoAfterARestart(cloud, "rabbitmq", "local");
                exchange(cloud, load, "bundle:restart " + RABBITMQ);
                exchange(
                        cloud,
                        load,
                        "bundle:update " + RABBITMQ + " " + Jars.newer(RABBITMQ, folder).toUri());
                exchange(cloud, load, "nova:messaging-migrate local");
                carriesAlsoAfterARestart(cloud, "local", "rabbitmq");
                load.close();
                assertEquals(List.of(), load.failures());
                assertEquals(load.acknowledged(), load.kept().size() + load.terminated().size());
                JsonNode bus = messaging(cloud);
                System.out.printf("%d calls; %s%n", load.calls(), bus);
                assertTrue(bus.path("swaps").asLong() >= 6, bus::toString);
                assertTrue(bus.path("longestPauseMs").asLong(-1) > 0, bus::toString);
            }
            assertEquals(List.of(), cloud.log().stream().filter(l -> l.contains("ERROR")).toList());
        }
    }

    private static void carriesAlsoAfterARestart(Cloud cloud, String driver, String gone)
            throws IOException {
        assertEquals(driver, messaging(cloud).path("driver").asText());
        assertEquals(
                List.of("driver = " + driver),
                Files.readAllLines(etc(cloud, "io.nova.gated.messaging.cfg")));
        String host = Files.readString(etc(cloud, "io.nova.agent.host.cfg"));
        assertTrue(host.contains("messaging-" + driver), host);
        assertFalse(host.contains("messaging-" + gone), host);
    }

    private static Path etc(Cloud cloud, String file) {
        return cloud.home().resolve("karaf/etc").resolve(file);
    }

    private Path broker() {
        return folder.resolve("broker");
    }

    private Path passwordFile() throws IOException {
        Path file =
                Files.createFile(
                        folder.resolve("password"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, "guest\n");
    }

    private static void exchange(Cloud cloud, Load load, String command) {
        load.awaitCalls(50);
        cloud.shell(command);
        load.awaitCalls(50);
        assertEquals(List.of(), load.failures(), command);
    }

    private static JsonNode messaging(Cloud cloud) throws IOException {
        String out = cloud.shell("nova:driver-list --json");
        for (JsonNode row : new ObjectMapper().readTree(out)) {
            if (row.path("family").asText().equals("messaging")) {
                return row;
            }
        }
        throw new AssertionError("no messaging in " + out);
    }
}
