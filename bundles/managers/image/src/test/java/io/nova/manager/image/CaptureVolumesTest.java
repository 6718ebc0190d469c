package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.InstanceService;
import io.nova.api.identity.Authorizer;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.image.CaptureRequest;
import io.nova.api.image.LaunchableImages;
import io.nova.api.objectstore.BucketService;
import io.nova.api.volume.InstanceSnapshotService;
import io.nova.api.volume.InstanceSnapshotService.Progress;
import io.nova.api.volume.SnapshotSources;
import io.nova.model.AlreadyExistsException;
import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.SnapshotId;
import io.nova.model.UnavailableException;
import io.nova.model.compute.Instance;
import io.nova.model.image.Image;
import io.nova.model.image.ImageDevice;
import io.nova.model.image.ImageState;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.DeviceRequest;
import io.nova.model.volume.DeviceRequest.Kind;
import io.nova.protocol.CaptureAssignment;
import io.nova.protocol.CaptureHold;
import io.nova.protocol.CaptureReport;
import io.nova.protocol.CapturesRequest;
import io.nova.protocol.UploadRequest;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Records;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.net.URI;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Images of instances that have volumes, with the hosts played by hand. */
class CaptureVolumesTest {

    private static final HostId HOST = SampleInstance.RUNNING.host();
    private static final InstanceId INSTANCE = SampleInstance.RUNNING.id();

    private final MutableClock clock = new MutableClock();
    private final MemoryStateStore store = new MemoryStateStore(clock);
    private final FakeObjects objects = new FakeObjects(store);
    private final FakeSnapshots snapshots =
            new FakeSnapshots(store).volume("/dev/sdf", true).volume("/dev/sdg", false);
    private final MessageBus bus =
            FakeObjects.fake(
                    MessageBus.class,
                    (proxy, method, arguments) ->
                            method.getName().equals("serve")
                                    ? (Subscription) () -> {}
                                    : CompletableFuture.completedFuture(null));
    private final CaptureManager manager =
            new CaptureManager(
                    store,
                    bus,
                    new SteppedReconcileEngine(clock, new Random(7)),
                    FakeObjects.fake(Authorizer.class, (proxy, method, arguments) -> null),
                    FakeObjects.fake(QuotaService.class, (proxy, method, arguments) -> 2L),
                    objects.callers(),
                    objects.projects(),
                    objects.service(),
                    FakeObjects.fake(BucketService.class, (proxy, method, arguments) -> null),
                    FakeObjects.fake(
                            InstanceService.class,
                            (proxy, method, arguments) ->
                                    new Page<Instance>(
                                            List.of(SampleInstance.RUNNING), Optional.empty())),
                    FakeObjects.fake(
                            LaunchableImages.class,
                            (proxy, method, arguments) -> Samples.image(7, ImageState.AVAILABLE)),
                    snapshots,
                    snapshots,
                    clock,
                    objects.ids,
                    FakeObjects.fake(
                            ImageManager.Config.class,
                            (proxy, method, arguments) -> method.getDefaultValue()));
    private final ImageBucket bucket = objects.bucket();
    private final CaptureEnds ends =
            new CaptureEnds(store, objects.service(), bucket, snapshots, clock, objects.ids);
    private final CaptureDesk desk =
            new CaptureDesk(
                    store,
                    bus,
                    ends,
                    snapshots,
                    bucket,
                    new PresignedUrls(
                            objects.credential(), URI.create("http://s3:3333"), "nova", clock),
                    objects.ids,
                    id -> {});

    private Image made(String name, DeviceRequest... devices) {
        return manager.create(
                FakeObjects.CALLER,
                new CaptureRequest(
                        INSTANCE,
                        name,
                        "",
                        true,
                        Map.of(),
                        List.of(devices),
                        Map.of("kept", "by image")));
    }

    private Image now(Image image) {
        return store.get(ImageKinds.IMAGE, image.id().value()).orElseThrow().value();
    }

    private static List<String> names(Image image) {
        return image.devices().stream().map(ImageDevice::name).toList();
    }

    private static DeviceRequest ebs(String name, SnapshotId snapshot, Integer gib, Boolean goes) {
        return new DeviceRequest(
                name,
                Kind.VOLUME,
                Optional.empty(),
                Optional.ofNullable(snapshot),
                Optional.ofNullable(gib),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(goes));
    }

    private boolean over(Image image) {
        return desk.hold(new CaptureHold(HOST, image.id())).over();
    }

