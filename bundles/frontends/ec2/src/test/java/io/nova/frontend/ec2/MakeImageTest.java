package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.image.CaptureRequest;
import io.nova.api.image.ImageRegistration;
import io.nova.api.image.SnapshotImageRequest;
import io.nova.frontend.ec2.TestCloud.Answer;
import io.nova.model.ImageId;
import io.nova.model.SnapshotId;
import io.nova.model.image.Image;
import io.nova.model.image.ImageDevice;
import io.nova.model.image.ImageSnapshot;
import io.nova.model.image.ImageState;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.DeviceRequest;
import io.nova.model.volume.VolumeType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of instances and of uploads, as they are asked for. */
class MakeImageTest {

    private static final SnapshotId SNAPSHOT = new SnapshotId("snap-00000000000000001");

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
                        Samples.instanceId(1),
                        "golden",
                        "for <all>",
                        false,
                        Map.of("a", "b"),
                        List.of(),
                        Map.of()),
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
        "TagSpecification.1.ResourceType, volume, InvalidParameterValue",
        "BlockDeviceMapping.1.DeviceName, /dev/vda, UnsupportedOperation",
        "BlockDeviceMapping.1.DeviceName, /dev/sdf, InvalidBlockDeviceMapping",
        "BlockDeviceMapping.1.DeviceName, /dev/nvme0, InvalidParameterValue",
        "BlockDeviceMapping.1.Ebs.VolumeSize, 1, MissingParameter",
    })
    void whatCannotBeIsRefused(String name, String value, String code) {
        Answer answer = make("CreateImage", name, value);
        assertEquals(code, answer.code(), answer.body());
        assertTrue(cloud.images.captures.isEmpty());
    }

    @Test
    void whatAnImageIsToHaveOtherwiseThanItsInstanceArrives() {
        Answer answer =
                make(
                        "CreateImage",
                        "BlockDeviceMapping.1.DeviceName",
                        "/dev/sdf",
                        "BlockDeviceMapping.1.NoDevice",
                        "",
                        "BlockDeviceMapping.2.DeviceName",
                        "/dev/sdg",
                        "BlockDeviceMapping.2.Ebs.DeleteOnTermination",
                        "true",
                        "BlockDeviceMapping.3.DeviceName",
                        "/dev/vda",
                        "BlockDeviceMapping.3.Ebs.DeleteOnTermination",
                        "true",
                        "TagSpecification.1.ResourceType",
                        "snapshot",
                        "TagSpecification.1.Tag.1.Key",
                        "kept");
        assertEquals(200, answer.status(), answer.body());
        CaptureRequest asked = cloud.images.captures.get(0);
        assertEquals(
                List.of("/dev/sdf", "/dev/sdg"),
                asked.devices().stream().map(DeviceRequest::name).toList());
        assertEquals(DeviceRequest.none("/dev/sdf"), asked.devices().get(0));
        assertTrue(asked.devices().get(1).saysOnlyWhetherItGoes());
        assertEquals(Map.of("kept", ""), asked.snapshotTags());
        assertEquals(Map.of(), asked.tags());
    }

    @ParameterizedTest(name = "the root device of an image cannot have {0}={1}")
    @CsvSource({"VolumeSize, 9", "DeleteOnTermination, false", "SnapshotId, snap-00000001"})
    void theRootDeviceIsCopiedAsItIs(String name, String value) {
        Answer answer =
                make(
                        "CreateImage",
                        "BlockDeviceMapping.1.DeviceName",
                        "/dev/vda",
                        "BlockDeviceMapping.1.Ebs." + name,
                        value);
        assertEquals("UnsupportedOperation", answer.code(), answer.body());
        assertTrue(cloud.images.captures.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RegisterImage", "CreateImage"})
    void aLongDescriptionIsRefused(String action) {
        assertEquals("InvalidParameterValue", make(action, "Description", "x".repeat(256)).code());
    }

    @ParameterizedTest(name = "{0}={1} finds {2}")
    @CsvSource({
        "is-public, true, 1",
        "is-public, false, 1",
        "state, failed, 1",
        "state-reason-code, Client.*, 1",
        "state-reason-message, it is no *, 1",
        "source-instance-id, i-*, 0",
        "block-device-mapping.snapshot-id, snap-*, 0",
        "root-device-name, /dev/vda, 2",
        "image-allowed, true, 2",
        "tag:Name, image ?, 2",
        "name, image 4, 1",
    })
    void imagesAreFoundByWhatTheyAre(String name, String value, int found) {
        Answer answer =
                cloud.post("DescribeImages", "Filter.1.Name", name, "Filter.1.Value.1", value);
        assertEquals(found, answer.count("<imageId>"), answer.body());
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

    private Answer ofSnapshot(String... more) {
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("Action", "RegisterImage");
        parameters.put("Name", "golden");
        parameters.put("RootDeviceName", "/dev/sda1");
        parameters.put("BlockDeviceMapping.1.DeviceName", "/dev/sda1");
        parameters.put("BlockDeviceMapping.1.Ebs.SnapshotId", SNAPSHOT.value());
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        parameters.values().removeIf(String::isEmpty);
        return cloud.post(parameters);
    }

    @Test
    void aSnapshotIsRegisteredAsWhatItsMappingSays() {
        Answer answer =
                ofSnapshot(
                        "BlockDeviceMapping.1.Ebs.VolumeSize",
                        "9",
                        "BlockDeviceMapping.1.Ebs.DeleteOnTermination",
                        "true",
                        "KernelId",
                        "aki-00000000000000001",
                        "Description",
                        "of a disk");
        assertTrue(answer.text("imageId").startsWith("ami-"), answer.body());
        assertEquals(
                new SnapshotImageRequest(
                        SNAPSHOT,
                        Optional.of(9),
                        "golden",
                        "of a disk",
                        "x86_64",
                        "/dev/sda1",
                        Optional.of(new ImageId("aki-00000000000000001")),
                        Optional.empty(),
                        Map.of(),
                        List.of()),
                cloud.images.copies.get(0));
        assertTrue(cloud.images.registrations.isEmpty());
    }

    @Test
    void theRootDeviceIsTheOneThatIsMapped() {
        assertEquals(200, ofSnapshot("RootDeviceName", "").status());
        assertEquals("/dev/sda1", cloud.images.copies.get(0).rootDeviceName());
        assertEquals(Optional.empty(), cloud.images.copies.get(0).gib());
    }

    @ParameterizedTest(name = "{0}={1} gives {2}")
    @CsvSource({
        "ImageLocation, images/disk.img, InvalidParameterCombination",
        "Name, '', MissingParameter",
        "RootDeviceName, /dev/vda, UnsupportedOperation",
        "BlockDeviceMapping.1.DeviceName, /dev/sdf, MissingParameter",
        "BlockDeviceMapping.1.DeviceName, '', MissingParameter",
        "BlockDeviceMapping.2.DeviceName, /dev/sdf, InvalidBlockDeviceMapping",
        "BlockDeviceMapping.2.DeviceName, /dev/vda, UnsupportedOperation",
        "BlockDeviceMapping.1.Ebs.SnapshotId, '', MissingParameter",
        "BlockDeviceMapping.1.Ebs.SnapshotId, vol-1, InvalidSnapshotID.Malformed",
        "BlockDeviceMapping.1.Ebs.VolumeSize, 0, InvalidParameterValue",
        "BlockDeviceMapping.1.Ebs.DeleteOnTermination, false, UnsupportedOperation",
        "BlockDeviceMapping.1.Ebs.Encrypted, true, UnsupportedOperation",
        "BlockDeviceMapping.1.Ebs.VolumeType, gp3, UnsupportedOperation",
        "BlockDeviceMapping.1.VirtualName, ephemeral0, UnsupportedOperation",
    })
    void whatNoSnapshotIsRegisteredWithIsRefused(String name, String value, String code) {
        Answer answer = ofSnapshot(name, value);
        assertEquals(code, answer.code(), answer.body());
        assertTrue(cloud.images.copies.isEmpty());
    }

    @Test
    void furtherDevicesAreRegisteredBesideTheRoot() {
        Answer answer =
                ofSnapshot(
                        "BlockDeviceMapping.2.DeviceName",
                        "/dev/sdf",
                        "BlockDeviceMapping.2.Ebs.SnapshotId",
                        SNAPSHOT.value(),
                        "BlockDeviceMapping.2.Ebs.DeleteOnTermination",
                        "false");
        assertEquals(200, answer.status(), answer.body());
        DeviceRequest device = cloud.images.copies.get(0).devices().get(0);
        assertEquals(Optional.of(SNAPSHOT), device.snapshot());
        assertEquals(Optional.of(false), device.deleteOnTermination());
    }

    @Test
    void anUploadIsRegisteredWithDevicesToo() {
        Answer answer =
                make(
                        "RegisterImage",
                        "BlockDeviceMapping.1.DeviceName",
                        "/dev/sdf",
                        "BlockDeviceMapping.1.VirtualName",
                        "ephemeral0",
                        "BlockDeviceMapping.2.DeviceName",
                        "/dev/sdg",
                        "BlockDeviceMapping.2.Ebs.VolumeSize",
                        "4");
        assertEquals(200, answer.status(), answer.body());
        ImageRegistration asked = cloud.images.registrations.get(0);
        assertEquals(DeviceRequest.virtual("/dev/sdf", "ephemeral0"), asked.devices().get(0));
        assertEquals(Optional.of(4), asked.devices().get(1).gib());
    }

    @Test
    void anImageOfNothingIsRefused() {
        assertEquals(
                "MissingParameter",
                cloud.post(Map.of("Action", "RegisterImage", "Name", "golden")).code());
    }

    @Test
    void theSnapshotIsShownAndFound() {
        Image plain = Samples.image(1, Samples.PROJECT, ImageState.AVAILABLE, false);
        cloud.images.put(plain);
        cloud.images.put(
                new Image(
                        Samples.imageId(2),
                        plain.owner(),
                        plain.type(),
                        "golden",
                        "",
                        plain.location(),
                        "x86_64",
                        "/dev/sda1",
                        Optional.empty(),
                        Optional.empty(),
                        ImageState.FAILED,
                        "no disk",
                        Optional.empty(),
                        false,
                        Set.of(),
                        plain.createdAt(),
                        Map.of(),
                        Optional.empty(),
                        Optional.of(new ImageSnapshot(SNAPSHOT, 9)),
                        List.of()));
        for (String filter :
                new String[] {
                    "block-device-mapping.snapshot-id=" + SNAPSHOT,
                    "block-device-mapping.device-name=/dev/sda1",
                    "block-device-mapping.volume-size=9",
                    "block-device-mapping.delete-on-termination=true",
                    "block-device-mapping.encrypted=false",
                }) {
            Answer answer =
                    cloud.post(
                            Map.of(
                                    "Action",
                                    "DescribeImages",
                                    "Filter.1.Name",
                                    filter.split("=", 2)[0],
                                    "Filter.1.Value.1",
                                    filter.split("=", 2)[1]));
            assertEquals(Samples.imageId(2).value(), answer.text("imageId"), answer.body());
            assertEquals(SNAPSHOT.value(), answer.text("snapshotId"));
            assertEquals("9", answer.text("volumeSize"));
            assertEquals("instance-store", answer.text("rootDeviceType"));
            assertEquals("Server.InternalError", answer.text("code"));
        }
    }

    private static Image withDevices() {
        BlockDevice data =
                new BlockDevice(
                        "/dev/sdf",
                        Optional.of(SNAPSHOT),
                        Optional.of(8),
                        VolumeType.GP3,
                        Optional.of(3000),
                        Optional.of(125),
                        false);
        return Samples.image(3, Samples.PROJECT, ImageState.AVAILABLE, false)
                .withDevices(
                        List.of(
                                ImageDevice.of(data),
                                new ImageDevice(
                                        "/dev/sdg", Optional.empty(), Optional.of("ephemeral0")),
                                new ImageDevice("/dev/sdh", Optional.empty(), Optional.empty())));
    }

    private static final String MAPPING =
            ("<blockDeviceMapping><item><deviceName>/dev/sdf</deviceName><ebs><snapshotId>%s"
                            + "</snapshotId><volumeSize>8</volumeSize><deleteOnTermination>false"
                            + "</deleteOnTermination><volumeType>gp3</volumeType><iops>3000</iops>"
                            + "<throughput>125</throughput><encrypted>false</encrypted></ebs></item>"
                            + "<item><deviceName>/dev/sdg</deviceName><virtualName>ephemeral0"
                            + "</virtualName></item><item><deviceName>/dev/sdh</deviceName>"
                            + "<noDevice></noDevice></item></blockDeviceMapping>")
                    .formatted(SNAPSHOT);

    @Test
    void theDevicesOfAnImageAreShown() {
        Image image = withDevices();
        cloud.images.put(image);
        Answer shown = cloud.post("DescribeImages", "ImageId.1", image.id().value());
        assertTrue(shown.body().contains(MAPPING), shown.body());
        Answer attribute =
                cloud.post(
                        Map.of(
                                "Action",
                                "DescribeImageAttribute",
                                "ImageId",
                                image.id().value(),
                                "Attribute",
                                "blockDeviceMapping"));
        assertTrue(attribute.body().contains(MAPPING), attribute.body());
    }

    @ParameterizedTest(name = "block-device-mapping.{0}={1} finds {2}")
    @CsvSource({
        "delete-on-termination, false, 1",
        "delete-on-termination, true, 0",
        "device-name, /dev/sdf, 1",
        "device-name, /dev/sdg, 1",
        "device-name, /dev/sdp, 0",
        "encrypted, false, 1",
        "encrypted, true, 0",
        "snapshot-id, snap-*, 1",
        "volume-size, 8, 1",
        "volume-size, 9, 0",
        "volume-type, gp3, 1",
        "volume-type, gp2, 0",
    })
    void imagesAreFoundByTheirDevices(String filter, String value, int found) {
        cloud.images.put(withDevices());
        Answer answer =
                cloud.post(
                        "DescribeImages",
                        "Filter.1.Name",
                        "block-device-mapping." + filter,
                        "Filter.1.Value.1",
                        value);
        assertEquals(found, answer.count("<imageId>"), answer.body());
    }
}
