package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.QuotaService;
import io.nova.api.image.ImageRegistration;
import io.nova.api.image.LaunchableImages;
import io.nova.api.image.SnapshotImageRequest;
import io.nova.api.volume.SnapshotSources;
import io.nova.json.Json;
import io.nova.model.InvalidParameterException;
import io.nova.model.NotFoundException;
import io.nova.model.SnapshotId;
import io.nova.model.image.Image;
import io.nova.model.image.ImageDevice;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.DeviceRequest;
import io.nova.model.volume.DeviceRequest.Kind;
import io.nova.model.volume.VolumeType;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Records;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Images that are registered with more than a root device. */
class ImageDevicesTest {

    private static final SnapshotId SNAPSHOT = FakeSnapshots.COMPLETE;

    private final MutableClock clock = new MutableClock();
    private final MemoryStateStore store = new MemoryStateStore(clock);
    private final FakeObjects objects = new FakeObjects(store);
    private final FakeSnapshots snapshots = new FakeSnapshots(store);
    private final LaunchableImages images =
            FakeObjects.fake(
                    LaunchableImages.class,
                    (proxy, method, arguments) -> Samples.image(7, ImageState.AVAILABLE));
    private final ImageEntry entry =
            new ImageEntry(
                    store, FakeObjects.fake(QuotaService.class, (proxy, method, args) -> 9L));
    private final ImageRegistrar registrar =
            new ImageRegistrar(
                    entry,
                    objects.sources(""),
                    images,
                    new ImageDevices(snapshots),
                    clock,
                    objects.ids);

    private static DeviceRequest volume(String name, Optional<SnapshotId> of, Integer gib) {
        return new DeviceRequest(
                name,
                Kind.VOLUME,
                Optional.empty(),
                of,
                Optional.ofNullable(gib),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(false));
    }

    private Image registered(Optional<ImageType> type, List<DeviceRequest> devices) {
        objects.objects.put("images/disk.img", new byte[1024]);
        return registrar.register(
                FakeObjects.CALLER,
                new ImageRegistration(
                        "golden",
                        "",
                        "images/disk.img",
                        type,
                        Optional.empty(),
                        "/dev/vda",
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        devices));
    }

    private long uses() {
        return store.used(SnapshotSources.images(SNAPSHOT));
    }

    private Image now(Image image) {
        return store.get(ImageKinds.IMAGE, image.id().value()).orElseThrow().value();
    }

    @Test
    void anUploadedImageHasTheDevicesThatItsOwnerSays() {
        Image image =
                registered(
                        Optional.empty(),
                        List.of(
                                volume("/dev/sdf", Optional.of(SNAPSHOT), null),
                                volume("/dev/sdg", Optional.empty(), 5),
                                DeviceRequest.virtual("/dev/sdh", "ephemeral0"),
                                DeviceRequest.none("/dev/sdi")));
        assertEquals(
                List.of(
                        ImageDevice.of(
                                new BlockDevice(
                                        "/dev/sdf",
                                        Optional.of(SNAPSHOT),
                                        Optional.of(2),
                                        VolumeType.GP2,
                                        Optional.empty(),
                                        Optional.empty(),
                                        false)),
                        ImageDevice.of(
                                new BlockDevice(
                                        "/dev/sdg",
                                        Optional.empty(),
                                        Optional.of(5),
                                        VolumeType.GP2,
                                        Optional.empty(),
                                        Optional.empty(),
                                        false)),
                        new ImageDevice("/dev/sdh", Optional.empty(), Optional.of("ephemeral0")),
                        new ImageDevice("/dev/sdi", Optional.empty(), Optional.empty())),
                now(image).devices());
        assertEquals(1, uses());
    }

    @Test
    void aSnapshotThatServesTwiceIsNeededOnceAndFreeWhenTheImageGoes() {
        SnapshotRegistrar ofSnapshots =
                new SnapshotRegistrar(entry, snapshots, images, clock, objects.ids);
        Image image =
                ofSnapshots
                        .enter(
                                FakeObjects.CALLER,
                                new SnapshotImageRequest(
                                        SNAPSHOT,
                                        Optional.empty(),
                                        "golden",
                                        "",
                                        "x86_64",
                                        "/dev/sda1",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Map.of(),
                                        List.of(
                                                volume("/dev/sdf", Optional.of(SNAPSHOT), 4),
                                                volume("/dev/sdg", Optional.of(SNAPSHOT), 2))))
                        .image();
        assertEquals(Set.of(SNAPSHOT), image.snapshots());
        assertEquals(1, uses());
        give(now(image));
        assertEquals(0, uses());
    }

    private void give(Image image) {
        Tx.Builder tx = Tx.of("give");
        SnapshotUse.give(tx, image);
        assertTrue(Records.commit(store, tx.build()) instanceof CommitResult.Ok);
    }

    @Test
    void anUploadedImageThatFailsKeepsItsSnapshotsUntilItIsDeregistered() {
        Image image =
                registered(
                        Optional.empty(), List.of(volume("/dev/sdf", Optional.of(SNAPSHOT), null)));
        give(image.in(ImageState.FAILED, "it is no disk", Optional.empty()));
        assertEquals(0, uses());
    }

    @Test
    void whatCannotBeIsRefusedAndUsesNothing() {
        SnapshotId unknown = new SnapshotId("snap-00000000000000001");
        List<DeviceRequest> many = new ArrayList<>();
        for (int i = 0; i <= 100; i++) {
            many.add(DeviceRequest.none("/dev/sd" + i));
        }
        for (List<DeviceRequest> bad :
                List.of(
                        List.of(volume("/dev/sdf", Optional.of(SNAPSHOT), 1)),
                        List.of(volume("/dev/sdf", Optional.empty(), null)),
                        List.of(DeviceRequest.none("/dev/sdf"), DeviceRequest.none("/dev/sdf")),
                        many)) {
            assertThrows(InvalidParameterException.class, () -> registered(Optional.empty(), bad));
        }
        assertThrows(
                InvalidParameterException.class,
                () ->
                        registered(
                                Optional.of(ImageType.KERNEL),
                                List.of(volume("/dev/sdf", Optional.empty(), 1))));
        assertThrows(
                NotFoundException.class,
                () ->
                        registered(
                                Optional.empty(),
                                List.of(volume("/dev/sdf", Optional.of(unknown), 1))));
        assertEquals(0, uses());
    }

    @Test
    void recordsOfBeforeImagesHadDevicesAreRead() {
        Image plain = Samples.image(1, ImageState.AVAILABLE);
        String text = Json.write(plain);
        assertTrue(text.contains(",\"devices\":[]"), text);
        assertEquals(plain, Json.read(text.replace(",\"devices\":[]", ""), Image.class));
        Image rich =
                plain.withDevices(
                        List.of(
                                ImageDevice.of(
                                        volume("/dev/sdf", Optional.of(SNAPSHOT), 3).volume())));
        assertEquals(rich, Json.read(Json.write(rich), Image.class));
    }
}