    /** The host uploads its copy of the root disk. */
    private void copied(Image image) throws Exception {
        byte[] disk = new byte[1024];
        String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(disk));
        String url = desk.upload(new UploadRequest(HOST, image.id(), sha256, 1024)).url();
        objects.objects.put(URI.create(url).getPath().substring(1), disk);
        var unused = desk.captured(new CaptureReport(HOST, image.id(), sha256, 1024, ""));
    }

    private void look(Image image) throws Exception {
        var unused = ends.look(image.id());
    }

    private long uses(SnapshotId id) {
        return store.used(SnapshotSources.images(id));
    }

    private void assertNothingIsLeft(Image image) {
        assertEquals(List.of(), List.copyOf(snapshots.there));
        assertTrue(store.get(Capture.KIND, image.id().value()).isEmpty());
        image.snapshots().forEach(id -> assertEquals(0, uses(id), "of " + id));
        assertEquals(0, objects.objects.size());
    }

    @Test
    void theImageNamesASnapshotOfEachVolumeFromTheStart() {
        Image image = made("golden");
        assertEquals(List.of("/dev/sdf", "/dev/sdg"), names(image));
        BlockDevice first = image.devices().get(0).volume().orElseThrow();
        assertEquals(Optional.of(3), first.gib());
        assertTrue(first.deleteOnTermination());
        assertFalse(image.devices().get(1).volume().orElseThrow().deleteOnTermination());
        assertEquals(snapshots.there, image.snapshots());
        image.snapshots().forEach(id -> assertEquals(1, uses(id)));
        assertEquals(List.of(Map.of("kept", "by image")), snapshots.tags);
        assertEquals(0, store.used(InstanceSnapshotService.held(image.id())));
        assertEquals(
                List.of(new CaptureAssignment(image.id(), INSTANCE, true, true)),
                desk.asked(new CapturesRequest(HOST)).captures());
    }

    @Test
    void snapshotsAreBegunWhenTheGuestRestsAndTheImageIsThereWhenAllAreComplete() throws Exception {
        Image image = made("golden");
        assertEquals(0, snapshots.begun.size());
        assertFalse(over(image));
        assertEquals(image.snapshots(), snapshots.begun);
        snapshots.progress = Progress.COMPLETE;
        assertTrue(over(image));
        snapshots.progress = Progress.PENDING;
        copied(image);
        look(image);
        assertEquals(ImageState.PENDING, now(image).state());
        snapshots.progress = Progress.COMPLETE;
        look(image);
        assertEquals(ImageState.AVAILABLE, now(image).state());
        assertEquals(2, snapshots.there.size());
        image.snapshots().forEach(id -> assertEquals(1, uses(id)));
        assertTrue(store.get(Capture.KIND, image.id().value()).isEmpty());
        assertTrue(over(image), "a host that asks late holds its guest for nothing");
    }

    @Test
    void aSnapshotThatFailsFailsTheImageAndLeavesNothing() {
        Image image = made("golden");
        snapshots.progress = Progress.failed("the disk is full");
        assertTrue(over(image), "the guest need not rest for what will not be");
        assertEquals(ImageState.FAILED, now(image).state());
        assertEquals("the disk is full", now(image).reason());
        assertEquals(List.of(), desk.asked(new CapturesRequest(HOST)).captures());
        assertNothingIsLeft(image);
    }

    @Test
    void aSnapshotThatFailsAfterTheRootDiskWasSentFailsTheImageToo() throws Exception {
        Image image = made("golden");
        assertFalse(over(image));
        copied(image);
        snapshots.progress = Progress.failed("the disk is full");
        look(image);
        look(image);
        assertEquals("the disk is full", now(image).reason());
        assertNothingIsLeft(image);
    }

    @Test
    void aRootDiskThatIsNotCopiedLeavesNoSnapshots() {
        Image image = made("golden");
        snapshots.progress = Progress.COMPLETE;
        var unused = desk.captured(new CaptureReport(HOST, image.id(), "", 0, "it was terminated"));
        assertEquals("it was terminated", now(image).reason());
        assertNothingIsLeft(image);
        Tx.Builder again = Tx.of("deregister");
        SnapshotUse.give(again, now(image));
        assertTrue(Records.commit(store, again.build()) instanceof CommitResult.Ok);
        assertNothingIsLeft(image);
    }

    /** Commits an image's end, without what follows it. */
    private void ends(Image image, ImageState state, String reason) {
        var rec = store.get(ImageKinds.IMAGE, image.id().value()).orElseThrow();
        Tx.Builder tx =
                Tx.of("end")
                        .update(
                                ImageKinds.IMAGE,
                                rec,
                                rec.value().in(state, reason, Optional.empty()));
        SnapshotUse.give(tx, rec.value());
        assertTrue(Records.commit(store, tx.build()) instanceof CommitResult.Ok);
    }

    @Test
    void whoDiesBetweenFailingAnImageAndDroppingItsSnapshotsFindsThem() throws Exception {
        Image image = made("golden");
        ends(image, ImageState.FAILED, "no disk");
        assertEquals(2, snapshots.there.size());
        look(image);
        assertEquals("no disk", now(image).reason());
        assertNothingIsLeft(image);
    }

    @Test
    void aPendingImageThatIsDeregisteredLeavesNoSnapshots() throws Exception {
        Image image = made("golden");
        ends(image, ImageState.DEREGISTERED, "");
        look(image);
        assertNothingIsLeft(image);
    }

    @Test
    void aSnapshotThatAnotherImageNeedsOutlivesTheOneThatFails() {
        Image image = made("golden");
        SnapshotId shared = image.devices().get(0).snapshot().orElseThrow();
        var unused =
                Records.commit(
                        store,
                        Tx.of("other")
                                .quota(
                                        SnapshotSources.images(shared),
                                        1,
                                        SnapshotSources.MOST_IMAGES)
                                .build());
        var unusedAck = desk.captured(new CaptureReport(HOST, image.id(), "", 0, "no disk"));
        assertEquals(List.of(shared), List.copyOf(snapshots.there));
        assertEquals(1, uses(shared));
    }

    @Test
    void theRequestLeavesVolumesOutAndAddsOthers() {
        Image image =
                made(
                        "golden",
                        DeviceRequest.none("/dev/sdf"),
                        ebs("/dev/sdg", null, null, true),
                        ebs("/dev/sdh", null, 7, null),
                        ebs("/dev/sdi", FakeSnapshots.COMPLETE, null, false),
                        DeviceRequest.virtual("/dev/sdj", "ephemeral0"));
        assertEquals(List.of("/dev/sdg", "/dev/sdh", "/dev/sdi", "/dev/sdj"), names(image));
        assertEquals(1, snapshots.there.size());
        assertTrue(image.devices().get(0).volume().orElseThrow().deleteOnTermination());
        assertEquals(Optional.empty(), image.devices().get(1).snapshot());
        assertEquals(
                Optional.of(2), image.devices().get(2).volume().orElseThrow().gib(), "its size");
        assertEquals(1, uses(FakeSnapshots.COMPLETE));
        assertEquals(Optional.of("ephemeral0"), image.devices().get(3).virtualName());
    }

    @Test
    void anImageWithoutVolumesHoldsNoGuest() {
        Image image =
                made("golden", DeviceRequest.none("/dev/sdf"), DeviceRequest.none("/dev/sdg"));
        assertEquals(List.of(), image.devices());
        assertEquals(Map.of(), snapshots.held);
        assertFalse(desk.asked(new CapturesRequest(HOST)).captures().get(0).volumes());
    }

    @Test
    void whatCannotBeIsRefusedAndMakesNothing() {
        for (DeviceRequest bad :
                List.of(
                        ebs("/dev/sdf", null, 9, null),
                        DeviceRequest.virtual("/dev/sdf", "ephemeral0"),
                        ebs("/dev/sdh", null, null, true),
                        ebs("/dev/sdh", FakeSnapshots.COMPLETE, 1, null))) {
            assertThrows(InvalidParameterException.class, () -> made("golden", bad));
        }
        assertThrows(
                InvalidParameterException.class,
                () ->
                        made(
                                "golden",
                                DeviceRequest.none("/dev/sdf"),
                                DeviceRequest.none("/dev/sdf")));
        SnapshotId unknown = new SnapshotId("snap-00000000000000042");
        assertThrows(
                NotFoundException.class,
                () -> made("golden", ebs("/dev/sdh", unknown, null, null)));
        snapshots.most = 1;
        assertThrows(LimitExceededException.class, () -> made("golden"));
        assertEquals(0, snapshots.there.size());
        assertEquals(0, store.used(Quota.IMAGES.scope(FakeObjects.CALLER.project())));
    }

    @Test
    void anImageThatIsNotEnteredLeavesNoSnapshots() {
        Image first = made("golden");
        assertThrows(AlreadyExistsException.class, () -> made("golden"));
        Image second = made("silver");
        assertEquals(4, snapshots.there.size());
        assertThrows(LimitExceededException.class, () -> made("bronze"));
        assertEquals(4, snapshots.there.size());
        assertEquals(Set.of(first.id(), second.id()), snapshots.held.keySet());
    }

    @Test
    void whoseSnapshotsWereCleanedUpMeanwhileIsNoImage() {
        snapshots.cleanedUp = 1;
        assertThrows(UnavailableException.class, () -> made("golden"));
        assertEquals(0, snapshots.there.size());
        assertEquals(0, store.used(Quota.IMAGES.scope(FakeObjects.CALLER.project())));
    }
}
