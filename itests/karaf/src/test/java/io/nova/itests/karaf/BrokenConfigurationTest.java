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
        Command.Result up = cloud.up();
        assertTrue(up.err().contains(file(AGENT) + ": key parallel: 0 is not positive"), up::err);
        assertTrue(up.err().contains("without a restart"), up::err);
        long pid = cloud.pid();
        Client ec2 = cloud.ec2();
        // There is a cloud, and nobody to run guests.
        ec2.call("DescribeImages").ok();
        String hosts = cloud.shell("nova:host-list --json");
        assertFalse(hosts.contains("\"state\""), hosts);

        Files.write(file(AGENT), List.of(DIRECTORY, "parallel = 2"));
        Wait.until(
                "a host",
                Duration.ofSeconds(30),
                () -> cloud.shell("nova:host-list --json").contains("\"state\":\"up\""));
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
                                                                + ": key resyncSeconds: -7 is not"
                                                                + " positive")));
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
        assertTrue(up.err().contains(file("io.nova.driver.state.embedded") + ": key "), up::err);
        assertTrue(up.err().contains("run ./nova up again"), up::err);
        assertEquals(3, cloud.nova("status").exit());

        // A word where a number belongs: the file is right otherwise.
        cloud.configure(
                "io.nova.driver.state.embedded",
                "directory = ${nova.home}/state",
                "recordCacheMib = plenty");
        up = cloud.nova("up");
        assertFalse(up.exit() == 0, up::toString);
        assertTrue(
                up.err()
                        .contains(
                                file("io.nova.driver.state.embedded")
                                        + ": key recordCacheMib: \"plenty\" is no number"),
                up::err);

        cloud.configure("io.nova.driver.state.embedded", "directory = ${nova.home}/state");
        cloud.up();
    }

    private Path file(String pid) {
        return cloud.home().resolve("karaf/etc").resolve(pid + ".cfg");
    }

    private static void await(Client ec2, String id, String state) {
        Wait.until(
                id + " " + state, Duration.ofMinutes(1), () -> state.equals(ec2.states().get(id)));
    }
}
