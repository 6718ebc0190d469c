package io.nova.driver.objectstore.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nova.model.AccessKeyId;
import io.nova.model.IdSource;
import io.nova.model.Secret;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobReader;
import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.testkit.objectstore.ObjectStoreDriverContract;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract with Ceph's object gateway as the other store. */
class CephContractTest extends ObjectStoreDriverContract {

    private static final S3Credentials KEY =
            new S3Credentials(new AccessKeyId(CephServer.ACCESS_KEY), Secret.of(CephServer.SECRET));

    @TempDir static Path directory;

    private static @Nullable CephServer ceph;
    private static int count;

    @TempDir Path spool;
    private final IdSource ids = new IdSource(new Random());
    private @Nullable RawObjects raw;
    private @Nullable S3ObjectStore store;

    @BeforeAll
    static void start() throws Exception {
        Optional<String> missing = CephServer.missing();
        assumeTrue(
                missing.isEmpty(),
                () ->
                        missing.orElseThrow()
                                + " is not installed: apt-get install radosgw ceph-mon ceph-osd");
        ceph = CephServer.start(directory);
        raw("", Path.of("/")).makeBucket();
    }

    @AfterAll
    static void stop() throws Exception {
        if (ceph != null) {
            ceph.close();
        }
    }

    private static RawObjects raw(String prefix, Path spool) {
        return new RawObjects(settings(prefix, spool));
    }

    private static S3ObjectStore.Settings settings(String prefix, Path spool) {
        CephServer server = Objects.requireNonNull(ceph);
        return RawObjects.settings(server.endpoint(), KEY, "nova", prefix, spool);
    }

    @Override
    protected ObjectStoreDriver driver() {
        String prefix = "test-%d/".formatted(++count);
        raw = raw(prefix, spool);
        S3ObjectStore fresh = new S3ObjectStore(settings(prefix, spool));
        store = fresh;
        return fresh;
    }

    private RawObjects objects() {
        return Objects.requireNonNull(raw);
    }

    private S3ObjectStore store() {
        return Objects.requireNonNull(store);
    }

    @AfterEach
    void close() {
        store().deactivate();
    }

    @Override
    protected void flip(BlobId id, int at) throws Exception {
        objects().flip(id, at);
    }

    @Override
    protected void tear(BlobId id, int length) throws Exception {
        objects().tear(id, length);
    }

    @Test
    void sendsInPartsWhatIsLargerThanOne() throws Exception {
        byte[] bytes = bytes(12_345_678);
        BlobId id = BlobId.of(ids);
        store().write(id, new ByteArrayInputStream(bytes), bytes.length);
        assertEquals(bytes.length, store().list(Optional.empty(), 3).items().get(0).size());
        ByteBuffer read = ByteBuffer.allocateDirect(bytes.length);
        try (BlobReader reader = store().open(id, 1_000_000, 9_000_000).orElseThrow()) {
            while (reader.read(read) >= 0) {
                // More.
            }
        }
        byte[] range = new byte[9_000_000];
        read.flip().get(range);
        assertArrayEquals(Arrays.copyOfRange(bytes, 1_000_000, 10_000_000), range);
        try (Stream<Path> left = Files.list(spool)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void listsNoObjectThatIsNotItsOwn() throws Exception {
        for (int i = 0; i < 7; i++) {
            objects().writeNamed("0-not-ours-" + i, bytes(1));
        }
        BlobId id = BlobId.of(ids);
        store().write(id, new ByteArrayInputStream(bytes(5)), 5);
        assertEquals(id, store().list(Optional.empty(), 3).items().get(0).id());
        assertTrue(store().list(Optional.of(id), 3).items().isEmpty());
    }
}
