package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Machine;
import io.nova.itests.cloud.Tools;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real guest writes to a volume stays there, whatever becomes of guest and cloud. */
class VolumeOfGuestTest {

    private static final String READY = "GUEST: READY";
    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir private Path folder;

    @Test
    void whatAGuestWritesStaysOnItsVolumeAndIsInTheVolumesOfItsSnapshot() throws IOException {
        assumeTrue(
                Tools.canRunGuests(),
                "real guests need root, libvirt, QEMU, dnsmasq and nftables: skipped");
        try (Cloud cloud = Cloud.qemu("volume-of-guest", Machine.own(), GuestImage.files())) {
            cloud.up();
            prepare(cloud);
            Path userData =
                    Files.writeString(folder.resolve("user-data"), "#!/bin/sh\necho started\n");
            Guest guest = Guest.run(cloud, folder, userData);
            guest.trust(guest.console(READY, 1));
            String bootId = guest.bootId();

            String volume = create(guest, "--size", "1");
            attach(guest, volume);
            guest.ssh("echo first > /dev/" + device(guest, volume) + "; sync");

            cloud.kill();
            // Nobody is there, and the guest does not notice.
            Command.Result up = cloud.up();
            assertEquals("attached", attachment(cloud, volume), up.out());
            assertEquals(bootId, guest.bootId());
            String device = device(guest, volume);
            guest.ssh(
                    "printf second | dd of=/dev/"
                            + device
                            + " bs=512 seek=1000000 conv=notrunc; sync");

            cloud.aws("ec2", "stop-instances", "--instance-ids", guest.id()).run().ok();
            guest.await("stopped");
            assertEquals("attached", attachment(cloud, volume));
            cloud.aws("ec2", "start-instances", "--instance-ids", guest.id()).run().ok();
            guest.await("running");
            guest.console(READY, 2);
            assertNotEquals(bootId, guest.bootId());
            holds(guest, volume);

            cloud.aws("ec2", "detach-volume", "--volume-id", volume).run().ok();
            awaitVolume(cloud, volume, "available");
            assertEquals("", device(guest, volume));

            String snapshot =
                    Guest.aws(cloud, "create-snapshot", "--volume-id", volume)
                            .path("SnapshotId")
                            .asText();
            Wait.until(
                    snapshot + " completed",
                    SOON,
                    () ->
                            Guest.aws(cloud, "describe-snapshots", "--snapshot-ids", snapshot)
                                    .path("Snapshots")
                                    .path(0)
                                    .path("State")
                                    .asText()
                                    .equals("completed"));
            String copy = create(guest, "--snapshot-id", snapshot);
            attach(guest, copy);
            holds(guest, copy);

            cloud.aws("ec2", "terminate-instances", "--instance-ids", guest.id()).run().ok();
            guest.await("terminated");
            awaitVolume(cloud, copy, "available");
            cloud.aws("ec2", "delete-volume", "--volume-id", copy).run().ok();
            cloud.aws("ec2", "delete-volume", "--volume-id", volume).run().ok();
            Wait.until(
                    "no volumes",
                    SOON,
                    () -> Guest.aws(cloud, "describe-volumes").path("Volumes").isEmpty());
        }
    }

    private void holds(Guest guest, String volume) {
        String device = device(guest, volume);
        assertEquals("first", guest.ssh("head", "-c", "5", "/dev/" + device));
        assertEquals(
                "second",
                guest.ssh(
                        "dd if=/dev/"
                                + device
                                + " bs=512 skip=1000000 count=1 2>/dev/null | head -c 6"));
    }

    private String create(Guest guest, String option, String value) {
        String zone = guest.described().path("Placement").path("AvailabilityZone").asText();
        String volume =
                Guest.aws(
                                guest.cloud(),
                                "create-volume",
                                "--availability-zone",
                                zone,
                                option,
                                value)
                        .path("VolumeId")
                        .asText();
        awaitVolume(guest.cloud(), volume, "available");
        return volume;
    }

    private void attach(Guest guest, String volume) {
        Guest.aws(
                guest.cloud(),
                "attach-volume",
                "--volume-id",
                volume,
                "--instance-id",
                guest.id(),
                "--device",
                "/dev/sdf");
        Wait.until(
                volume + " attached",
                SOON,
                () -> attachment(guest.cloud(), volume).equals("attached"));
        assertEquals("in-use", described(guest.cloud(), volume).path("State").asText());
        Wait.until(volume + " in the guest", SOON, () -> !device(guest, volume).isEmpty());
    }

    /**
     * Returns the guest's own name of the volume, which it knows by its id; empty if it has none.
     */
    private static String device(Guest guest, String volume) {
        return guest.ssh(
                "cd /sys/block; for d in vd*; do [ \"$(cat $d/serial)\" = "
                        + volume.replace("-", "")
                        + " ] && echo $d; done; true");
    }

    private static void awaitVolume(Cloud cloud, String volume, String state) {
        Wait.until(
                volume + " " + state,
                SOON,
                () -> described(cloud, volume).path("State").asText().equals(state));
    }

    private static String attachment(Cloud cloud, String volume) {
        return described(cloud, volume).path("Attachments").path(0).path("State").asText();
    }

    private static JsonNode described(Cloud cloud, String volume) {
        return Guest.aws(cloud, "describe-volumes", "--volume-ids", volume).path("Volumes").path(0);
    }

    private void prepare(Cloud cloud) {
        Path key = folder.resolve("key");
        Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()).run().ok();
        Guest.aws(
                cloud,
                "import-key-pair",
                "--key-name",
                "wire",
                "--public-key-material",
                "fileb://" + key + ".pub");
        cloud.aws(
                        "ec2",
                        "authorize-security-group-ingress",
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
}
