package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Wait;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a real guest writes to a volume stays there, whatever becomes of guest and cloud. */
@ExtendWith(RealCloud.class)
class VolumeOfGuestTest {

    private static final Duration SOON = Duration.ofMinutes(2);

    @Test
    void whatAGuestWritesStaysOnItsVolumeAndIsInTheVolumesOfItsSnapshot(Guests guests) {
        Cloud cloud = guests.cloud();
        Guest guest = guests.runOpen(cloud.image("machine"));
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
                "printf second | dd of=/dev/" + device + " bs=512 seek=1000000 conv=notrunc; sync");

        cloud.aws("ec2", "stop-instances", "--instance-ids", guest.id()).run().ok();
        guest.await("stopped");
        assertEquals("attached", attachment(cloud, volume));
        cloud.aws("ec2", "start-instances", "--instance-ids", guest.id()).run().ok();
        guest.await("running");
        guest.console(Guest.READY, 2);
        assertNotEquals(bootId, guest.bootId());
        holds(guest, volume);

        cloud.aws("ec2", "detach-volume", "--volume-id", volume).run().ok();
        awaitVolume(cloud, volume, "State", "available");
        assertEquals("", device(guest, volume));

        String snapshot =
                Guest.aws(cloud, "create-snapshot", "--volume-id", volume)
                        .path("SnapshotId")
                        .asText();
        Guest.await(
                cloud,
                "describe_snapshots",
                "SnapshotIds",
                snapshot,
                "Snapshots[0].State",
                "completed");
        String copy = create(guest, "--snapshot-id", snapshot);
        attach(guest, copy);
        holds(guest, copy);

        cloud.aws("ec2", "terminate-instances", "--instance-ids", guest.id()).run().ok();
        guest.await("terminated");
        awaitVolume(cloud, copy, "State", "available");
        cloud.aws("ec2", "delete-volume", "--volume-id", copy).run().ok();
        cloud.aws("ec2", "delete-volume", "--volume-id", volume).run().ok();
        Wait.until(
                "no volumes",
                SOON,
                () -> Guest.aws(cloud, "describe-volumes").path("Volumes").isEmpty());
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
        awaitVolume(guest.cloud(), volume, "State", "available");
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
        awaitVolume(guest.cloud(), volume, "Attachments[0].State", "attached");
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

    private static void awaitVolume(Cloud cloud, String volume, String property, String value) {
        Guest.await(
                cloud, "describe_volumes", "VolumeIds", volume, "Volumes[0]." + property, value);
    }

    private static String attachment(Cloud cloud, String volume) {
        return described(cloud, volume).path("Attachments").path(0).path("State").asText();
    }

    private static JsonNode described(Cloud cloud, String volume) {
        return Guest.aws(cloud, "describe-volumes", "--volume-ids", volume).path("Volumes").path(0);
    }
}
