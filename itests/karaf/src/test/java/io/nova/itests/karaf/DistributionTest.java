package io.nova.itests.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The container of the distribution as it ships: who may come in, and what an order is worth while
 * a role is gone. From outside, so that nothing is tested that does not ship; what only the
 * container knows is in {@link ContainerTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DistributionTest {

    @TempDir private Path folder;

    private final Cloud cloud =
            Cloud.simulated("distribution")
                    .set(
                            "NOVA_ROLES",
                            "nova-api, nova-objectstore, nova-network, nova-volume, nova-compute");

    @BeforeAll
    void start() {
        cloud.up();
    }

    @AfterAll
    void remove() {
        cloud.close();
    }

    @Test
    void itListensOnThreeSocketsOfLoopbackOnly() throws IOException {
        Set<String> allowed = new TreeSet<>();
        for (String service : List.of("ec2", "s3")) {
            allowed.add(Sockets.loopback(cloud.endpoint(service).getPort()));
        }
        allowed.add(Sockets.loopback(cloud.sshPort()));
        assertEquals(allowed, Sockets.listening(cloud.pid()));
    }

    @Test
    void nobodyLogsInWithAPassword() throws IOException {
        for (String password : List.of("karaf", "nova", "admin", "")) {
            Path answer = folder.resolve("password");
            Files.deleteIfExists(answer);
            Files.createFile(
                    answer,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Files.writeString(answer, "#!/bin/sh\necho '" + password + "'\n");
            for (String user : List.of("karaf", "nova", "admin")) {
                Command.Result login = login(user, answer);
                assertFalse(login.exit() == 0, login::toString);
                assertTrue(login.err().contains("Permission denied"), login::toString);
            }
        }
    }

    private Command.Result login(String user, Path answer) {
        return Command.of(
                        "ssh",
                        "-F",
                        "none",
                        "-p",
                        Integer.toString(cloud.sshPort()),
                        "-o",
                        "StrictHostKeyChecking=no",
                        "-o",
                        "UserKnownHostsFile=" + folder.resolve("hosts"),
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "IdentityFile=none",
                        "-o",
                        "NumberOfPasswordPrompts=1",
                        user + "@127.0.0.1",
                        "bundle:list")
                .environment(
                        Map.of(
                                "SSH_ASKPASS", answer.toString(),
                                "SSH_ASKPASS_REQUIRE", "force",
                                "DISPLAY", ":0"))
                .run();
    }

    @Test
    void theDriverOfEveryFamilyIsShown() throws IOException {
        Wait.until(
                "reports of the host",
                Duration.ofSeconds(30),
                () -> cloud.shell("nova:driver-list --json").contains("hypervisor"));
        Map<String, String> drivers = new TreeMap<>();
        new ObjectMapper()
                .readTree(cloud.shell("nova:driver-list --json"))
                .forEach(
                        row ->
                                drivers.put(
                                        row.path("family").asText(), row.path("driver").asText()));
        assertEquals(
                Map.of(
                        "hypervisor", "simulated",
                        "network", "simulated",
                        "volume", "simulated",
                        "identity", "local",
                        "objectstore", "filesystem",
                        "state", "embedded",
                        "messaging", "local"),
                drivers);
    }

    @Test
    void aHostStopsAndStartsToBeAComputeNode() {
        Client ec2 = cloud.ec2();
        String image = cloud.image("machine");
        String before = ec2.run(image, 1).get(0);
        await(ec2, before, "running");
        cloud.shell("feature:uninstall --no-auto-refresh nova-compute");
        assertFalse(cloud.shell("bundle:list -t 0 --no-format").contains("agent.compute"));
        // The cloud takes orders while nobody carries them out.
        String between = ec2.run(image, 1).get(0);
        assertEquals("running", ec2.states().get(before));
        assertEquals("pending", ec2.states().get(between));
        cloud.shell("feature:install --no-auto-refresh nova-compute");
        await(ec2, between, "running");
        ec2.call("TerminateInstances", "InstanceId.1", before, "InstanceId.2", between).ok();
        await(ec2, before, "terminated");
        await(ec2, between, "terminated");
    }

    private static void await(Client ec2, String id, String state) {
        Wait.until(
                id + " " + state, Duration.ofMinutes(1), () -> state.equals(ec2.states().get(id)));
    }
}
