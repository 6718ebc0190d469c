package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a real guest that halts, loses its network, or loses a volume at work. */
@ExtendWith(RealCloud.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TroubledGuestTest {

    /** A guest is asked every half minute, and may miss a question. */
    private static final Duration SEEN = Duration.ofMinutes(3);

    private static final Duration SOON = Duration.ofMinutes(2);

    private final Guests guests;
    private final Cloud cloud;
    private final Guest guest;

    TroubledGuestTest(Guests guests) {
        this.guests = guests;
        cloud = guests.cloud();
        guest = guests.runOpen(cloud.image("machine"));
    }

    @AfterAll
    void endTheGuest() {
        guests.terminate(guest);
    }

    @Test
    void aGuestThatHaltsIsImpairedUntilItGoesOn() {
        awaitHealth("ok");
        virsh("suspend", guest.id());
        awaitHealth("impaired");
        assertEquals("running", guest.described().path("State").path("Name").asText());
        virsh("resume", guest.id());
        awaitHealth("ok");
    }

    @Test
    void aGuestThatLosesItsNetworkIsImpairedUntilItIsBack() {
        awaitHealth("ok");
        String mac =
                guest.described().path("NetworkInterfaces").path(0).path("MacAddress").asText();
        virsh("domif-setlink", guest.id(), mac, "down");
        awaitHealth("impaired");
        virsh("domif-setlink", guest.id(), mac, "up");
        awaitHealth("ok");
    }

    @Test
    void aVolumeThatIsWrittenToIsTakenOffAndHoldsWhatWasWrittenBefore() {
        String bootId = guest.bootId();
        String volume = volume();
        attach(volume);
        String device = device(volume);
        guest.ssh("printf first > /dev/" + device + "; sync");
        // A node of its own: the other one goes with the device, and writing would make a file.
        guest.ssh("mknod /tmp/disk b $(tr : ' ' < /sys/block/" + device + "/dev)");
        String write = "dd if=/dev/zero of=/tmp/disk bs=64k seek=16 count=64 conv=notrunc,fsync";
        guest.ssh(
                "(while %s; do echo x >> /tmp/written; done) > /tmp/writer 2>&1 < /dev/null &"
                        .formatted(write));
        Wait.until("the guest writes", SOON, () -> written() > 1);
        aws("detach-volume", "--volume-id", volume);
        awaitVolume(volume, "available");
        assertEquals("", device(volume));
        Wait.until(
                "the writer ends", SOON, () -> guest.ssh("pidof dd || echo none").equals("none"));
        String failed = guest.ssh("grep -cE 'error|No such device' /tmp/writer; true");
        assertNotEquals("0", failed, "the writer ended by itself");
        assertEquals(bootId, guest.bootId());
        attach(volume);
        assertEquals("first", guest.ssh("head", "-c", "5", "/dev/" + device(volume)));
        aws("detach-volume", "--volume-id", volume);
        awaitVolume(volume, "available");
        cloud.aws("ec2", "delete-volume", "--volume-id", volume).run().ok();
    }

    private int written() {
        return Integer.parseInt(guest.ssh("cat /tmp/written 2> /dev/null | wc -l"));
    }

    private void virsh(String... words) {
        List<String> all = new ArrayList<>(List.of("virsh", "-q", "-c", "qemu:///system"));
        all.addAll(List.of(words));
        cloud.program(all).run().ok();
    }

    private void awaitHealth(String status) {
        Wait.until(guest.id() + " " + status, SEEN, () -> health().equals(status));
    }

    private String health() {
        JsonNode told =
                aws("describe-instance-status", "--instance-ids", guest.id())
                        .path("InstanceStatuses")
                        .path(0);
        assertEquals("ok", told.path("SystemStatus").path("Status").asText(), told::toString);
        return told.path("InstanceStatus").path("Status").asText();
    }

    private String volume() {
        String zone = guest.described().path("Placement").path("AvailabilityZone").asText();
        String volume =
                aws("create-volume", "--availability-zone", zone, "--size", "1")
                        .path("VolumeId")
                        .asText();
        awaitVolume(volume, "available");
        return volume;
    }

    private void attach(String volume) {
        aws(
                "attach-volume",
                "--volume-id",
                volume,
                "--instance-id",
                guest.id(),
                "--device",
                "/dev/sdf");
        awaitVolume(volume, "in-use");
        Wait.until(volume + " in the guest", SOON, () -> !device(volume).isEmpty());
    }

    /** Returns the guest's own name of the volume; empty if it has none. */
    private String device(String volume) {
        return guest.ssh(
                "cd /sys/block; for d in vd*; do [ \"$(cat $d/serial)\" = "
                        + volume.replace("-", "")
                        + " ] && echo $d; done; true");
    }

    private void awaitVolume(String volume, String state) {
        Wait.until(
                volume + " " + state,
                SOON,
                () ->
                        aws("describe-volumes", "--volume-ids", volume)
                                .path("Volumes")
                                .path(0)
                                .path("State")
                                .asText()
                                .equals(state));
    }

    private JsonNode aws(String... arguments) {
        return Guest.aws(cloud, arguments);
    }
}
