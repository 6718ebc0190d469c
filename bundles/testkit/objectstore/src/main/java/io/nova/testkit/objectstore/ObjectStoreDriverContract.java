package io.nova.testkit.objectstore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.DriverException;
import io.nova.model.IdSource;
import io.nova.model.Page;
import io.nova.spi.objectstore.BlobForm;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.objectstore.BlobReader;
import io.nova.spi.objectstore.ObjectStoreDriver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every object store driver must do. */
public abstract class ObjectStoreDriverContract {

    private static final long SEED = 20260101;

    private final IdSource ids = new IdSource(new Random());
    private ObjectStoreDriver driver;

    /** Returns a driver of an empty store. */
    protected abstract ObjectStoreDriver driver() throws Exception;

    /**
     * Flips a bit of what the storage keeps of a blob.
     *
     * @param at the byte, from 0, of the blob's {@link BlobForm}
     */
    protected abstract void flip(BlobId id, int at) throws Exception;

    /** Cuts what the storage keeps of a blob to the length. */
    protected abstract void tear(BlobId id, int length) throws Exception;

    @BeforeEach
    final void begin() throws Exception {
        driver = driver();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 4096, 65_535, 65_536, 65_537, 131_072, 131_073, 3_000_001})
    void readsWhatWasWritten(int size) throws Exception {
        byte[] bytes = bytes(size);
        BlobId id = id();
        BlobInfo info = driver.write(id, new ByteArrayInputStream(bytes), size);
        assertEquals(id, info.id());
        assertEquals(size, info.size());
        assertArrayEquals(bytes, read(id, 0, Long.MAX_VALUE, 100_000));
    }

    @Test
    void readsContentThatComesInDribs() throws Exception {
        byte[] bytes = bytes(300_000);
        BlobId id = id();
        driver.write(id, new Dribs(bytes), ObjectStoreDriver.UNKNOWN);
        assertArrayEquals(bytes, read(id, 0, Long.MAX_VALUE, 7_777));
    }

    @Test
    void readsAnyRange() throws Exception {
        byte[] bytes = bytes(1_000_003);
        BlobId id = write(bytes);
        Random random = new Random(SEED);
        for (int i = 0; i < 200; i++) {
            int offset = random.nextInt(bytes.length + 10);
            int length = random.nextInt(300_000);
            int from = Math.min(offset, bytes.length);
            int to = Math.min(from + length, bytes.length);
            byte[] wanted = Arrays.copyOfRange(bytes, from, to);
            int room = 1 + random.nextInt(200_000);
            assertArrayEquals(wanted, read(id, offset, length, room), offset + "+" + length);
        }
    }

    @Test
    void tellsTheSizeOfTheWholeBlobToTheReaderOfARange() throws Exception {
        BlobId id = write(bytes(200_000));
        try (BlobReader reader = driver.open(id, 5, 10).orElseThrow()) {
            assertEquals(200_000, reader.size());
        }
    }

    @Test
    void opensNoBlobThatIsNotThere() throws Exception {
        assertTrue(driver.open(id(), 0, 1).isEmpty());
    }

    @Test
    void keepsNothingOfContentThatFails() throws Exception {
        IOException failure = new IOException("the client went away");
        BlobId id = id();
        InputStream broken = failing(bytes(500_000), failure);
        assertSame(
                failure, assertThrows(IOException.class, () -> driver.write(id, broken, 600_000)));
        assertTrue(driver.open(id, 0, 1).isEmpty());
        assertEquals(List.of(), all(10));
        assertArrayEquals(bytes(9), read(writeAs(id, bytes(9)), 0, 9, 9));
    }

    @Test
    void keepsNothingOfContentThatThrowsUnchecked() throws Exception {
        BlobId id = id();
        InputStream broken =
                new InputStream() {
                    @Override
                    public int read() {
                        throw new IllegalArgumentException("no such thing");
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        throw new IllegalArgumentException("no such thing");
                    }
                };
        assertThrows(
                IllegalArgumentException.class,
                () -> driver.write(id, broken, ObjectStoreDriver.UNKNOWN));
        assertEquals(List.of(), all(10));
    }

    @Test
    void refusesASecondBlobOfTheSameId() throws Exception {
        byte[] bytes = bytes(10);
        BlobId id = write(bytes);
        DriverException refusal =
                assertThrows(
                        DriverException.class,
                        () -> driver.write(id, new ByteArrayInputStream(bytes(20)), 20));
        assertEquals(DriverException.Kind.BROKEN, refusal.kind());
        assertArrayEquals(bytes, read(id, 0, 100, 100));
    }

    @ParameterizedTest(name = "{0} bytes too many")
    @ValueSource(ints = {-100_000, -1, 1, 100_000})
    void keepsNothingOfContentThatIsNotAsLongAsExpected(int more) throws Exception {
        byte[] bytes = bytes(150_000);
        BlobId id = id();
        DriverException refusal =
                assertThrows(
                        DriverException.class,
                        () ->
                                driver.write(
                                        id, new ByteArrayInputStream(bytes), bytes.length - more));
        assertEquals(DriverException.Kind.BROKEN, refusal.kind());
        assertTrue(driver.open(id, 0, 1).isEmpty());
        assertEquals(List.of(), all(10));
    }

    @Test
    void findsAFlippedBitWhereverItIs() throws Exception {
        int size = 200_000;
        BlobId id = write(bytes(size));
        int length = (int) BlobForm.length(size);
        for (int at : new int[] {0, 65_535, 65_536, size - 1, size, size + 5, length - 1}) {
            flip(id, at);
            assertDamaged(id, "byte " + at);
            flip(id, at);
        }
        assertArrayEquals(bytes(size), read(id, 0, Long.MAX_VALUE, 70_000));
    }

    @Test
    void readsTheRestOfABlobWhoseOtherBlockIsDamaged() throws Exception {
        byte[] bytes = bytes(200_000);
        BlobId id = write(bytes);
        flip(id, 0);
        assertArrayEquals(Arrays.copyOfRange(bytes, 65_536, 65_546), read(id, 65_536, 10, 10));
    }

    @Test
    void findsATornBlob() throws Exception {
        int size = 200_000;
        for (int length : new int[] {0, 1, 24, 65_536, size, size + 20}) {
            BlobId id = write(bytes(size));
            tear(id, length);
            assertDamaged(id, "length " + length);
        }
    }

    private void assertDamaged(BlobId id, String what) {
        DriverException fault =
                assertThrows(
                        DriverException.class, () -> read(id, 0, Long.MAX_VALUE, 70_000), what);
        assertEquals(DriverException.Kind.BROKEN, fault.kind(), what);
    }

    @Test
    void deletesOnceAndAgain() throws Exception {
        BlobId id = write(bytes(10));
        driver.delete(id);
        driver.delete(id);
        driver.delete(id());
        assertTrue(driver.open(id, 0, 1).isEmpty());
        assertEquals(List.of(), all(10));
    }

    @Test
    void neverReturnsOtherBytesToAReaderWhoseBlobIsDeleted() throws Exception {
        byte[] bytes = bytes(400_000);
        BlobId id = write(bytes);
        try (BlobReader reader = driver.open(id, 0, bytes.length).orElseThrow()) {
            driver.delete(id);
            assertArrayEquals(bytes, drain(reader, 65_536));
        } catch (DriverException e) {
            assertEquals(DriverException.Kind.BROKEN, e.kind());
        }
    }

    @Test
    void listsAllBlobsInOrder() throws Exception {
        Instant before = Instant.now().minus(Duration.ofMinutes(1));
        List<BlobId> written = new ArrayList<>();
        for (int i = 0; i < 57; i++) {
            written.add(write(bytes(i)));
        }
        written.sort(null);
        for (int limit : new int[] {1, 7, 57, 1000}) {
            assertEquals(written, all(limit).stream().map(BlobInfo::id).toList());
        }
        assertTrue(all(10).stream().allMatch(info -> info.written().isAfter(before)));
        assertEquals(56 * 57 / 2, all(10).stream().mapToLong(BlobInfo::size).sum());
    }

    @Test
    void listsWhatStaysWhileOthersComeAndGo() throws Exception {
        List<BlobId> stay = new ArrayList<>();
        List<BlobId> go = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            stay.add(write(bytes(1)));
            go.add(write(bytes(1)));
        }
        List<BlobId> seen = new ArrayList<>();
        Optional<BlobId> after = Optional.empty();
        do {
            Page<BlobInfo> page = driver.list(after, 3);
            page.items().forEach(info -> seen.add(info.id()));
            after = page.next().map(BlobId::new);
            if (!go.isEmpty()) {
                driver.delete(go.remove(0));
                write(bytes(2));
            }
        } while (after.isPresent());
        for (BlobId id : stay) {
            assertEquals(1, seen.stream().filter(id::equals).count());
        }
    }

    @Test
    void hasRoom() throws Exception {
        assertTrue(driver.capacity().free() > 0);
        assertTrue(driver.capacity().total() >= driver.capacity().free());
    }

    @Test
    void servesManyWritersAndReaders() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<BlobId>> writes = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                byte[] bytes = bytes(i * 1000);
                Callable<BlobId> work =
                        () -> {
                            BlobId id = write(bytes);
                            assertArrayEquals(bytes, read(id, 0, bytes.length, 4096));
                            return id;
                        };
                writes.add(threads.submit(work));
            }
            for (Future<BlobId> write : writes) {
                write.get(60, TimeUnit.SECONDS);
            }
            assertEquals(64, all(1000).size());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns so many bytes that look random, the same each time. */
    protected static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(SEED + size).nextBytes(bytes);
        return bytes;
    }

    private BlobId id() {
        return BlobId.of(ids);
    }

    private BlobId write(byte[] bytes) throws Exception {
        return writeAs(id(), bytes);
    }

    private BlobId writeAs(BlobId id, byte[] bytes) throws Exception {
        driver.write(id, new ByteArrayInputStream(bytes), ObjectStoreDriver.UNKNOWN);
        return id;
    }

    private byte[] read(BlobId id, long offset, long length, int room) throws Exception {
        try (BlobReader reader = driver.open(id, offset, length).orElseThrow()) {
            return drain(reader, room);
        }
    }

    private static byte[] drain(BlobReader reader, int room) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer buffer =
                room % 2 == 0 ? ByteBuffer.allocateDirect(room) : ByteBuffer.allocate(room);
        for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
            assertEquals(count, buffer.position());
            assertTrue(count > 0);
            byte[] part = new byte[count];
            buffer.flip().get(part);
            out.writeBytes(part);
            buffer.clear();
        }
        return out.toByteArray();
    }

    private List<BlobInfo> all(int limit) throws Exception {
        List<BlobInfo> rows = new ArrayList<>();
        Optional<BlobId> after = Optional.empty();
        do {
            Page<BlobInfo> page = driver.list(after, limit);
            assertTrue(page.items().size() <= limit);
            rows.addAll(page.items());
            after = page.next().map(BlobId::new);
        } while (after.isPresent());
        return rows;
    }

    /** A stream that hands out a few bytes at a time. */
    private static final class Dribs extends FilterInputStream {

        private int turn;

        Dribs(byte[] bytes) {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            turn++;
            return super.read(target, offset, Math.min(length, 1 + turn % 1500));
        }
    }

    /** Returns a stream that fails after the bytes. */
    private static InputStream failing(byte[] bytes, IOException failure) {
        InputStream end =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw failure;
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw failure;
                    }
                };
        return new SequenceInputStream(new ByteArrayInputStream(bytes), end);
    }
}
