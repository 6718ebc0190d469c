package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.volume.VolumeRequest;
import io.nova.frontend.ec2.TestCloud.Answer;
import io.nova.model.volume.VolumeState;
import io.nova.model.volume.VolumeType;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Volumes and snapshots as clients ask for them and read them back. */
class VolumeActionsTest {

    private final TestCloud cloud = new TestCloud();

    @AfterEach
    void stop() {
        cloud.close();
    }

    private static Set<String> ids(Answer answer, String element) {
        assertEquals(200, answer.status(), answer.body());
        Set<String> ids = new TreeSet<>();
        Matcher matcher =
                Pattern.compile("<item><%s>\\w+-0*(\\w+)</".formatted(element))
                        .matcher(answer.body());
        while (matcher.find()) {
            ids.add(matcher.group(1));
        }
        return ids;
    }

    @ParameterizedTest(name = "{0}={1} finds {2}")
    @CsvSource({
        "attachment.attach-time, 2026-01-02T03:04:05.000Z, 2",
        "attachment.delete-on-termination, true, 2",
        "attachment.device, /dev/sd?, 2",
        "attachment.instance-id, i-*1, 2",
        "attachment.status, attached, 2",
        "attachment.status, detached, ''",
        "availability-zone, nova, 12",
        "availability-zone-id, north, ''",
        "create-time, 2026-*, 12",
        "encrypted, false, 12",
        "fast-restored, false, 12",
        "multi-attach-enabled, true, ''",
        "operator.managed, false, 12",
        "operator.principal, *, ''",
        "size, 2, 2",
        "snapshot-id, snap-*2, 2",
        "snapshot-id, '', 1",
        "status, available, 1",
        "tag:Name, d?ta, 1",
        "tag-key, *, 1",
        "volume-id, vol-*1, 1",
        "volume-type, gp3, 2",
    })
    void filtersFindVolumes(String name, String value, String found) {
        Answer answer =
                cloud.post("DescribeVolumes", "Filter.1.Name", name, "Filter.1.Value.1", value);
        assertEquals(Set.of(found), Set.of(joined(ids(answer, "volumeId"))));
    }

    @ParameterizedTest(name = "{0}={1} finds {2}")
    @CsvSource({
        "description, for <tests>, 1",
        "description, '', 3",
        "encrypted, true, ''",
        "owner-alias, amazon, ''",
        "owner-id, 123456789012, 123",
        "progress, 100%, 2",
        "snapshot-id, snap-*3, 3",
        "start-time, 2026-*, 123",
        "status, pending, 1",
        "status, error, 3",
        "storage-tier, standard, 123",
        "transfer-type, standard, 123",
        "tag:a, b, 1",
        "tag-key, a, 1",
        "volume-id, vol-*2, 23",
        "volume-size, 1, 1",
    })
    void filtersFindSnapshots(String name, String value, String found) {
        Answer answer =
                cloud.post("DescribeSnapshots", "Filter.1.Name", name, "Filter.1.Value.1", value);
        assertEquals(Set.of(found), Set.of(joined(ids(answer, "snapshotId"))));
    }

    private static String joined(Set<String> ids) {
        return String.join("", ids);
    }

    @ParameterizedTest(name = "{0}={1} finds {2}")
    @CsvSource({
        "Owner.1, self, 3",
        "Owner.1, 123456789012, 3",
        "Owner.1, 210987654321, 0",
        "Owner.1, amazon, 0",
        "RestorableBy.1, self, 3",
        "RestorableBy.1, all, 0",
        "Owner.1, fnord, InvalidUserID.Malformed",
        "RestorableBy.1, fnord, InvalidUserID.Malformed",
    })
    void snapshotsAreFoundByOwner(String name, String value, String found) {
        Answer answer = cloud.post("DescribeSnapshots", name, value);
        assertEquals(
                found,
                answer.status() == 200
                        ? Integer.toString(answer.count("<snapshotId>"))
                        : answer.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"DescribeVolumes", "DescribeSnapshots"})
    void anUnknownFilterIsRefusedByName(String action) {
        Answer unknown = cloud.post(action, "Filter.1.Name", "fnord", "Filter.1.Value.1", "x");
        assertEquals("InvalidParameterValue", unknown.code());
        assertTrue(unknown.text("Message").contains("fnord"), unknown.body());
    }

    @Test
    void pagesHoldEveryVolumeOnce() {
        for (int i = 10; i < 22; i++) {
            cloud.volumes.put(FakeVolumes.volume(i, VolumeType.ST1, VolumeState.CREATING));
        }
        Set<String> all = new HashSet<>();
        String token = "";
        int pages = 0;
        do {
            Answer page = cloud.post("DescribeVolumes", "MaxResults", "5", "NextToken", token);
            ids(page, "volumeId").forEach(id -> assertTrue(all.add(id), id));
            token = page.text("nextToken");
            pages++;
        } while (!token.isEmpty());
        assertEquals(14, all.size());
        assertEquals(3, pages);
        assertEquals(
                "InvalidParameterCombination",
                cloud.post(
                                "DescribeVolumes",
                                "MaxResults",
                                "5",
                                "VolumeId.1",
                                FakeVolumes.FREE.value())
                        .code());
    }

