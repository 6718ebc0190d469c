package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.nova.itests.cloud.Cloud;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is written in a real guest is in the instances of its image. */
@ExtendWith(RealCloud.class)
class ImageOfGuestTest {

    @Test
    void aFileWrittenInAGuestIsInTheGuestsOfItsImage(Guests guests) {
        Cloud cloud = guests.cloud();
        Guest original = guests.runOpen(cloud.image("machine"));
        original.ssh("echo kept > /root/written; sync");
        String bootId = original.bootId();

        String image =
                Guest.aws(cloud, "create-image", "--instance-id", original.id(), "--name", "golden")
                        .path("ImageId")
                        .asText();
        Guest.await(cloud, "describe_images", "ImageIds", image, "Images[0].State", "available");
        // It was shut down for the copy, runs again, and nobody calls it stopped.
        original.console(Guest.READY, 2);
        assertNotEquals(bootId, original.bootId());
        assertEquals("running", original.described().path("State").path("Name").asText());
        guests.terminate(original);

        Guest copy = guests.runOpen(image);
        assertEquals("kept", copy.ssh("cat", "/root/written"));
        // The image goes, and what was made of it stays.
        cloud.aws("ec2", "deregister-image", "--image-id", image).run().ok();
        assertEquals("kept", copy.ssh("cat", "/root/written"));
        guests.terminate(copy);
    }
}
