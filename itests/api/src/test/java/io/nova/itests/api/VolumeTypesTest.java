package io.nova.itests.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.api.ApiClient.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cloud whose volumes are of two technologies, one of which reaches no other host. */
class VolumeTypesTest {

    private static WholeApi api;
    private static Belongings own;

    @BeforeAll
    static void start() {
        api = new WholeApi();
        own = new Belongings(api, 1, "own");
        api.volumeHost("far-1", "shelf", true).follow();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static Answer create(String type) {
        return own.client.call(
                "CreateVolume", "Size", "1", "AvailabilityZone", "nova", "VolumeType", type);
    }

    private static Answer ok(Answer answer) {
        assertEquals("", answer.code(), answer.body());
        return answer;
    }

    @Test
    void aTechnologyIsATypeThatIsShownAndFoundAsItWasAskedFor() {
        String volume = ok(create("shelf")).text("volumeId");
        ok(create("simulated"));
        Answer found =
                ok(
                        own.client.call(
                                "DescribeVolumes",
                                "Filter.1.Name",
                                "volume-type",
                                "Filter.1.Value.1",
                                "shelf"));
        assertTrue(found.texts("volumeId").contains(volume), found.body());
        assertEquals(List.of("shelf"), found.texts("volumeType").stream().distinct().toList());
    }

    @Test
    void aTypeThatTheCloudDoesNotHaveIsRefusedWithThoseThatItHas() {
        Answer refused = create("tape");
        assertEquals("InvalidParameterValue", refused.code());
        assertTrue(refused.text("Message").contains("sc1, shelf, simulated, st1"), refused.body());
        assertEquals("InvalidParameterValue", run("tape").code());
    }

    @Test
    void aVolumeThatDoesNotReachTheInstanceIsNotAttached() {
        String volume = ok(create("shelf")).text("volumeId");
        api.volumeHost("far-1", "shelf", true).follow();
        Answer refused =
                own.client.call(
                        "AttachVolume",
                        "VolumeId",
                        volume,
                        "InstanceId",
                        own.value("InstanceId"),
                        "Device",
                        "/dev/vdk");
        assertEquals("UnsupportedOperation", refused.code(), refused.body());
    }

    @Test
    void instancesRunWhereTheirVolumesReachThemOrNowhere() {
        ok(run("simulated"));
        assertEquals("InsufficientInstanceCapacity", run("shelf").code());
    }

    private static Answer run(String type) {
        return own.client.call(
                "RunInstances",
                "ImageId",
                own.value("ImageId"),
                "MinCount",
                "1",
                "MaxCount",
                "1",
                "BlockDeviceMapping.1.DeviceName",
                "/dev/vdg",
                "BlockDeviceMapping.1.Ebs.VolumeSize",
                "1",
                "BlockDeviceMapping.1.Ebs.VolumeType",
                type);
    }
}
