package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostId;
import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.NotFoundException;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.protocol.CaptureAssignment;
import io.nova.protocol.CaptureReport;
import io.nova.protocol.CapturesRequest;
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
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Copies of disks as they arrive, or do not. */
class CaptureTest {

    private static final HostId HOST = new HostId("host-1");
    private static final InstanceId INSTANCE = new InstanceId("i-00000000000000001");
    private static final ImageId IMAGE = Samples.image(1, ImageState.PENDING).id();

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
    private final byte[] disk = new byte[1024];
    private final String sha256;

    CaptureTest() throws Exception {
        new Random(7).nextBytes(disk);
        sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(disk));
        Image image = Samples.image(1, ImageState.PENDING);
        image =
                new Image(
                        image.id(),
                        image.owner(),
                        image.type(),
                        image.name(),
                        image.description(),
                        image.location(),
                        image.architecture(),
                        image.rootDeviceName(),
                        image.kernel(),
                        image.ramdisk(),
                        image.state(),
                        image.reason(),
                        image.content(),
                        image.publicImage(),
                        image.launchers(),
                        image.createdAt(),
                        image.tags(),
                        Optional.of(INSTANCE),
                        Optional.empty(),
                        List.of());
        Capture capture =
                new Capture(
                        IMAGE,
                        Capture.Of.instance(INSTANCE, true, List.of()),
                        HOST,
                        clock.instant(),
                        Optional.empty());
        var unused =
                store.commit(
                        Tx.of("create")
                                .create(ImageKinds.IMAGE, IMAGE.value(), image)
                                .create(Capture.KIND, IMAGE.value(), capture)
                                .build());
    }

    private Image image() {
        return store.get(ImageKinds.IMAGE, IMAGE.value()).orElseThrow().value();
    }

    private List<CaptureAssignment> asked(HostId host) {
        return desk.asked(new CapturesRequest(host)).captures();
    }

    /** The host uploads these bytes by the URL that it was given. */
    private void upload(byte[] bytes) {
        String url = desk.upload(new UploadRequest(HOST, IMAGE, sha256, disk.length)).url();
        objects.objects.put(URI.create(url).getPath().substring(1), bytes);
    }

    private void captured(String failure) {
        var unused = desk.captured(new CaptureReport(HOST, IMAGE, sha256, disk.length, failure));
    }

    private void assertOver() throws Exception {
        assertTrue(store.get(Capture.KIND, IMAGE.value()).isEmpty());
        assertEquals(List.of(), asked(HOST));
        captured("too late");
        captured("");
        var unused = ends.look(IMAGE);
    }

    @Test
    void aCopyThatArrivedIsAnImage() throws Exception {
        assertEquals(List.of(new CaptureAssignment(IMAGE, INSTANCE, true, false)), asked(HOST));
        assertEquals(List.of(), asked(new HostId("host-2")));
        upload(disk);
        captured("");
        captured("");
        assertEquals(List.of(), asked(HOST));
        var unused = ends.look(IMAGE);
        assertOver();
        assertEquals(ImageState.AVAILABLE, image().state());
        assertEquals(sha256, image().content().orElseThrow().sha256());
        assertEquals(1, objects.objects.size());
    }

    @Test
    void otherBytesThanTheHostSentAreNoImage() throws Exception {
        upload(new byte[1024]);
        captured("");
        var unused = ends.look(IMAGE);
        assertOver();
        assertEquals(ImageState.FAILED, image().state());
        assertTrue(image().reason().contains("other bytes"), image().reason());
        assertEquals(0, objects.objects.size());
    }

    @Test
    void aCopyThatDidNotArriveIsNoImage() throws Exception {
        captured("");
        var unused = ends.look(IMAGE);
        assertOver();
        assertTrue(image().reason().contains("did not arrive"), image().reason());
    }

    @Test
    void whatTheHostCannotCopyFailsWithItsReason() throws Exception {
        captured("The instance was terminated");
        assertOver();
        assertEquals(ImageState.FAILED, image().state());
        assertEquals("The instance was terminated", image().reason());
    }

    @Test
    void anImageThatWasDeregisteredMeanwhileLeavesNothing() throws Exception {
        upload(disk);
        var rec = store.get(ImageKinds.IMAGE, IMAGE.value()).orElseThrow();
        Image gone = rec.value().in(ImageState.DEREGISTERED, "", Optional.empty());
        var unused = store.commit(Tx.of("gone").update(ImageKinds.IMAGE, rec, gone).build());
        ends.look(IMAGE);
        assertOver();
        assertEquals(ImageState.DEREGISTERED, image().state());
        assertEquals(0, objects.objects.size());
    }

    @Test
    void aHostThatStaysAwayFailsItInTheEnd() throws Exception {
        var unused = ends.look(IMAGE);
        assertEquals(ImageState.PENDING, image().state());
        clock.advance(CaptureEnds.PATIENCE);
        unused = ends.look(IMAGE);
        assertOver();
        assertEquals(ImageState.FAILED, image().state());
    }

    @Test
    void anotherHostMaySendNothing() throws Exception {
        HostId other = new HostId("host-2");
        assertThrows(
                NotFoundException.class,
                () -> desk.upload(new UploadRequest(other, IMAGE, sha256, 1)));
        var unused = desk.captured(new CaptureReport(other, IMAGE, sha256, 1, ""));
        unused = desk.captured(new CaptureReport(other, IMAGE, "", 0, "broken"));
        assertEquals(ImageState.PENDING, image().state());
        assertEquals(1, asked(HOST).size());
    }
}
