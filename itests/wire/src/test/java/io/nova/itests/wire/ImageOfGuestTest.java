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

/** What is written in a real guest is in the instances of its image. */
class ImageOfGuestTest {

    private static final String READY = "GUEST: READY";
    private static final Duration COPY = Duration.ofMinutes(3);

    @TempDir private Path folder;

    @Test
    void aFileWrittenInAGuestIsInTheGuestsOfItsImage() throws IOException {
        assumeTrue(
                Tools.canRunGuests(),
                "real guests need root, libvirt, QEMU, dnsmasq and nftables: skipped");
        try (Cloud cloud = Cloud.qemu("image-of-guest", Machine.own(), GuestImage.files())) {
            cloud.up();
            prepare(cloud);
            Path userData =
                    Files.writeString(folder.resolve("user-data"), "#!/bin/sh\necho started\n");
            Guest original = Guest.run(cloud, folder, cloud.image("machine"), userData);
            original.trust(original.console(READY, 1));
            original.ssh("echo kept > /root/written; sync");
            String bootId = original.bootId();

            String image =
                    Guest.aws(
                                    cloud,
                                    "create-image",
                                    "--instance-id",
                                    original.id(),
                                    "--name",
                                    "golden")
                            .path("ImageId")
                            .asText();
            Wait.until(image + " available", COPY, () -> isAvailable(cloud, image));
            // It was shut down for the copy, runs again, and nobody calls it stopped.
            original.console(READY, 2);
            assertNotEquals(bootId, original.bootId());
            assertEquals("running", original.described().path("State").path("Name").asText());

            Guest copy = Guest.run(cloud, folder, image, userData);
            copy.trust(copy.console(READY, 1));
            assertEquals("kept", copy.ssh("cat", "/root/written"));
            // The image goes, and what was made of it stays.
            cloud.aws("ec2", "deregister-image", "--image-id", image).run().ok();
            assertEquals("kept", copy.ssh("cat", "/root/written"));
        }
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

    private static boolean isAvailable(Cloud cloud, String image) {
        JsonNode described =
                Guest.aws(cloud, "describe-images", "--image-ids", image).path("Images").path(0);
        String state = described.path("State").asText();
        if (state.equals("failed")) {
            throw new AssertionError(described.toString());
        }
        return state.equals("available");
    }
}
