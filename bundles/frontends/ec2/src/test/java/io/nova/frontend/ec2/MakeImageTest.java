package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.image.CaptureRequest;
import io.nova.api.image.ImageRegistration;
import io.nova.frontend.ec2.TestCloud.Answer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of instances and of uploads, as they are asked for. */
class MakeImageTest {

    private final TestCloud cloud = new TestCloud();

    @AfterEach
    void stop() {
        cloud.close();
    }

    private Answer make(String action, String... more) {
        Map<String, String> parameters = new TreeMap<>(Requests.GOOD.get(action));
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return cloud.post(parameters);
    }

    @Test
    void whatIsAskedForACopyArrivesWhole() {
        Answer answer =
                make(
                        "CreateImage",
                        "NoReboot",
                        "true",
                        "Description",
                        "for <all>",
                        "TagSpecification.1.ResourceType",
                        "image",
                        "TagSpecification.1.Tag.1.Key",
                        "a",
                        "TagSpecification.1.Tag.1.Value",
                        "b");
        assertTrue(answer.text("imageId").startsWith("ami-"), answer.body());
        assertEquals(
                new CaptureRequest(
                        Samples.instanceId(1), "golden", "for <all>", false, Map.of("a", "b")),
                cloud.images.captures.get(0));
    }

    @Test
    void anInstanceRestsUnlessItsOwnerSaysNo() {
        assertEquals(200, make("CreateImage").status());
        assertTrue(cloud.images.captures.get(0).rest());
    }

    @ParameterizedTest(name = "{0}={1} gives {2}")
    @CsvSource({
        "InstanceId, i-xyz, InvalidInstanceID.Malformed",
        "NoReboot, perhaps, InvalidParameterValue",
        "TagSpecification.1.ResourceType, snapshot, InvalidParameterValue",
        "BlockDeviceMapping.1.DeviceName, /dev/vda, UnsupportedOperation",
    })
    void whatCannotBeIsRefused(String name, String value, String code) {
        Answer answer = make("CreateImage", name, value);
        assertEquals(code, answer.code(), answer.body());
        assertTrue(cloud.images.captures.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RegisterImage", "CreateImage"})
    void aLongDescriptionIsRefused(String action) {
        assertEquals("InvalidParameterValue", make(action, "Description", "x".repeat(256)).code());
    }

    @Test
    void whatIsNotSaidIsLeftToTheManifest() {
        assertEquals(200, make("RegisterImage").status());
        ImageRegistration asked = cloud.images.registrations.get(0);
        assertEquals("", asked.name());
        assertEquals(Optional.empty(), asked.architecture());
        assertEquals(Optional.empty(), asked.kernel());
        assertEquals(Optional.empty(), asked.type());
    }
}
