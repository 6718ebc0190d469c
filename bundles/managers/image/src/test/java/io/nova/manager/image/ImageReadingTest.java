package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.CallerResolver;
import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectReader;
import io.nova.api.objectstore.ObjectService;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.Role;
import io.nova.model.UnavailableException;
import io.nova.model.UserId;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImageReadingTest {

    private static final ProjectId OWNER = new ProjectId("000000000001");

    private final MemoryStateStore store = new MemoryStateStore(new MutableClock());
    private final byte[] bytes = new byte[(1 << 20) + 512];
    private Optional<RuntimeException> fault = Optional.empty();
    private Runnable whileReading = () -> {};
    private byte[] object = bytes;

    private final ImageReading reading =
            new ImageReading(
                    store,
                    fake(ObjectService.class, (proxy, method, arguments) -> open()),
                    new FakeObjects(store).unpacking(""),
                    fake(
                            CallerResolver.class,
                            (proxy, method, arguments) ->
                                    new Caller(
                                            new UserId("operator"),
                                            OWNER,
                                            new AccessKeyId("operator"),
                                            Set.of(Role.CLOUDADMIN))),
                    new IdSource(new Random(7)));

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private ObjectContent open() {
        if (fault.isPresent()) {
            throw fault.get();
        }
        ObjectInfo info =
                ObjectInfo.of(new ObjectKey("key"), OWNER)
                        .bytes(object.length, "0".repeat(32))
                        .build();
        return fake(
                ObjectContent.class,
                (proxy, method, arguments) ->
                        method.getName().equals("info") ? info : new Reader(object));
    }

    /** Reads a little at a time, as a store may. */
    private final class Reader implements ObjectReader {

        private final ByteBuffer left;

        Reader(byte[] content) {
            left = ByteBuffer.wrap(content);
        }

        @Override
        public int read(ByteBuffer target) {
            whileReading.run();
            if (!left.hasRemaining()) {
                return -1;
            }
            int length = Math.min(Math.min(left.remaining(), target.remaining()), 50);
            if (left.position() > 200) {
                length = Math.min(left.remaining(), target.remaining());
            }
            target.put(left.slice().limit(length));
            left.position(left.position() + length);
            return length;
        }

        @Override
        public void close() {}
    }

    private ImageId pending(ImageType type) {
        ImageId id = new ImageId(type.prefix() + "-00000000000000001");
        Image image =
                new Image(
                        id,
                        OWNER,
                        type,
                        "image",
                        "",
                        "bucket/key",
                        "x86_64",
                        "/dev/vda",
                        Optional.empty(),
                        Optional.empty(),
                        ImageState.PENDING,
                        "",
                        Optional.empty(),
                        false,
                        Set.of(),
                        Instant.EPOCH,
                        Map.of());
        var unused = store.commit(Tx.of("add").create(ImageKinds.IMAGE, id.value(), image).build());
        return id;
    }

    private Rec<Image> rec(ImageId id) {
        return store.get(ImageKinds.IMAGE, id.value()).orElseThrow();
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
    }

    @Test
    void aBadHeaderFailsWithTheReason() throws Exception {
        ByteBuffer.wrap(bytes).putInt(0, 0x514649fb).putInt(4, 3).putLong(8, 1).putLong(24, 512);
        ImageId id = pending(ImageType.MACHINE);
        var unused = reading.read(id);
        assertEquals(ImageState.FAILED, rec(id).value().state());
        assertTrue(rec(id).value().reason().contains("backing file"));
    }

    @Test
    void aKernelIsTakenAsItIs() throws Exception {
        object = new byte[1001];
        ImageId id = pending(ImageType.KERNEL);
        var unused = reading.read(id);
        assertEquals(ImageState.AVAILABLE, rec(id).value().state());
    }

    @Test
    void anEmptyRamdiskFails() throws Exception {
        object = new byte[0];
        ImageId id = pending(ImageType.RAMDISK);
        var unused = reading.read(id);
        assertEquals(ImageState.FAILED, rec(id).value().state());
    }

    @Test
    void anObjectThatIsGoneFailsTheImage() throws Exception {
        fault = Optional.of(new NotFoundException(ResourceType.OBJECT, "key"));
        ImageId id = pending(ImageType.MACHINE);
        var unused = reading.read(id);
        assertEquals(ImageState.FAILED, rec(id).value().state());
    }

    @Test
    void aStoreThatIsAwayIsWaitedFor() throws Exception {
        fault = Optional.of(new UnavailableException("objectstore", "away"));
        ImageId id = pending(ImageType.MACHINE);
        assertThrows(UnavailableException.class, () -> reading.read(id));
        assertEquals(ImageState.PENDING, rec(id).value().state());
        fault = Optional.empty();
        var unused = reading.read(id);
        assertEquals(ImageState.AVAILABLE, rec(id).value().state());
    }

    @Test
    void whatWasDeregisteredMeanwhileStaysSo() throws Exception {
        ImageId id = pending(ImageType.MACHINE);
        whileReading =
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
}
