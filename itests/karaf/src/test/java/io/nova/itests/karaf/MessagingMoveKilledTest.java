package io.nova.itests.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.RabbitBroker;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The only controller is killed in the midst of a move to another bus: the next start has one bus,
 * says which, and the command goes on from there.
 */
class MessagingMoveKilledTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String RABBITMQ = "io.nova.driver.messaging.rabbitmq";

    @TempDir private Path folder;

    @Test
    void theNextStartHasOneBusAndSaysWhich() throws Exception {
        assumeTrue(
                RabbitBroker.isInstalled(),
                "RabbitMQ is not installed: apt-get install rabbitmq-server");
        try (RabbitBroker broker = RabbitBroker.start(Files.createDirectory(broker()));
                Cloud cloud = Cloud.simulated("messaging-move-killed")) {
            cloud.configure(
                    RABBITMQ,
                    "brokers = 127.0.0.1:" + broker.port(),
                    "user = guest",
                    "passwordFile = " + passwordFile(),
                    "tls = false");
            cloud.up();

            // The driver comes to the host, in its file first.
            killed(cloud, "rabbitmq", () -> drivers(cloud).contains("messaging-rabbitmq"));
            assertEquals("local", carries(cloud));

            // The setting is written: from here on the other one carries.
            killed(cloud, "rabbitmq", () -> chosen(cloud).equals("driver = rabbitmq"));
            assertEquals("rabbitmq", carries(cloud));

            // Said again it does what is left.
            cloud.shell("nova:messaging-migrate rabbitmq");
            assertEquals("rabbitmq", carries(cloud));
            assertTrue(!drivers(cloud).contains("messaging-local"), drivers(cloud));
        }
    }

    /** Kills the process as soon as the move has come so far, and starts it again. */
    private void killed(Cloud cloud, String to, BooleanSupplier far) throws Exception {
        Process move =
                cloud.begin(folder.resolve("moving"), "shell", "nova:messaging-migrate " + to);
        Wait.until("the move has come so far", SOON, far);
        cloud.kill();
        move.waitFor();
        cloud.up();
    }

    /** Returns the bus that carries, when hosts have heard of an instance by it. */
    private static String carries(Cloud cloud) throws IOException {
        Client ec2 = cloud.ec2();
        List<String> ids = ec2.run(cloud.image("machine"), 1);
        Wait.until("an instance runs", SOON, () -> "running".equals(ec2.states().get(ids.get(0))));
        String out = cloud.shell("nova:driver-list --json");
        for (JsonNode row : new ObjectMapper().readTree(out)) {
            if (row.path("family").asText().equals("messaging")) {
                return row.path("driver").asText();
            }
        }
        throw new AssertionError("no messaging in " + out);
    }

    private static String drivers(Cloud cloud) {
        return read(cloud, "io.nova.agent.host.cfg");
    }

    private static String chosen(Cloud cloud) {
        return read(cloud, "io.nova.gated.messaging.cfg").strip();
    }

    private static String read(Cloud cloud, String file) {
        Path path = cloud.home().resolve("karaf/etc").resolve(file);
        try {
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
}
