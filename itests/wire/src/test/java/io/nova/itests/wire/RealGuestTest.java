package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Wait;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The main job on real input: guests with a Debian kernel under QEMU, on a machine of namespaces.
 * One story in the order of its chapters, since every boot costs seconds of both cores. Its end is
 * that of the cloud that other tests share, so it comes last.
 */
@ExtendWith(RealCloud.class)
@Order(Integer.MAX_VALUE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealGuestTest {

    private static final String READY = Guest.READY;
    private static final String USER_DATA = "#!/bin/sh\necho \"MARKER $((6 * 7)) of the owner\"\n";

    /** What follows from a request on the guest's host. */
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Guests guests;
    private final Cloud cloud;
    private final Guest first;
    private String elastic = "";

    RealGuestTest(Guests guests) {
        this.guests = guests;
        cloud = guests.cloud();
        first = guests.run(cloud.image("machine"), USER_DATA);
    }

    @BeforeAll
    void everyImageIsRegistered() {
        assertEquals(
                3,
                Guest.aws(cloud, "describe-images", "--filters", "Name=name,Values=nova-guest*")
                        .path("Images")
                        .size());
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
        guests.ssh("authorize-security-group-ingress", "default");
        Wait.untilNot("", SOON, () -> first.keyAt(address));
        first.trust(console);
        assertEquals("Linux", first.ssh("uname"));
    }

    @Test
    @Order(2)
    void aRevokedRuleShutsThePortAndAPublicAddressLeadsToTheGuest() {
        String address = first.address();
        String key = first.keyAt(address);
        guests.ssh("revoke-security-group-ingress", "default");
        Wait.until("port 22 shut", SOON, () -> first.keyAt(address).isEmpty());
        guests.ssh("authorize-security-group-ingress", "default");
        Wait.until("port 22 open", SOON, () -> first.keyAt(address).equals(key));
        elastic = Guest.aws(cloud, "allocate-address").path("PublicIp").asText();
        associate(first);
        Wait.until(elastic + " leads there", SOON, () -> first.keyAt(elastic).equals(key));
        assertEquals(elastic, first.described().path("PublicIpAddress").asText());
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
        assertFalse(runs(first));
        cloud.aws("ec2", "start-instances", "--instance-ids", first.id()).run().ok();
        first.await("running");
        String console = first.console(READY, 3);
        assertEquals(address, first.address());
        assertEquals("/root/kept", first.ssh("ls", "/root/kept"));
        assertEquals(1, console.split("MARKER 42", -1).length - 1, "user data ran once");
    }

    @Test
    @Order(4)
    void guestsDoNotNoticeTheDeathOfTheCloud() {
        Guest second = guests.run(uploadedImage(), USER_DATA);
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
        guests.terminate(second);
        assertFalse(runs(second));
        assertTrue(runs(first));
    }

    /** Uploads and registers the image once more, as its owner would. */
    private String uploadedImage() {
        Path file = GuestImage.files().resolve("root.img");
        cloud.aws("s3", "mb", "s3://my-images").run().ok();
        cloud.aws("s3", "cp", "--only-show-errors", file.toString(), "s3://my-images/root.img")
                .run()
                .ok();
        String image =
                Guest.aws(
                                cloud,
                                "register-image",
                                "--name",
                                "uploaded",
                                "--image-location",
                                "my-images/root.img",
                                "--architecture",
                                "x86_64",
                                "--kernel-id",
                                cloud.image("kernel"),
                                "--ramdisk-id",
                                cloud.image("ramdisk"),
                                "--root-device-name",
                                "/dev/vda")
                        .path("ImageId")
                        .asText();
        Guest.await(cloud, "describe_images", "ImageIds", image, "Images[0].State", "available");
        return image;
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
        cloud.shell("feature:uninstall nova-driver-hypervisor-libvirt");
        cloud.shell("feature:install nova-driver-hypervisor-libvirt");
        assertEquals(bootId, first.bootId());
        assertTrue(first.uptime() > uptime);
        // The new driver is in charge of the old guest.
        assertTrue(first.console(READY, 1).contains(READY));
        assertEquals("running", first.described().path("State").path("Name").asText());
        cloud.aws("ec2", "stop-instances", "--instance-ids", first.id()).run().ok();
        first.await("stopped");
        assertFalse(runs(first));
        cloud.aws("ec2", "start-instances", "--instance-ids", first.id()).run().ok();
        first.await("running");
        Wait.untilNot(bootId, Duration.ofMinutes(3), first::bootId);
    }

    @Test
    @Order(6)
    void downStopsTheGuestsIfAsked() {
        assertTrue(runs(first));
        cloud.nova("down", "--stop-instances").ok();
        assertFalse(runs(first));
    }

    @Test
    @Order(7)
    void cleanLeavesNothingOnTheMachine() {
        List<String> bridges = bridges();
        assertEquals(1, bridges.size(), bridges::toString);
        assertTrue(machine("ss -Hlunp").contains("dnsmasq"), "DHCP outlives the cloud");
        assertTrue(machine("nft list tables").contains(" nova"));
        assertTrue(machine("ls /etc/libvirt/qemu").contains(first.id()), "stopped, but there");
        cloud.clean();
        assertEquals(List.of(), bridges());
        assertFalse(machine("ss -Hlunp").contains("dnsmasq"));
        assertEquals("", machine("nft list tables").strip());
        assertFalse(machine("ls /etc/libvirt/qemu").contains("i-"));
        assertFalse(Files.exists(cloud.home()));
    }

    /** Asks the machine itself, whether or not a libvirtd could tell. */
    private static boolean runs(Guest guest) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .anyMatch(line -> line.contains("qemu-system") && line.contains(guest.id()));
    }

    private List<String> bridges() {
        return machine("ip -o link show type bridge")
                .lines()
                .map(line -> line.split(": ", 3)[1])
                .filter(name -> name.startsWith("nv"))
                .toList();
    }

    private String machine(String command) {
        return cloud.program(List.of(command.split(" "))).run().ok().out();
    }

    private List<String> domains() {
        return cloud.program(
                        List.of("virsh", "-q", "-c", "qemu:///system", "list", "--uuid", "--name"))
                .run()
                .ok()
                .out()
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }
}
