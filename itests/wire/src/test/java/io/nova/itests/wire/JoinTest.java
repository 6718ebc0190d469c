package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.PretendedHost;
import io.nova.itests.cloud.SecureRabbit;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine with nothing but a token becomes a host of a cloud, over a broker that asks everybody
 * for a certificate; it runs an instance, and is removed and refused.
 */
class JoinTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @Test
    void aMachineJoinsAndIsRemoved() throws Exception {
        assumeTrue(SecureRabbit.isInstalled(), "RabbitMQ or openssl is not installed");
        try (SecureRabbit broker = SecureRabbit.start(folder);
                Cloud cloud = controller(broker);
                Cloud host = Cloud.simulated("join-host")) {
            broker.await();
            cloud.up();
            broker.trust(cloud.shell("nova:host-authority"));
            Path token = token(cloud, "nova:host-invite --roles compute,network,volume h7");
            badTokensAreRefused(host, Files.readString(token).strip());

            aJoinThatIsKilledAtAnyStepIsRunAgain(host, token);

            String joined = host.nova("join", "@" + token).ok().out();

            assertTrue(joined.contains("This machine is the host h7 of the cloud "), joined);
            secretsAreTheOwnersAlone(host);
            JsonNode row = awaitState(cloud, "up");
            assertEquals("compute,network,volume", row.get("roles").asText());
            assertTrue(row.get("drivers").asText().contains("messaging-rabbitmq"), row::toString);
            assertEquals("nova", row.get("zone").asText());
            assertTrue(row.get("vcpus").asText().endsWith("/4096"), row::toString);
            assertTrue(row.get("member").asText().startsWith("since "), row::toString);
            aSecondMachineIsRefused(token);

            List<String> ids = cloud.ec2().run(cloud.image("machine"), 1);
            LauncherTest.awaitAll(cloud.ec2(), ids, "running");
            Command.Result refused = cloud.nova("shell", "nova:host-remove h7");
            assertTrue((refused.out() + refused.err()).contains("1 instances"), refused::toString);
            LauncherTest.terminate(cloud.ec2(), ids);

            cloud.shell("nova:host-remove h7");

            saysThatItWasRemoved(host);
            assertFalse(cloud.shell("nova:host-list --json").contains("\"h7\""));
            comesBackWithANewToken(cloud, host);
            anotherMachineTakesItsPlace(cloud, host);
        }
    }

    /** Each of these is written by a step of its own, in this order. */
    private void aJoinThatIsKilledAtAnyStepIsRunAgain(Cloud host, Path token) throws Exception {
        for (String step :
                List.of(
                        "joining/membership",
                        "joining/host.key",
                        "joining/broker.password",
                        "joining/newcomer.password",
                        "host.pem")) {
            Path made = host.home().resolve("secrets").resolve(step);
            Process join = host.begin(folder.resolve("killed"), "join", "@" + token);
            Wait.until(
                    "join has written " + step, SOON, () -> Files.exists(made) || !join.isAlive());
            List<ProcessHandle> parts = join.descendants().toList();
            join.destroyForcibly();
            parts.forEach(ProcessHandle::destroyForcibly);
            join.waitFor();
            Wait.until(
                    "the end of what was killed",
                    SOON,
                    () -> parts.stream().noneMatch(ProcessHandle::isAlive));
            assertTrue(Files.exists(made), step + " was never written");
        }
    }

    private void anotherMachineTakesItsPlace(Cloud cloud, Cloud old) throws Exception {
        List<String> before = cloud.ec2().run(cloud.image("machine"), 1);
        LauncherTest.awaitAll(cloud.ec2(), before, "running");
        Path token = token(cloud, "nova:host-invite --replace --roles compute,network h7");
        try (Cloud next = Cloud.simulated("join-next")) {
            next.nova("join", "@" + token).ok();
            awaitState(cloud, "up");
            saysThatItWasRemoved(old);
            // The name's instances are the new machine's now, which has none of their bytes.
            List<String> after = cloud.ec2().run(cloud.image("machine"), 1);
            LauncherTest.awaitAll(cloud.ec2(), after, "running");
            assertTrue(PretendedHost.starts(next).keySet().containsAll(after));
            assertFalse(PretendedHost.starts(old).keySet().containsAll(after));
        }
    }

    private static Cloud controller(SecureRabbit broker) {
        return Cloud.simulated("join-controller")
                .set("NOVA_ROLES", "api, objectstore")
                .set("NOVA_DRIVERS", "messaging-rabbitmq")
                .configure("io.nova.driver.messaging.rabbitmq", broker.controller());
    }

    private Path token(Cloud cloud, String line) throws IOException {
        return Files.writeString(
                Files.createTempFile(
                        folder,
                        "token",
                        "",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------"))),
                cloud.shell(line));
    }

    /** Each in one line, and the token is as good as before. */
    private static void badTokensAreRefused(Cloud host, String token) {
        assertRefused(host, token.substring(0, token.length() - 2), "this is no token");
        char other = token.charAt(100) == 'A' ? 'B' : 'A';
        assertRefused(
                host,
                token.substring(0, 100) + other + token.substring(101),
                "the token is damaged");
    }

    private static void assertRefused(Cloud host, String token, String reason) {
        Command.Result result = host.nova("join", token);
        assertFalse(result.exit() == 0, result::toString);
        List<String> said = result.err().lines().filter(line -> !line.isBlank()).toList();
        assertEquals(1, said.size(), result::toString);
        assertTrue(said.get(0).contains(reason), result::toString);
    }

    private static void secretsAreTheOwnersAlone(Cloud host) throws IOException {
        Path secrets = host.home().resolve("secrets");
        try (Stream<Path> files = Files.list(secrets)) {
            for (Path file :
                    files.filter(one -> !one.toString().matches(".*(pub|hosts)")).toList()) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                        file::toString);
            }
        }
        assertFalse(Files.exists(secrets.resolve("joining")));
        assertFalse(Files.exists(secrets.resolve("identity.key")));
    }

    private void aSecondMachineIsRefused(Path token) throws IOException {
        try (Cloud second = Cloud.simulated("join-second")) {
            assertRefused(second, Files.readString(token).strip(), "not good any longer");
        }
    }

    private static JsonNode awaitState(Cloud cloud, String state) {
        return Wait.until(
                "the host h7 is " + state,
                SOON,
                () -> {
                    try {
                        for (JsonNode row :
                                new ObjectMapper().readTree(cloud.shell("nova:host-list --json"))) {
                            // The volume agent tells of itself a little later.
                            if (row.get("host").asText().equals("h7")
                                    && row.path("state").asText().equals(state)
                                    && row.has("roles")
                                    && row.has("vcpus")) {
                                return Optional.of(row);
                            }
                        }
                        return Optional.empty();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static void saysThatItWasRemoved(Cloud host) {
        Wait.until(
                "the host knows that it was removed",
                SOON,
                () -> {
                    Command.Result status = host.nova("status");
                    return status.err().contains("was this host removed from the cloud");
                });
        assertTrue(
                host.log().stream().anyMatch(line -> line.contains("was this host removed")),
                "nova.log tells it too");
    }

    private void comesBackWithANewToken(Cloud cloud, Cloud host) throws IOException {
        host.nova("down").ok();
        Path token = token(cloud, "nova:host-invite --roles compute,network h7");
        host.nova("join", "@" + token).ok();
        awaitState(cloud, "up");
        Client ec2 = cloud.ec2();
        List<String> ids = ec2.run(cloud.image("machine"), 1);
        LauncherTest.awaitAll(ec2, ids, "running");
    }
}
