package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.DamagedException;
import io.nova.model.ImageId;
import io.nova.model.IncorrectStateException;
import io.nova.model.InstanceId;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.image.DiskFormat;
import io.nova.model.image.Image;
import io.nova.model.image.ImageContent;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import io.nova.reconcile.Outcome;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReadingTest {

    private final MutableClock clock = new MutableClock();
    private final MemoryStateStore store = new MemoryStateStore(clock);
    private final FakeObjects objects = new FakeObjects(store);
    private final byte[] bytes = new byte[(1 << 20) + 512];
    private final OwnObjects own = objects.own();

    private final ImageReading reading =
            new ImageReading(
                    store,
                    objects.service(),
                    objects.sources(""),
                    objects.unpacking("", FakeObjects.LIMITS),
                    own,
                    objects.credential(),
                    objects.reads(),
                    clock,
                    objects.ids);

    private ImageId pending(ImageType type) throws Exception {
        return pending(type, "bucket/key", bytes);
    }

    private ImageId pending(ImageType type, String location, byte[] object) throws Exception {
        ImageId id = new ImageId(type.prefix() + "-00000000000000001");
        objects.objects.put(location, object);
        Image image =
                new Image(
                        id,
                        Samples.OWNER,
                        type,
                        "image",
                        "",
                        location,
                        "x86_64",
                        "/dev/vda",
                        Optional.empty(),
                        Optional.empty(),
                        ImageState.PENDING,
                        "",
                        Optional.empty(),
                        false,
                        Set.of(),
                        clock.instant(),
                        Map.of());
        Tx.Builder tx = Tx.of("add").create(ImageKinds.IMAGE, id.value(), image);
        objects.sources("")
                .open(FakeObjects.CALLER, ImageLocation.parse(location))
                .pin(id, Optional.empty())
                .keep(tx);
        var unused = store.commit(tx.build());
        return id;
    }

    private Rec<Image> rec(ImageId id) {
        return store.get(ImageKinds.IMAGE, id.value()).orElseThrow();
    }

    private String failure(ImageId id) throws Exception {
        var unused = reading.read(id);
        assertEquals(ImageState.FAILED, rec(id).value().state());
        return rec(id).value().reason();
    }

    @Test
    void theDigestIsThatOfAllBytes() throws Exception {
        new Random(7).nextBytes(bytes);
        ImageId id = pending(ImageType.MACHINE);
        var unused = reading.read(id);
        Image image = rec(id).value();
        assertEquals(ImageState.AVAILABLE, image.state());
        assertEquals(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)),
                image.content().orElseThrow().sha256());
        assertEquals(bytes.length, image.content().orElseThrow().virtualSize());
        assertEquals(Set.of("bucket/key"), objects.handed, "hosts read it as the service");
    }

    /** Its record is woken by whatever changes it, too. */
    @Test
    void anImageOfAnInstanceIsNotRead() throws Exception {
        Image image =
                new Image(
                        new ImageId("ami-00000000000000002"),
                        Samples.OWNER,
                        ImageType.MACHINE,
                        "copy",
                        "",
                        Samples.OWNER + "/copy",
                        "x86_64",
                        "/dev/vda",
                        Optional.empty(),
                        Optional.empty(),
                        ImageState.PENDING,
                        "",
                        Optional.empty(),
                        false,
                        Set.of(),
                        clock.instant(),
                        Map.of(),
                        Optional.of(new InstanceId("i-00000000000000001")),
                        Optional.empty(),
                        List.of());
        var unused =
                store.commit(
                        Tx.of("copy").create(ImageKinds.IMAGE, image.id().value(), image).build());
        assertEquals(Outcome.done(), reading.read(image.id()));
        assertEquals(image, rec(image.id()).value());
    }

    @Test
    void aBadHeaderFailsWithTheReason() throws Exception {
        ByteBuffer.wrap(bytes).putInt(0, 0x514649fb).putInt(4, 3).putLong(8, 1).putLong(24, 512);
        assertTrue(failure(pending(ImageType.MACHINE)).contains("backing file"));
    }

    @Test
    void aKernelIsTakenAsItIs() throws Exception {
        ImageId id = pending(ImageType.KERNEL, "bucket/key", new byte[1001]);
        var unused = reading.read(id);
        assertEquals(ImageState.AVAILABLE, rec(id).value().state());
    }

    @Test
    void anEmptyRamdiskFails() throws Exception {
        assertTrue(
                failure(pending(ImageType.RAMDISK, "bucket/key", new byte[0])).contains("empty"));
    }

    @Test
    void anObjectThatIsGoneFailsTheImage() throws Exception {
        ImageId id = pending(ImageType.MACHINE);
        objects.objects.clear();
        assertTrue(failure(id).contains("not there any longer"));
    }

    /** The registrant may have no right to read what is there now. */
    @Test
    void anObjectThatWasReplacedIsNotRead() throws Exception {
        ImageId id = pending(ImageType.MACHINE);
        objects.objects.put("bucket/key", new byte[1 << 20]);
        objects.unreadable = Optional.of(new IllegalStateException("nobody may look at it"));
        assertTrue(failure(id).contains("was replaced"));
    }

    @Test
    void aBucketThatAnotherTookIsNotRead() throws Exception {
        ImageId id = pending(ImageType.MACHINE);
        objects.handle = "another";
        objects.unreadable = Optional.of(new IllegalStateException("nobody may look at it"));
        assertTrue(failure(id).contains("was replaced"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"disk.manifest.xml", "disk.part.0"})
    void aBundleOfWhichAnythingWasReplacedIsNotUnpacked(String replaced) throws Exception {
        ImageId id = pendingBundle();
        // Words of a secret must not come back as the reason.
        objects.objects.put("bucket/" + replaced, "<secret/>".getBytes(StandardCharsets.US_ASCII));
        String reason = failure(id);
        assertTrue(reason.contains("was replaced"), reason);
        assertFalse(reason.contains("secret"), reason);
    }

    @Test
    void aStoreThatIsAwayIsWaitedForADay() throws Exception {
        ImageId id = pending(ImageType.MACHINE);
        objects.unreadable = Optional.of(new UnavailableException("objectstore", "away"));
        assertThrows(UnavailableException.class, () -> reading.read(id));
        assertEquals(ImageState.PENDING, rec(id).value().state());
        clock.advance(Duration.ofHours(25));
        assertTrue(failure(id).contains("within a day"));
    }

    @Test
    void aStoreThatComesBackGivesTheImage() throws Exception {
        ImageId id = pending(ImageType.MACHINE);
        objects.unreadable = Optional.of(new UnavailableException("objectstore", "away"));
        assertThrows(UnavailableException.class, () -> reading.read(id));
        objects.unreadable = Optional.empty();
        var unused = reading.read(id);
        assertEquals(ImageState.AVAILABLE, rec(id).value().state());
    }

    @Test
    void damagedBytesAreNotWaitedFor() throws Exception {
        ImageId id = pending(ImageType.MACHINE);
        objects.unreadable =
                Optional.of(
                        new DamagedException(ResourceType.OBJECT, "key", "a flipped bit in 4711"));
        String reason = failure(id);
        assertTrue(reason.contains("damaged"), reason);
        assertFalse(reason.contains("flipped"), "the inside of the cloud: " + reason);
    }

    @Test
    void whatWasDeregisteredMeanwhileStaysSo() throws Exception {
        ImageId id = pending(ImageType.MACHINE);
        objects.whileReading =
                () -> {
                    if (rec(id).value().state() == ImageState.PENDING) {
                        Image gone =
                                rec(id).value().in(ImageState.DEREGISTERED, "", Optional.empty());
                        var ignored =
                                store.commit(
                                        Tx.of("gone")
                                                .update(ImageKinds.IMAGE, rec(id), gone)
                                                .build());
                    }
                };
        var unused = reading.read(id);
        assertEquals(ImageState.DEREGISTERED, rec(id).value().state());
    }

    private ImageId pendingBundle() throws Exception {
        byte[] part = "part".getBytes(StandardCharsets.US_ASCII);
        objects.objects.put("bucket/disk.part.0", part);
        String sha1 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(part));
        String manifest =
                ("<manifest><image><parts><part><filename>disk.part.0</filename>"
                                + "<digest>%s</digest></part></parts></image></manifest>")
                        .formatted(sha1);
        return pending(
                ImageType.MACHINE,
                "bucket/disk.manifest.xml",
                manifest.getBytes(StandardCharsets.US_ASCII));
    }

    /** As it is after a crash: one attempt wrote the object, another is half done. */
    private void cutOff(ImageId id, ImageState state, boolean content) throws Exception {
        ImageLocation made = own.write(id, new ByteArrayInputStream(bytes), bytes.length);
        objects.uploads.put("upload-cut-off", made.toString());
        Optional<ImageContent> read =
                Optional.of(
                                new ImageContent(
                                        made.bucket().value(),
                                        made.key().value(),
                                        "0".repeat(64),
                                        bytes.length,
                                        DiskFormat.RAW,
                                        bytes.length))
                        .filter(one -> content);
        Image ended = rec(id).value().in(state, "", read);
        var unused = store.commit(Tx.of("end").update(ImageKinds.IMAGE, rec(id), ended).build());
        assertEquals(Set.of(id), Set.copyOf(reading.waiting()), "a restart finds it");
        assertEquals(Outcome.done(), reading.read(id));
        assertTrue(objects.uploads.isEmpty());
        assertTrue(store.get(Pin.KIND, id.value()).isEmpty());
        assertEquals(List.of(), reading.waiting());
        assertEquals(
                content,
                objects.objects.containsKey(made.toString()),
                "what hosts have guests of stays, and nothing else");
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED, false",
        "DEREGISTERED, false",
        "AVAILABLE, true",
        "DEREGISTERED, true",
    })
    void whoDiesBetweenEndingAnImageAndTidyingUpFindsItsBundle(ImageState state, boolean content)
            throws Exception {
        cutOff(pendingBundle(), state, content);
    }

    @Test
    void aPinOfADiskGoesWhenItsImageIsDeregisteredAndIsNotWaitedForTillThen() throws Exception {
        ImageId id = pending(ImageType.MACHINE);
        assertEquals(List.of(id), reading.waiting());
        var unused = reading.read(id);
        assertEquals(List.of(), reading.waiting());
        assertTrue(store.get(Pin.KIND, id.value()).isPresent());
        Tx.Builder tx = Tx.of("deregister");
        new ImageOpening(store, objects.service(), objects.credential()).forget(tx, id);
        assertTrue(store.commit(tx.build()) instanceof CommitResult.Ok);
        assertTrue(store.get(Pin.KIND, id.value()).isEmpty());
    }

    private byte[] opened(ImageId id) throws Exception {
        ImageOpening opening = new ImageOpening(store, objects.service(), objects.credential());
        try (ObjectStream stream = new ObjectStream(opening.open(rec(id).value()))) {
            return stream.readAllBytes();
        }
    }

    @Test
    void onlyTheObjectThatWasRegisteredIsGiven() throws Exception {
        ImageId id = pending(ImageType.MACHINE);
        assertThrows(IncorrectStateException.class, () -> opened(id));
        var unused = reading.read(id);
        assertArrayEquals(bytes, opened(id));
        objects.handle = "another";
        assertThrows(NotFoundException.class, () -> opened(id));
        objects.handle = "handle";
        byte[] other = bytes.clone();
        other[7] ^= 1;
        objects.objects.put("bucket/key", other);
        assertThrows(NotFoundException.class, () -> opened(id));
    }
}
