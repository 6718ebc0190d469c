package io.nova.driver.objectstore.filesystem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.IdSource;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobReader;
import io.nova.spi.objectstore.ObjectStoreDriver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesystemObjectStoreTest {

    private static final int SIZE = 200_000;

    @TempDir Path directory;

    private final IdSource ids = new IdSource(new Random());

    @Test
    void showsNothingToOtherUsers() throws Exception {
        Path own = directory.resolve("own");
        Files.createDirectory(own);
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
        write(store(own));
        try (Stream<Path> all = Files.walk(own).skip(1)) {
            for (Path path : all.toList()) {
                String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                assertTrue(rights.endsWith("------"), path + " " + rights);
            }
        }
    }

    @Test
    void cleansUpAfterADriverThatDied() throws Exception {
        Path dead = directory.resolve("tmp").resolve("dead");
        Files.createDirectories(dead);
        Files.writeString(dead.resolve("1"), "half a blob");
        Files.writeString(dead.resolve("lock"), "");
        store();
        assertFalse(Files.exists(dead));
    }

    @Test
    void leavesTheFilesOfADriverThatStillWrites() throws Exception {
        FilesystemObjectStore old = store();
        PipedOutputStream client = new PipedOutputStream();
        PipedInputStream content = new PipedInputStream(client, 1000);
        BlobId id = BlobId.of(ids);
        CompletableFuture<Void> write =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                old.write(id, content, ObjectStoreDriver.UNKNOWN);
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        client.write(new byte[5000]);
        FilesystemObjectStore fresh = store();
        client.write(new byte[5000]);
        client.close();
        write.get(30, TimeUnit.SECONDS);
        assertEquals(10_000, read(fresh, id));
    }

    @Test
    void leavesNoTemporaryFileOfContentThatFails() throws Exception {
        FilesystemObjectStore store = store();
        InputStream broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("gone");
                    }

                    @Override
                    public int read(byte[] target, int from, int length) throws IOException {
                        throw new IOException("gone");
                    }
                };
        assertThrows(IOException.class, () -> store.write(BlobId.of(ids), broken, 10));
        assertEquals(List.of("lock"), temporary());
    }

    @Test
    void refusesToFillTheLastRoom() throws Exception {
        FilesystemObjectStore store = new FilesystemObjectStore(directory, Long.MAX_VALUE);
        DriverException fault = assertThrows(DriverException.class, () -> write(store));
        assertEquals(Kind.EXHAUSTED, fault.kind());
        assertEquals(List.of("lock"), temporary());
    }

    @Test
    void isInterruptible() throws Exception {
        FilesystemObjectStore store = store();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> write(store));
        assertFalse(Thread.interrupted());
        assertEquals(List.of("lock"), temporary());
    }

    @Test
    void namesTheKeyOfADirectoryThatCannotBeMade() {
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new FilesystemObjectStore(Path.of("/dev/null/x"), 0));
        assertTrue(String.valueOf(refusal.getMessage()).contains("key directory: cannot use"));
    }

    @Test
    void findsItsBlobsAfterARestart() throws Exception {
        FilesystemObjectStore first = store();
        BlobId id = write(first);
        first.deactivate();
        FilesystemObjectStore second = store();
        assertEquals(SIZE, read(second, id));
        byte[] one = new byte[1];
        try (BlobReader reader = second.open(id, 7, 1).orElseThrow()) {
            reader.read(ByteBuffer.wrap(one));
        }
        assertArrayEquals(new byte[] {7}, one);
    }

    private List<String> temporary() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("tmp"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private FilesystemObjectStore store() {
        return store(directory);
    }

    private static FilesystemObjectStore store(Path directory) {
        return new FilesystemObjectStore(directory, 0);
    }

    private BlobId write(FilesystemObjectStore store) throws Exception {
        byte[] bytes = new byte[SIZE];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        BlobId id = BlobId.of(ids);
        store.write(id, new ByteArrayInputStream(bytes), SIZE);
        return id;
    }

    private static int read(FilesystemObjectStore store, BlobId id) throws Exception {
        int sum = 0;
        ByteBuffer buffer = ByteBuffer.allocateDirect(70_000);
        try (BlobReader reader = store.open(id, 0, Long.MAX_VALUE).orElseThrow()) {
            for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                sum += count;
                buffer.clear();
            }
        }
        return sum;
    }
}
