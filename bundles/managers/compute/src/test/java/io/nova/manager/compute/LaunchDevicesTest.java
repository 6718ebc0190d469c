package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.InvalidParameterException;
import io.nova.model.SnapshotId;
import io.nova.model.image.Image;
import io.nova.model.image.ImageDevice;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.DeviceRequest;
import io.nova.model.volume.DeviceRequest.Kind;
import io.nova.model.volume.VolumeType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an image brings, and what a launch makes of it. */
class LaunchDevicesTest {

    private static final SnapshotId SNAPSHOT = new SnapshotId("snap-00000000000000001");
    private static final SnapshotId OTHER = new SnapshotId("snap-00000000000000002");

    private static final BlockDevice DATA =
            new BlockDevice(
                    "/dev/sdf",
                    Optional.of(SNAPSHOT),
                    Optional.of(8),
                    VolumeType.IO1,
                    Optional.of(200),
                    Optional.empty(),
                    false);

    private static final BlockDevice BLANK =
            new BlockDevice(
                    "/dev/sdg",
                    Optional.empty(),
                    Optional.of(2),
                    VolumeType.GP2,
                    Optional.empty(),
                    Optional.empty(),
                    true);

    private final Image image =
            new Lab()
                    .get(Lab.OTHER, Lab.IMAGE)
                    .withDevices(
                            List.of(
                                    ImageDevice.of(DATA),
                                    ImageDevice.of(BLANK),
                                    new ImageDevice(
                                            "/dev/sdh",
                                            Optional.empty(),
                                            Optional.of("ephemeral0")),
                                    new ImageDevice(
                                            "/dev/sdi", Optional.empty(), Optional.empty())));

    private List<BlockDevice> launched(DeviceRequest... asked) {
        return LaunchDevices.of(image, List.of(asked));
    }

    private static DeviceRequest ebs(
            String name, String snapshot, Integer gib, String type, Integer iops, Boolean goes) {
        return new DeviceRequest(
                name,
                Kind.VOLUME,
                Optional.empty(),
                Optional.ofNullable(snapshot).map(SnapshotId::new),
                Optional.ofNullable(gib),
                Optional.ofNullable(type).map(word -> VolumeType.of(word).orElseThrow()),
                Optional.ofNullable(iops),
                Optional.empty(),
                Optional.ofNullable(goes));
    }

    @Test
    void anImageBringsItsVolumesAndLendsItsSnapshots() {
        assertEquals(List.of(DATA.lentBy(Lab.OTHER.project()), BLANK), launched());
    }

    @Test
    void aRequestLeavesSingleDevicesOut() {
        assertEquals(List.of(BLANK), launched(DeviceRequest.none("/dev/sdf")));
        assertEquals(List.of(BLANK), launched(DeviceRequest.virtual("/dev/sdf", "ephemeral0")));
        assertEquals(2, launched(DeviceRequest.none("/dev/sdp")).size());
    }

    @Test
    void aRequestChangesWhatItNamesAlone() {
        BlockDevice larger = launched(ebs("/dev/sdf", null, 20, null, null, true)).get(1);
        assertEquals(
                new BlockDevice(
                                "/dev/sdf",
                                Optional.of(SNAPSHOT),
                                Optional.of(20),
                                VolumeType.IO1,
                                Optional.of(200),
                                Optional.empty(),
                                true)
                        .lentBy(Lab.OTHER.project()),
                larger);
        BlockDevice otherType = launched(ebs("/dev/sdf", null, null, "gp3", null, null)).get(1);
        assertEquals(Optional.of(3000), otherType.iops());
        assertEquals(Optional.of(SNAPSHOT), otherType.snapshot());
        assertTrue(!otherType.deleteOnTermination());
    }

    @Test
    void theImagesSnapshotMayBeNamedAndAnotherIsTheCallersOwn() {
        BlockDevice same =
                launched(ebs("/dev/sdf", SNAPSHOT.value(), null, null, null, null)).get(1);
        assertEquals(DATA.lentBy(Lab.OTHER.project()), same);
        BlockDevice own = launched(ebs("/dev/sdf", OTHER.value(), null, null, null, null)).get(1);
        assertEquals(Optional.of(OTHER), own.snapshot());
        assertEquals(Optional.empty(), own.lender());
        assertEquals(Optional.empty(), own.gib());
    }

    @Test
    void aRequestAddsVolumes() {
        BlockDevice added = launched(ebs("/dev/sdj", null, 4, null, null, null)).get(2);
        assertEquals(VolumeType.GP2, added.type());
        assertTrue(added.deleteOnTermination());
    }

    @ParameterizedTest(name = "{0} {1} GiB {2} {3}: {4}")
    @CsvSource({
        "/dev/sdj, , , , VolumeSize",
        "/dev/sdj, 1, , 100, Iops",
        "/dev/sdj, 4, io1, , Iops",
        "/dev/sdg, , st1, , VolumeSize",
        "/dev/sdf, , io1, 500, Iops",
        "/dev/sdf, , gp2, 200, Iops",
    })
    void aVolumeThatEc2DoesNotHaveIsRefused(
            String name, Integer gib, String type, Integer iops, String about) {
        InvalidParameterException refusal =
                assertThrows(
                        InvalidParameterException.class,
                        () -> launched(ebs(name, null, gib, type, iops, null)));
        assertTrue(String.valueOf(refusal.getMessage()).contains(about), refusal.getMessage());
    }
}
