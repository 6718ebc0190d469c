package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.LaunchRequest;
import io.nova.frontend.ec2.TestCloud.Answer;
import io.nova.model.compute.BootPlan;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.LaunchSpec;
import io.nova.model.volume.DeviceRequest;
import io.nova.model.volume.VolumeType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Volumes that instances are launched with, show and let go. */
class BlockDeviceTest {

    private final TestCloud cloud = new TestCloud();

    @AfterEach
    void stop() {
        cloud.close();
    }

    private Answer send(String action, String more) {
        Map<String, String> parameters = new TreeMap<>(Requests.GOOD.get(action));
        for (String one : more.split(" ", -1)) {
            String[] pair = one.split("=", 2);
            parameters.put(pair[0], pair[1]);
        }
        return cloud.post(parameters);
    }

    /** A request with mappings, {@code 1.Ebs.VolumeSize} standing for the whole name. */
    private Answer mapped(String action, String more) {
        return send(action, "BlockDeviceMapping." + more.replace(" ", " BlockDeviceMapping."));
    }

    @Test
    void aLaunchTellsTheVolumesThatItWants() {
        Answer answer =
                send(
                        "RunInstances",
                        "BlockDeviceMapping.1.DeviceName=/dev/sdf"
                                + " BlockDeviceMapping.1.Ebs.VolumeSize=4"
                                + " BlockDeviceMapping.1.Ebs.VolumeType=gp3"
                                + " BlockDeviceMapping.1.Ebs.Encrypted=false"
                                + " BlockDeviceMapping.2.DeviceName=/dev/sdg"
                                + " BlockDeviceMapping.2.Ebs.SnapshotId=snap-00000001"
                                + " BlockDeviceMapping.2.Ebs.DeleteOnTermination=false"
                                + " BlockDeviceMapping.3.DeviceName=/dev/sdh"
                                + " BlockDeviceMapping.3.NoDevice="
                                + " BlockDeviceMapping.4.DeviceName=/dev/sdi"
                                + " BlockDeviceMapping.4.VirtualName=ephemeral0"
                                + " TagSpecification.1.ResourceType=volume"
                                + " TagSpecification.1.Tag.1.Key=k");
        assertEquals(200, answer.status(), answer.body());
        LaunchRequest request = cloud.instances.launches.get(0);
        assertEquals(
                List.of(
                        new DeviceRequest(
                                "/dev/sdf",
                                DeviceRequest.Kind.VOLUME,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(4),
                                Optional.of(VolumeType.GP3),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new DeviceRequest(
                                "/dev/sdg",
                                DeviceRequest.Kind.VOLUME,
                                Optional.empty(),
                                Optional.of(new io.nova.model.SnapshotId("snap-00000001")),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(false)),
                        DeviceRequest.none("/dev/sdh"),
                        DeviceRequest.virtual("/dev/sdi", "ephemeral0")),
                request.devices());
        assertEquals(Map.of("k", ""), request.volumeTags());
        assertEquals(Map.of(), request.tags());
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource({
        "1.Ebs.VolumeSize=1, MissingParameter, DeviceName",
        "1.DeviceName=/dev/sdf, InvalidBlockDeviceMapping, Ebs",
        "1.DeviceName=/dev/sdf 1.Ebs.VolumeSize=1 1.NoDevice=, InvalidBlockDeviceMapping, NoDevice",
        "1.DeviceName=/dev/sdf 1.VirtualName=floppy, InvalidBlockDeviceMapping, VirtualName",
        "1.DeviceName=/dev/sdf 1.VirtualName=ephemeral24, InvalidBlockDeviceMapping, VirtualName",
        "1.DeviceName=/dev/sdf 1.Ebs.VolumeSize=0, InvalidParameterValue, Ebs.VolumeSize",
        "1.DeviceName=/dev/sdf 1.Ebs.SnapshotId=x, InvalidSnapshotID.Malformed, x",
        "1.DeviceName=/dev/nvme0 1.Ebs.VolumeSize=1, InvalidParameterValue, DeviceName",
        "1.DeviceName=/dev/vda 1.NoDevice=, UnsupportedOperation, /dev/vda",
        "1.DeviceName=/dev/vda 1.VirtualName=ephemeral0, UnsupportedOperation, /dev/vda",
        "1.DeviceName=/dev/sda1 1.Ebs.DeleteOnTermination=false, UnsupportedOperation, /dev/sda1",
        "1.DeviceName=/dev/sda1 1.Ebs.VolumeType=io1, UnsupportedOperation, io1",
        "1.DeviceName=/dev/sda1 1.Ebs.VolumeType=aoe, UnsupportedOperation, aoe",
        "1.DeviceName=/dev/sda1 1.Ebs.VolumeType=Fnord, InvalidParameterValue, Fnord",
        "1.DeviceName=/dev/sda1 1.Ebs.Iops=3000, UnsupportedOperation, Iops",
        "1.DeviceName=/dev/sda1 1.Ebs.Throughput=125, UnsupportedOperation, Throughput",
        "1.DeviceName=/dev/sda1 1.Ebs.SnapshotId=snap-00000001, UnsupportedOperation, SnapshotId",
        "1.DeviceName=/dev/sda1 1.Ebs.VolumeSize=0, InvalidParameterValue, Ebs.VolumeSize",
        "1.DeviceName=/dev/sda1 1.Ebs.VolumeSize=9 2.DeviceName=/dev/vda 2.Ebs.VolumeSize=9,"
                + " InvalidParameterValue, /dev/vda",
        "1.DeviceName=/dev/sda1 1.Ebs.Encrypted=true, UnsupportedOperation, Encrypted",
        "1.DeviceName=/dev/sdf 1.Ebs.Encrypted=true, UnsupportedOperation, Encrypted",
        "1.DeviceName=/dev/sdf 1.Ebs.KmsKeyId=x, UnsupportedOperation, KmsKeyId",
    })
    void aMappingThatEc2DoesNotHaveIsRefused(String more, String code, String about) {
        Answer answer = mapped("RunInstances", more);
        assertEquals(code, answer.code(), answer.body());
        assertTrue(answer.text("Message").contains(about), answer.body());
        assertEquals(List.of(), cloud.instances.launches);
    }

    @Test
    void ofADeviceThatTheImageHasALaunchMayChangeAsLittleAsItLikes() {
        Answer answer =
                mapped("RunInstances", "1.DeviceName=/dev/sdf 1.Ebs.DeleteOnTermination=false");
        assertEquals(200, answer.status(), answer.body());
        assertTrue(cloud.instances.launches.get(0).devices().get(0).saysOnlyWhetherItGoes());
    }

    @ParameterizedTest(name = "{0} asks for {1} GiB")
    @CsvSource({
        "Ebs.VolumeSize=20 1.Ebs.VolumeType=gp3 1.Ebs.DeleteOnTermination=true, 20",
        "Ebs.VolumeSize=8 1.Ebs.VolumeType=standard 1.Ebs.Encrypted=false, 8",
        "Ebs.VolumeType=gp2, ",
        "Ebs.DeleteOnTermination=true, ",
    })
    void theSizeOfTheRootDiskIsAsked(String more, Integer gib) {
        for (String root : new String[] {"/dev/sda1", "/dev/xvda", "/dev/vda"}) {
            Answer answer =
                    mapped(
                            "RunInstances",
                            "1.DeviceName="
                                    + root
                                    + " 1."
                                    + more
                                    + " 2.DeviceName=/dev/sdf 2.Ebs.VolumeSize=1");
            assertEquals(200, answer.status(), answer.body());
        }
        assertEquals(3, cloud.instances.launches.size());
        for (LaunchRequest request : cloud.instances.launches) {
            assertEquals(Optional.ofNullable(gib), request.rootGib());
            assertEquals(
                    List.of("/dev/sdf"),
                    request.devices().stream().map(DeviceRequest::name).toList());
        }
    }

    private static final String MAPPING =
            ("<blockDeviceMapping><item><deviceName>/dev/sdf</deviceName><ebs><volumeId>%s"
                            + "</volumeId><status>attached</status><attachTime>"
                            + "2026-01-02T03:04:05.000Z</attachTime><deleteOnTermination>true"
                            + "</deleteOnTermination></ebs></item></blockDeviceMapping>")
                    .formatted(FakeVolumes.USED);

    @Test
    void anInstanceShowsItsVolumes() {
        Answer first =
                cloud.post("DescribeInstances", "InstanceId.1", Samples.instanceId(1).value());
        assertTrue(first.body().contains(MAPPING), first.body());
        Answer second =
                cloud.post("DescribeInstances", "InstanceId.1", Samples.instanceId(2).value());
        assertTrue(second.body().contains("<blockDeviceMapping/>"), second.body());
        assertEquals("instance-store", second.text("rootDeviceType"));
        assertTrue(
                send("DescribeInstanceAttribute", "Attribute=blockDeviceMapping")
                        .body()
                        .contains(MAPPING));
    }

    @Test
    void theRootDeviceHasTheNameThatItsImageGaveIt() {
        Instance plain = Samples.instance(7, 7, InstanceState.RUNNING, Map.of());
        LaunchSpec spec = plain.spec();
        BootPlan boot =
                new BootPlan(
                        spec.boot().image(), Optional.empty(), Optional.empty(), 1, "/dev/sda1");
        cloud.instances.put(
                plain.with(
                        new LaunchSpec(
                                spec.image(),
                                spec.kernel(),
                                spec.ramdisk(),
                                boot,
                                spec.type(),
                                spec.zone(),
                                spec.keyName(),
                                spec.publicKey(),
                                spec.userData(),
                                spec.shutdownBehavior())));
        Answer found =
                cloud.post(
                        "DescribeInstances",
                        "Filter.1.Name",
                        "root-device-name",
                        "Filter.1.Value.1",
                        "/dev/sda1");
        assertEquals(plain.id().value(), found.text("instanceId"));
        assertEquals("/dev/sda1", found.text("rootDeviceName"));
        Map<String, String> asked =
                Requests.with("DescribeInstanceAttribute", "Attribute", "rootDeviceName");
        asked.put("InstanceId", plain.id().value());
        assertEquals("<value>/dev/sda1</value>", cloud.post(asked).text("rootDeviceName"));
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource({
        "attach-time, 2026-01-*, 1",
        "delete-on-termination, true, 1",
        "delete-on-termination, false, 0",
        "device-name, /dev/sdf, 1",
        "device-name, /dev/vda, 0",
        "status, attached, 1",
        "volume-id, vol-00000000000000002, 1",
    })
    void instancesAreFoundByTheirVolumes(String filter, String value, int found) {
        Answer answer =
                cloud.post(
                        "DescribeInstances",
                        "Filter.1.Name",
                        "block-device-mapping." + filter,
                        "Filter.1.Value.1",
                        value);
        assertEquals(found, answer.count("<instanceState>"), answer.body());
    }

    private Answer modified(String more) {
        Map<String, String> parameters =
                Requests.without("ModifyInstanceAttribute", "DisableApiTermination");
        parameters.put("Attribute", "blockDeviceMapping");
        for (String one : more.split(" ", -1)) {
            String[] pair = one.split("=", 2);
            parameters.put("BlockDeviceMapping." + pair[0], pair[1]);
        }
        return cloud.post(parameters);
    }

    @Test
    void anOwnerSaysWhatGoesWithTheInstance() {
        Answer answer =
                modified(
                        "1.DeviceName=/dev/sdf 1.Ebs.DeleteOnTermination=false"
                                + " 2.DeviceName=/dev/sdg");
        assertEquals(200, answer.status(), answer.body());
        assertEquals(List.of(Map.of("/dev/sdf", false, "/dev/sdg", true)), cloud.volumes.changes);
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource({
        "1.Ebs.DeleteOnTermination=true, MissingParameter",
        "1.DeviceName=/dev/sdf 2.DeviceName=/dev/sdf, InvalidParameterValue",
        "1.DeviceName=/dev/sdf 1.Ebs.DeleteOnTermination=maybe, InvalidParameterValue",
        "1.DeviceName=/dev/vda 1.Ebs.DeleteOnTermination=false, InvalidParameterValue",
        "1.DeviceName=/dev/sdf 1.Ebs.VolumeId=vol-00000001, UnsupportedOperation",
    })
    void aChangeThatCannotBeIsRefused(String more, String code) {
        assertEquals(code, modified(more).code());
        assertEquals(List.of(), cloud.volumes.changes);
    }

    @Test
    void devicesAndOtherAttributesAreNotChangedTogether() {
        assertEquals(
                "InvalidParameterCombination",
                send("ModifyInstanceAttribute", "BlockDeviceMapping.1.DeviceName=/dev/sdf").code());
    }
}
