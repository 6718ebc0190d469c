package io.nova.itests.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Configuration files as an operator breaks and mends them. */
class BrokenConfigurationTest {

    private static final String AGENT = "io.nova.agent.compute";
    private static final String DIRECTORY = "directory = ${nova.home}/images";

    private final Cloud cloud = Cloud.simulated("broken-configuration");

    @AfterEach
    void remove() {
        cloud.close();
    }

    @Test
    void aPartThatRefusesItsFileIsNamedLeavesTheRestAloneAndHealsWithoutARestart()
            throws IOException {
        cloud.configure(AGENT, DIRECTORY, "parallel = 0");
        cloud.configure("io.nova.agent.volume", "zone = The North");
        cloud.configure("io.nova.manager.compute.health", "startSeconds = soon");
        Command.Result up = cloud.up();
        said(up, AGENT, "key parallel: 0 is not between 1 and 1000");
        said(up, "io.nova.agent.volume", "key zone: Invalid id: 'The North' is not the id of");
        said(
                up,
                "io.nova.manager.compute.health",
                "key startSeconds: \"soon\" is no number that fits");
        assertTrue(up.err().contains("without a restart"), up::err);
        long pid = cloud.pid();
        Client ec2 = cloud.ec2();
        // There is a cloud, and nobody to run guests.
        ec2.call("DescribeImages").ok();
        String hosts = cloud.shell("nova:host-list --json");
        assertFalse(hosts.contains("\"hypervisor\""), hosts);

        Files.write(file(AGENT), List.of(DIRECTORY, "parallel = 2"));
        Wait.until(
                "a host",
                Duration.ofSeconds(30),
                () -> cloud.shell("nova:host-list --json").contains("\"hypervisor\":\""));
        String instance = ec2.run(cloud.image("machine"), 1).get(0);
        await(ec2, instance, "running");

        // Broken while it runs: the log says so, and the API goes on.
        int before = cloud.log().size();
        Files.write(file(AGENT), List.of(DIRECTORY, "resyncSeconds = -7"));
        Wait.until(
                "the key and the reason in the log",
                Duration.ofSeconds(20),
                () ->
                        cloud.log().stream()
                                .skip(before)
                                .anyMatch(
                                        line ->
                                                line.contains(
                                                        AGENT
                                                                + ": key resyncSeconds: -7 is less"
                                                                + " than 1")));
        assertEquals("running", ec2.states().get(instance));
        ec2.call("TerminateInstances", "InstanceId.1", instance).ok();
        assertEquals("shutting-down", ec2.states().get(instance));

        Files.write(file(AGENT), List.of(DIRECTORY));
        await(ec2, instance, "terminated");
        assertEquals(pid, cloud.pid());
    }

    @Test
    void aCloudThatCannotStartWithItsFilesSaysWhichAndEnds() throws IOException {
        cloud.configure("io.nova.driver.state.embedded", "directory = ");
        Command.Result up = cloud.nova("up");
        assertFalse(up.exit() == 0, up::toString);
        said(up, "io.nova.driver.state.embedded", "key directory: it is not set");
        assertTrue(up.err().contains("run ./nova up again"), up::err);
        assertEquals(3, cloud.nova("status").exit());

        // A word where a number belongs: the file is right otherwise.
        cloud.configure(
                "io.nova.driver.state.embedded",
                "directory = ${nova.home}/state",
                "recordCacheMib = plenty");
        up = cloud.nova("up");
        assertFalse(up.exit() == 0, up::toString);
        said(
                up,
                "io.nova.driver.state.embedded",
                "key recordCacheMib: \"plenty\" is no number that fits");

        // What is wrong is no value of its own type, but of the cloud's.
        cloud.configure("io.nova.driver.state.embedded", "directory = ${nova.home}/state");
        cloud.configure("io.nova.manager.network", "cidr = 10.42.0.0/99");
        up = cloud.nova("up");
        assertFalse(up.exit() == 0, up::toString);
        said(up, "io.nova.manager.network", "key cidr: Value (10.42.0.0/99) for parameter CIDR");

        // What nobody reads is no reason not to start, and is told in a line each.
        cloud.configure("io.nova.manager.network", "cird = 10.42.0.0/16");
        cloud.configure("io.nova.manger.network", "cidr = 10.42.0.0/16");
        cloud.configure("io.nova.frontend.aws", "signatureV2 = yes");
        up = cloud.up();
        said(up, "io.nova.manager.network", "key cird: nobody reads it; there are cidr, zone, mtu");
        said(up, "io.nova.manger.network", "nobody reads a file of this name");
        said(up, "io.nova.frontend.aws", "key signatureV2: \"yes\" counts as false;");
        assertEquals(3, up.err().lines().filter(line -> line.contains("/karaf/etc/")).count());
    }

    private void said(Command.Result up, String pid, String what) {
        assertTrue(up.err().contains(file(pid) + ": " + what), up::err);
    }

    private Path file(String pid) {
        return cloud.home().resolve("karaf/etc").resolve(pid + ".cfg");
    }

    private static void await(Client ec2, String id, String state) {
        Wait.until(
                id + " " + state, Duration.ofMinutes(1), () -> state.equals(ec2.states().get(id)));
    }
}