    @Test
    void aVolumeIsReadBackWhole() {
        Answer free = cloud.post("DescribeVolumes", "VolumeId.1", FakeVolumes.FREE.value());
        assertTrue(free.body().contains("<snapshotId></snapshotId>"), free.body());
        assertTrue(free.body().contains("<attachmentSet/>"), free.body());
        assertEquals("available", free.text("status"));
        assertEquals("100", free.text("iops"));
        Answer used = cloud.post("DescribeVolumes", "VolumeId.1", FakeVolumes.USED.value());
        assertTrue(
                used.body()
                        .contains(
                                ("<attachmentSet><item><volumeId>%s</volumeId><instanceId>%s"
                                                + "</instanceId><device>/dev/sdf</device>"
                                                + "<status>attached</status>")
                                        .formatted(FakeVolumes.USED, Samples.instanceId(1))),
                used.body());
        assertEquals("true", used.text("deleteOnTermination"));
        assertEquals("3000", used.text("iops"));
        assertEquals("125", used.text("throughput"));
        assertEquals(FakeVolumes.snapshotId(2).value(), used.text("snapshotId"));
    }

    @Test
    void aSnapshotTellsHowFarItIsAndWhyItFailed() {
        Answer complete =
                cloud.post("DescribeSnapshots", "SnapshotId.1", FakeVolumes.snapshotId(2).value());
        assertEquals("100%", complete.text("progress"));
        assertEquals("completed", complete.text("status"));
        assertEquals("", complete.text("statusMessage"));
        Answer failed =
                cloud.post("DescribeSnapshots", "SnapshotId.1", FakeVolumes.snapshotId(3).value());
        assertEquals("error", failed.text("status"));
        assertEquals("the host has no room", failed.text("statusMessage"));
    }

    private Answer create(String more) {
        Map<String, String> parameters = new TreeMap<>(Requests.GOOD.get("CreateVolume"));
        parameters.remove("Size");
        for (String one : more.isEmpty() ? new String[0] : more.split(" ", -1)) {
            String[] pair = one.split("=", 2);
            parameters.put(pair[0], pair[1]);
        }
        return cloud.post(parameters);
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource({
        "'', MissingParameter, Size",
        "Size=0, InvalidParameterValue, Size",
        "Size=16385, InvalidParameterValue, Size",
        "Size=ten, InvalidParameterValue, Size",
        "Size=99999999999, InvalidParameterValue, Size",
        "Size=1 VolumeType=GP2, InvalidParameterValue, VolumeType",
        "Size=1 VolumeType=a/b, InvalidParameterValue, VolumeType",
        "Size=1 VolumeType=aoe Iops=100, InvalidParameterCombination, Iops",
        "Size=1025 VolumeType=standard, InvalidParameterValue, Size",
        "Size=3 VolumeType=io1 Iops=100, InvalidParameterValue, Size",
        "Size=4 VolumeType=io1, MissingParameter, Iops",
        "Size=4 VolumeType=io2, MissingParameter, Iops",
        "Size=4 VolumeType=io1 Iops=99, InvalidParameterValue, Iops",
        "Size=4 VolumeType=io1 Iops=201, InvalidParameterCombination, Iops",
        "Size=65537 VolumeType=io2 Iops=100, InvalidParameterValue, Size",
        "Size=4 VolumeType=io2 Iops=256001, InvalidParameterValue, Iops",
        "Size=124 VolumeType=st1, InvalidParameterValue, Size",
        "Size=16385 VolumeType=sc1, InvalidParameterValue, Size",
        "Size=200 VolumeType=sc1 Iops=100, InvalidParameterCombination, Iops",
        "Size=1 Iops=100, InvalidParameterCombination, Iops",
        "Size=1 Throughput=125, InvalidParameterCombination, Throughput",
        "Size=1 VolumeType=gp3 Iops=2999, InvalidParameterValue, Iops",
        "Size=6 VolumeType=gp3 Iops=3001, InvalidParameterCombination, Iops",
        "Size=1 VolumeType=gp3 Throughput=124, InvalidParameterValue, Throughput",
        "Size=1 VolumeType=gp3 Throughput=2001, InvalidParameterValue, Throughput",
        "Size=1 VolumeType=gp3 Throughput=751, InvalidParameterCombination, Throughput",
        "SnapshotId=snap-1, InvalidSnapshotID.Malformed, snap-1",
        "Size=1 Encrypted=true, UnsupportedOperation, Encrypted",
        "Size=1 KmsKeyId=x, UnsupportedOperation, KmsKeyId",
        "Size=1 OutpostArn=x, UnsupportedOperation, OutpostArn",
        "Size=1 MultiAttachEnabled=true, UnsupportedOperation, MultiAttachEnabled",
        "Size=1 ClientToken=ä, InvalidParameterValue, ClientToken",
    })
    void aVolumeThatEc2DoesNotHaveIsRefused(String more, String code, String about) {
        Answer answer = create(more);
        assertEquals(code, answer.code(), answer.body());
        assertTrue(answer.text("Message").contains(about), answer.body());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Size=1, 1, -, GP2, -, -",
        "Size=1 VolumeType=gp3, 1, -, GP3, 3000, 125",
        "Size=65536 VolumeType=gp3 Iops=8000 Throughput=2000, 65536, -, GP3, 8000, 2000",
        "Size=4 VolumeType=io1 Iops=200, 4, -, IO1, 200, -",
        "Size=256 VolumeType=io2 Iops=256000, 256, -, IO2, 256000, -",
        "Size=125 VolumeType=st1, 125, -, ST1, -, -",
        "Size=1024 VolumeType=standard, 1024, -, STANDARD, -, -",
        "Size=65536 VolumeType=aoe, 65536, -, aoe, -, -",
        "SnapshotId=snap-00000001, -, snap-00000001, GP2, -, -",
        "Size=9 SnapshotId=snap-00000001, 9, snap-00000001, GP2, -, -",
    })
    void aVolumeIsAskedForAsEc2Would(
            String more, String gib, String snapshot, String type, String iops, String mib) {
        Answer answer =
                create(
                        more
                                + " ClientToken=once TagSpecification.1.ResourceType=volume"
                                + " TagSpecification.1.Tag.1.Key=k TagSpecification.1.Tag.1.Value=v");
        assertEquals(200, answer.status(), answer.body());
        VolumeRequest request = cloud.volumes.requests.get(0);
        assertEquals(gib, text(request.gib()));
        assertEquals(snapshot, text(request.snapshot()));
        assertEquals(new VolumeType(type), request.type());
        assertEquals(iops, text(request.iops()));
        assertEquals(mib, text(request.throughput()));
        assertEquals(Optional.of("once"), request.clientToken());
        assertEquals(Map.of("k", "v"), request.tags());
        assertEquals("creating", answer.text("status"));
    }

