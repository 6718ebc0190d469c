package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.image.LaunchableImages;
import io.nova.api.image.SnapshotImageRequest;
import io.nova.api.volume.SnapshotSources;
import io.nova.model.AlreadyExistsException;
import io.nova.model.HostId;
import io.nova.model.ImageId;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.SnapshotId;
import io.nova.model.image.Image;
import io.nova.model.image.ImageSnapshot;
import io.nova.model.image.ImageState;
import io.nova.protocol.CaptureReport;
import io.nova.protocol.CapturesRequest;
import io.nova.protocol.SnapshotCopy;
import io.nova.protocol.UploadRequest;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.net.URI;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Images of snapshots, with the snapshot's host played by hand. */
class SnapshotImageTest {

    private static final SnapshotId SNAPSHOT = new SnapshotId("snap-00000000000000001");
    private static final HostId HOST = new HostId("h1");
    private static final ImageId KERNEL = new ImageId("ami-00000000000000007");

    private final MutableClock clock = new MutableClock();
    private final MemoryStateStore store = new MemoryStateStore(clock);
    private final FakeObjects objects = new FakeObjects(store);
    private final ImageBucket bucket = objects.bucket();
    private final FakeSnapshots snapshots = new FakeSnapshots(store);
    private final CaptureEnds ends =
            new CaptureEnds(store, objects.service(), bucket, snapshots, clock, objects.ids);
    private final CaptureDesk desk =
            new CaptureDesk(
                    store,
                    FakeObjects.fake(
                            MessageBus.class,
                            (proxy, method, arguments) -> (Subscription) () -> {}),
                    ends,
                    snapshots,
                    bucket,
                    new PresignedUrls(
                            objects.credential(), URI.create("http://s3:3333"), "nova", clock),
                    objects.ids,
                    id -> {});
    private final SnapshotRegistrar registrar =
            new SnapshotRegistrar(
                    new ImageEntry(
                            store,
                            FakeObjects.fake(QuotaService.class, (proxy, method, arguments) -> 2L)),
                    FakeObjects.fake(
                            SnapshotSources.class,
                            (proxy, method, arguments) ->
                                    new SnapshotSources.Source((SnapshotId) arguments[1], HOST, 2)),
                    FakeObjects.fake(
                            LaunchableImages.class,
                            (proxy, method, arguments) -> Samples.image(7, ImageState.AVAILABLE)),
                    clock,
                    objects.ids);

    private static SnapshotImageRequest request(String name, Optional<Integer> gib) {
        return new SnapshotImageRequest(
                SNAPSHOT,
                gib,
                name,
                "",
                "x86_64",
                "/dev/sda1",
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                List.of());
    }

    private Image made(String name) {
        return registrar.enter(FakeObjects.CALLER, request(name, Optional.empty())).image();
    }

    private Image now(Image image) {
        return store.get(ImageKinds.IMAGE, image.id().value()).orElseThrow().value();
    }

    private List<SnapshotCopy> asked() {
        return desk.snapshots(new CapturesRequest(HOST)).copies();
    }

    private long uses() {
        return store.used(SnapshotSources.images(SNAPSHOT));
    }

    /** What the volume manager does in the transaction that deletes the snapshot. */
    private boolean deletable() {
        Tx tx =
                Tx.of("delete/" + objects.ids.hex(8))
                        .quota(
                                SnapshotSources.images(SNAPSHOT),
                                SnapshotSources.MOST_IMAGES,
                                SnapshotSources.MOST_IMAGES)
                        .build();
        return io.nova.spi.state.Records.commit(store, tx)
                instanceof io.nova.spi.state.CommitResult.Ok;
    }

    private void failed(Image image) {
        var unused = desk.captured(new CaptureReport(HOST, image.id(), "", 0, "no disk"));
    }

    @Test
    void theHostIsAskedForACopyAndThatIsTheImage() throws Exception {
        Image image = made("golden");
        assertEquals(Optional.of(new ImageSnapshot(SNAPSHOT, 2)), image.sourceSnapshot());
        assertEquals(ImageState.PENDING, now(image).state());
        assertEquals(List.of(new SnapshotCopy(image.id(), SNAPSHOT, 2L << 30)), asked());
        assertEquals(
                List.of(), desk.asked(new CapturesRequest(HOST)).captures(), "it is no instance's");
        byte[] disk = new byte[1024];
        String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(disk));
        String url = desk.upload(new UploadRequest(HOST, image.id(), sha256, 1024)).url();
        objects.objects.put(URI.create(url).getPath().substring(1), disk);
        var unused = desk.captured(new CaptureReport(HOST, image.id(), sha256, 1024, ""));
        assertEquals(List.of(), asked());
        var unusedOutcome = ends.look(image.id());
        assertEquals(ImageState.AVAILABLE, now(image).state());
        assertEquals(1, uses(), "the snapshot stays as long as the image is there");
    }

    @Test
    void aSnapshotThatHasAnImageCannotBeDeletedUntilThatFails() {
        Image image = made("golden");
        assertFalse(deletable());
        failed(image);
        failed(image);
        assertEquals(ImageState.FAILED, now(image).state());
        assertEquals("no disk", now(image).reason());
        assertEquals(0, uses());
        Tx.Builder again = Tx.of("deregister");
        SnapshotUse.give(again, now(image));
        var unused = io.nova.spi.state.Records.commit(store, again.build());
        assertEquals(0, uses(), "a failed image gives nothing back twice");
        assertTrue(deletable());
    }

    @Test
    void aSnapshotThatIsBeingDeletedIsNotThereForImages() {
        assertTrue(deletable());
        assertThrows(NotFoundException.class, () -> made("golden"));
        assertEquals(0, store.used(Quota.IMAGES.scope(FakeObjects.CALLER.project())));
        assertEquals(List.of(), asked());
    }

    @Test
    void whatCannotBeIsRefusedAndUsesNothing() {
        for (SnapshotImageRequest bad :
                List.of(
                        request("golden", Optional.of(1)),
                        request("?", Optional.empty()),
                        new SnapshotImageRequest(
                                SNAPSHOT,
                                Optional.empty(),
                                "golden",
                                "",
                                "x86_64",
                                "/dev/sda1",
                                Optional.of(KERNEL),
                                Optional.empty(),
                                Map.of(),
                                List.of()))) {
            assertThrows(
                    InvalidParameterException.class,
                    () -> registrar.enter(FakeObjects.CALLER, bad));
        }
        var first = made("golden");
        assertThrows(AlreadyExistsException.class, () -> made("golden"));
        var second = made("silver");
        assertThrows(LimitExceededException.class, () -> made("bronze"));
        assertEquals(2, uses());
        assertEquals(2, asked().size());
        assertEquals(ImageState.PENDING, now(first).state());
        assertEquals(ImageState.PENDING, now(second).state());
    }

    @Test
    void aLargerDiskIsAskedFor() {
        var entered = registrar.enter(FakeObjects.CALLER, request("golden", Optional.of(5)));
        assertEquals(5L << 30, asked().get(0).bytes());
        assertEquals(HOST, entered.host());
    }
}
