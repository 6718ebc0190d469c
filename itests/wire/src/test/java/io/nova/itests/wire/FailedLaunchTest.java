package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Answer;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Wait;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** What the owner is told of an instance whose image the host cannot have any longer. */
@ExtendWith(SimulatedCloud.class)
class FailedLaunchTest {

    private static final String BUCKET = "/wire-failing";
    private static final String OBJECT = BUCKET + "/root.img";
    private static final byte[] BYTES =
            "pretended image ".repeat(64).getBytes(StandardCharsets.UTF_8);

    private final Cloud cloud;
    private final Sdk sdk;
    private String image = "";

    FailedLaunchTest(Cloud cloud) {
        this.cloud = cloud;
        sdk = new Sdk(cloud);
    }

    @BeforeEach
    void registerAnImage() {
        cloud.s3().send("PUT", BUCKET, new byte[0]).ok();
        cloud.s3().send("PUT", OBJECT, BYTES).ok();
        image =
                sdk.ec2
                        .registerImage(
                                one ->
                                        one.imageLocation(OBJECT.substring(1))
                                                .name("wire-failing")
                                                .kernelId(cloud.image("kernel"))
                                                .ramdiskId(cloud.image("ramdisk")))
                        .imageId();
        sdk.waiter.waitUntilImageAvailable(these -> these.imageIds(image));
    }

    @AfterEach
    void deregisterIt() {
        sdk.ec2.deregisterImage(one -> one.imageId(image));
        Answer deleted = cloud.s3().send("DELETE", OBJECT, new byte[0]);
        assertTrue(deleted.status() == 204, deleted::toString);
        cloud.s3().send("DELETE", BUCKET, new byte[0]).ok();
        sdk.close();
    }

    @Test
    void theObjectWasWrittenAnew() {
        byte[] other = BYTES.clone();
        other[100]++;
        cloud.s3().send("PUT", OBJECT, other).ok();
        assertEndsWith("has not the bytes that were registered");
    }

    @Test
    void theObjectWasDeleted() {
        cloud.s3().send("DELETE", OBJECT, new byte[0]).ok();
        assertEndsWith("is not in the object store any longer");
    }

    private void assertEndsWith(String cause) {
        String id =
                sdk.ec2
                        .runInstances(one -> one.imageId(image).minCount(1).maxCount(1))
                        .instances()
                        .get(0)
                        .instanceId();
        // The SDK's own waiter takes it for a failure that it is pending first.
        Wait.until(
                id + " ends",
                Duration.ofSeconds(60),
                () -> sdk.instance(id).state().name() == InstanceStateName.TERMINATED);
        Instance ended = sdk.instance(id);
        String message =
                "Server.InternalError: the object of the image %s %s; register the image again"
                        .formatted(image, cause);
        assertEquals("Server.InternalError", ended.stateReason().code());
        assertEquals(message, ended.stateReason().message());
        assertTrue(
                ended.stateTransitionReason().startsWith(message + " ("),
                ended::stateTransitionReason);
        assertEquals(
                id,
                sdk.ec2
                        .describeInstances(
                                these ->
                                        these.filters(
                                                Sdk.filter("image-id", image),
                                                Sdk.filter("state-reason-message", message)))
                        .reservations()
                        .get(0)
                        .instances()
                        .get(0)
                        .instanceId());
    }
}
