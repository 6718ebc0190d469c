package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Machine;
import io.nova.itests.cloud.Tools;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job on real input: guests with a Debian kernel under QEMU, on a machine of namespaces.
 * One story in the order of its chapters, since every boot costs seconds of both cores.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealGuestTest {

    private static final String READY = "GUEST: READY";

    /** What follows from a request on the guest's host. */
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Path folder;
    private final Cloud cloud;
    private final Guest first;
    private String elastic = "";

    RealGuestTest(@TempDir Path folder) throws IOException {
        assumeTrue(
                Tools.canRunGuests(),
                "real guests need root, libvirt, QEMU, dnsmasq and nftables: skipped");
        this.folder = folder;
        Path image = GuestImage.files();
        cloud = Cloud.qemu("real-guests", Machine.own(), image);
        try {
            cloud.up();
            Path key = folder.resolve("key");
            Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                    .run()
                    .ok();
            Guest.aws(
                    cloud,
                    "import-key-pair",
                    "--key-name",
                    "wire",
                    "--public-key-material",
                    "fileb://" + key + ".pub");
            first = Guest.run(cloud, folder, userData());
        } catch (AssertionError e) {
            cloud.close();
            throw e;
        }
    }

    private Path userData() throws IOException {
        return Files.writeString(
                folder.resolve("user-data"),
                "#!/bin/sh\necho \"MARKER $((6 * 7)) of the owner\"\n");
    }

    @BeforeAll
    void everyImageIsRegistered() {
        assertEquals(3, Guest.aws(cloud, "describe-images").path("Images").size());
    }

    @AfterAll
    void removeTheCloud() {
        cloud.close();
    }

    @Test
    @Order(1)
    void aGuestGetsItsAddressItsKeyAndItsUserData() {
        String console = first.console(READY, 1);
        String address = first.address();
        assertTrue(console.contains("dhcp eth0 ip=" + address), console);
        assertTrue(console.contains("metadata ds=ec2-v2 instance-id=" + first.id()), console);
        assertTrue(console.contains("local-ipv4=" + address), console);
        assertTrue(console.contains("GUEST: keys 1 ssh-ed25519 "), console);
        assertTrue(console.contains("MARKER 42 of the owner"), console);
        assertTrue(console.contains("GUEST: user-data rc=0"), console);
        assertEquals("running", first.described().path("State").path("Name").asText());
        assertEquals("", first.keyAt(address), "the default group lets nobody in");
        ssh("authorize-security-group-ingress");
        Wait.untilNot("", SOON, () -> first.keyAt(address));
        first.trust(console);
        assertEquals("Linux", first.ssh("uname"));
    }

    @Test
    @Order(2)
    void aRevokedRuleShutsThePortAndAPublicAddressLeadsToTheGuest() {
        String address = first.address();
        String key = first.keyAt(address);
        ssh("revoke-security-group-ingress");
        Wait.until("port 22 shut", SOON, () -> first.keyAt(address).isEmpty());
        ssh("authorize-security-group-ingress");
        Wait.until("port 22 open", SOON, () -> first.keyAt(address).equals(key));
        elastic = Guest.aws(cloud, "allocate-address").path("PublicIp").asText();
        associate(first);
        Wait.until(elastic + " leads there", SOON, () -> first.keyAt(elastic).equals(key));
        assertEquals(elastic, first.described().path("PublicIpAddress").asText());
    }

    private void ssh(String action) {
        cloud.aws(
                        "ec2",
                        action,
                        "--group-name",
                        "default",
                        "--protocol",
                        "tcp",
                        "--port",
                        "22",
                        "--cidr",
                        "0.0.0.0/0")
                .run()
                .ok();
    }

    private void associate(Guest guest) {
        Guest.aws(
                cloud,
                "associate-address",
                "--public-ip",
                elastic,
                "--instance-id",
                guest.id(),
                "--allow-reassociation");
    }

    @Test
    @Order(3)
    void aGuestRebootsStopsAndStartsOnItsDisk() {
        first.ssh("touch", "/root/kept");
        String bootId = first.bootId();
        cloud.aws("ec2", "reboot-instances", "--instance-ids", first.id()).run().ok();
        first.console(READY, 2);
        assertNotEquals(bootId, first.bootId());
        String address = first.address();
        cloud.aws("ec2", "stop-instances", "--instance-ids", first.id()).run().ok();
        first.await("stopped");
        assertEquals(List.of(), domains());
        cloud.aws("ec2", "start-instances", "--instance-ids", first.id()).run().ok();
        first.await("running");
        String console = first.console(READY, 3);
        assertEquals(address, first.address());
        assertEquals("/root/kept", first.ssh("ls", "/root/kept"));
        assertEquals(1, console.split("MARKER 42", -1).length - 1, "user data ran once");
    }

    @Test
    @Order(4)
    void guestsDoNotNoticeTheDeathOfTheCloud() throws IOException {
        Guest second = Guest.run(cloud, folder, userData());
        second.trust(second.console(READY, 1));
        List<Guest> both = List.of(first, second);
        List<String> bootIds = both.stream().map(Guest::bootId).toList();
        double uptime = second.uptime();
        String before = Guest.aws(cloud, "describe-instances").toPrettyString();
        List<String> domains = domains();
        cloud.kill();
        // It is the kernel in the guest that answers, whether or not there is a cloud.
        cloud.up();
        assertEquals(before, Guest.aws(cloud, "describe-instances").toPrettyString());
        assertEquals(bootIds, both.stream().map(Guest::bootId).toList());
        assertTrue(second.uptime() > uptime);
        assertEquals(domains, domains());
        assertTrue(second.console(READY, 1).contains("MARKER 42"));
        String key = second.keyAt(second.address());
        associate(second);
        Wait.until(elastic + " moved", SOON, () -> second.keyAt(elastic).equals(key));
        cloud.aws("ec2", "terminate-instances", "--instance-ids", second.id()).run().ok();
        second.await("terminated");
        assertEquals(1, domains().size());
    }

    @Test
    @Order(5)
    void guestsKeepTheirUptimeWhileTheirDriverAndTheirAgentAreExchanged() {
        String bootId = first.bootId();
        double uptime = first.uptime();
        for (String bundle :
                List.of("io.nova.driver.hypervisor.libvirt", "io.nova.agent.compute")) {
            for (String change : List.of("bundle:restart ", "bundle:update ", "bundle:refresh ")) {
                cloud.shell(change + bundle);
                assertEquals(bootId, first.bootId());
            }
        }
        // The console's library also uses JNA where it is there: a refresh would end our session.
        cloud.shell("feature:uninstall --no-auto-refresh nova-driver-hypervisor-libvirt");
        cloud.shell("feature:install --no-auto-refresh nova-driver-hypervisor-libvirt");
        assertEquals(bootId, first.bootId());
        assertTrue(first.uptime() > uptime);
        // The new driver is in charge of the old guest.
        assertTrue(first.console(READY, 1).contains(READY));
        assertEquals("running", first.described().path("State").path("Name").asText());
        cloud.aws("ec2", "stop-instances", "--instance-ids", first.id()).run().ok();
        first.await("stopped");
        assertEquals(List.of(), domains());
        cloud.aws("ec2", "start-instances", "--instance-ids", first.id()).run().ok();
        first.await("running");
        Wait.untilNot(bootId, Duration.ofMinutes(3), first::bootId);
    }

    @Test
    @Order(6)
    void downStopsTheGuestsIfAsked() {
        cloud.nova("down", "--stop-instances").ok();
        assertEquals(List.of(), domains());
    }

    private List<String> domains() {
        return cloud.program(
                        List.of("virsh", "-q", "-c", "qemu:///system", "list", "--uuid", "--name"))
                .run()
                .out()
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }
}