    private static String text(Optional<?> value) {
        return value.map(Object::toString).orElse("-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dev/sdb",
                "/dev/sdf",
                "/dev/sdp",
                "/dev/sdz15",
                "/dev/xvdb",
                "/dev/xvdz",
                "/dev/xvdba",
                "/dev/vdb",
                "xvdh",
                "sdf"
            })
    void devicesHaveTheirNames(String device) {
        Answer answer = cloud.post(Requests.with("AttachVolume", "Device", device));
        assertEquals(device, answer.text("device"), answer.body());
        assertEquals("attaching", answer.text("status"));
        assertEquals("false", answer.text("deleteOnTermination"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dev/sda",
                "/dev/sda1",
                "/dev/vda",
                "xvda",
                "/dev/sdf16",
                "/dev/sdF",
                "/dev/nvme1n1",
                "/dev/../sdf",
                "sdf;reboot",
                "/dev/xvdaaa",
                "$(id)"
            })
    void whatIsNoDeviceForAVolumeIsRefused(String device) {
        Answer answer = cloud.post(Requests.with("AttachVolume", "Device", device));
        assertEquals("InvalidParameterValue", answer.code(), answer.body());
        assertTrue(answer.text("Message").contains("Device"), answer.body());
    }

    @ParameterizedTest(name = "{0} {1}={2} gives {3}")
    @CsvSource({
        "DescribeVolumes, VolumeId.1, vol-00000000000000099, InvalidVolume.NotFound",
        "DescribeVolumes, VolumeId.1, vol-99, InvalidVolumeID.Malformed",
        "DeleteVolume, VolumeId, vol-00000000000000099, InvalidVolume.NotFound",
        "DeleteVolume, VolumeId, snap-00000000000000001, InvalidVolumeID.Malformed",
        "AttachVolume, VolumeId, vol-00000000000000099, InvalidVolume.NotFound",
        "AttachVolume, VolumeId, vol-00000000000000002, VolumeInUse",
        "AttachVolume, InstanceId, fnord, InvalidInstanceID.Malformed",
        "DetachVolume, VolumeId, vol-00000000000000099, InvalidVolume.NotFound",
        "DetachVolume, Device, /dev/sdx, InvalidAttachment.NotFound",
        "CreateSnapshot, VolumeId, vol-00000000000000099, InvalidVolume.NotFound",
        "DescribeSnapshots, SnapshotId.1, snap-00000000000000099, InvalidSnapshot.NotFound",
        "DescribeSnapshots, SnapshotId.1, snap-99, InvalidSnapshotID.Malformed",
        "DeleteSnapshot, SnapshotId, snap-00000000000000099, InvalidSnapshot.NotFound",
    })
    void whatIsNotThereIsToldByName(String action, String name, String value, String code) {
        Answer answer = cloud.post(Requests.with(action, name, value));
        assertEquals(code, answer.code(), answer.body());
        assertTrue(answer.text("Message").contains(value), answer.body());
    }

    @Test
    void aDetachedVolumeIsOnItsWay() {
        Answer answer = cloud.post(Requests.with("DetachVolume", "Force", "true"));
        assertEquals("detaching", answer.text("status"));
        assertEquals(Samples.instanceId(1).value(), answer.text("instanceId"));
    }

    @Test
    void aSnapshotKeepsItsDescriptionAndTags() {
        Map<String, String> request = Requests.with("CreateSnapshot", "Description", "a & b");
        request.put("TagSpecification.1.ResourceType", "snapshot");
        request.put("TagSpecification.1.Tag.1.Key", "k");
        request.put("TagSpecification.1.Tag.1.Value", "v");
        Answer answer = cloud.post(request);
        assertEquals("a &amp; b", answer.text("description"));
        assertEquals("v", answer.text("value"));
        assertEquals("0%", answer.text("progress"));
        assertEquals(
                "InvalidParameterValue",
                cloud.post(Requests.with("CreateSnapshot", "Description", "x".repeat(256))).code());
    }

    @ParameterizedTest(name = "{0} {1}={2} finds {3} of {4} lists")
    @CsvSource({
        "DescribeVolumes, volume-id, vol-00000000000000002, 1, 0",
        "DescribeVolumes, volume-id, vol-00000000000000099, 0, 0",
        "DescribeVolumes, volume-id, fnord, 0, 0",
        "DescribeVolumes, volume-id, vol-*, 2, 1",
        "DescribeVolumes, attachment.instance-id, i-00000000000000001, 1, 0",
        "DescribeVolumes, attachment.instance-id, i-00000000000000002, 0, 0",
        "DescribeVolumes, attachment.instance-id, i-*1, 1, 1",
        "DescribeVolumes, snapshot-id, snap-00000000000000002, 1, 0",
        "DescribeVolumes, snapshot-id, snap-00000000000000099, 0, 0",
        "DescribeVolumes, snapshot-id, vol-00000000000000002, 0, 0",
        "DescribeVolumes, snapshot-id, snap-*, 1, 1",
        "DescribeSnapshots, snapshot-id, snap-00000000000000002, 1, 0",
        "DescribeSnapshots, snapshot-id, snap-00000000000000099, 0, 0",
        "DescribeSnapshots, snapshot-id, snap-*, 3, 1",
        "DescribeSnapshots, volume-id, vol-00000000000000002, 2, 0",
        "DescribeSnapshots, volume-id, vol-00000000000000001, 1, 0",
        "DescribeSnapshots, volume-id, i-00000000000000001, 0, 0",
    })
    void whatAnIndexCanServeIsNotSoughtInAList(
            String action, String filter, String value, int found, int walks) {
        Answer answer = cloud.post(action, "Filter.1.Name", filter, "Filter.1.Value.1", value);
        assertEquals(200, answer.status(), answer.body());
        assertEquals(
                found,
                answer.count(action.endsWith("Volumes") ? "<size>" : "<volumeSize>"),
                answer.body());
        assertEquals(walks, cloud.volumes.walks.get());
    }

    @Test
    void aFewThatWereLookedUpComeInPagesTooAndOtherFiltersHold() {
        for (int i = 10; i < 17; i++) {
            cloud.volumes.put(FakeVolumes.volume(i, VolumeType.GP2, VolumeState.AVAILABLE));
        }
        Map<String, String> parameters =
                TestCloud.parameters("DescribeVolumes", "Filter.1.Name", "volume-id");
        for (int i = 10; i < 17; i++) {
            parameters.put("Filter.1.Value." + i, FakeVolumes.volumeId(i).value());
        }
        parameters.put("MaxResults", "5");
        Answer first = cloud.post(parameters);
        assertEquals(5, first.count("<size>"));
        parameters.put("NextToken", first.text("nextToken"));
        Answer second = cloud.post(parameters);
        assertEquals(2, second.count("<size>"));
        assertEquals("", second.text("nextToken"));
        parameters.remove("NextToken");
        parameters.put("Filter.2.Name", "size");
        parameters.put("Filter.2.Value.1", "12");
        assertEquals(1, cloud.post(parameters).count("<size>"));
    }
}
