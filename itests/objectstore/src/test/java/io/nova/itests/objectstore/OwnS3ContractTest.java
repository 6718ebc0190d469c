package io.nova.itests.objectstore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.driver.objectstore.s3.S3ObjectStore;
import io.nova.frontend.http.HttpServer;
import io.nova.model.IdSource;
import io.nova.sigv4.SigningClient;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobReader;
import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.testkit.objectstore.ObjectStoreDriverContract;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of {@code objectstore-s3} with this cloud's own S3 as the other store. */
class OwnS3ContractTest extends ObjectStoreDriverContract {

    @TempDir static Path directory;

    private static Store other;
    private static HttpServer server;
    private static Path credentials;
    private static int count;

    @TempDir Path spool;
    private String prefix;
    private S3ObjectStore store;

    @BeforeAll
    static void start() throws Exception {
        other = new Store(directory, Map.of());
        server = ServerMain.serve(other);
        credentials =
                Files.writeString(
                        Files.createFile(
                                directory.resolve("credentials"),
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rw-------"))),
                        "aws_access_key_id = %s%naws_secret_access_key = %s%n"
                                .formatted(OneKey.ID, OneKey.SECRET));
    }

    @AfterAll
    static void stop() {
        server.close();
        other.close();
    }

    private static URI uri() {
        return server.uri("s3");
    }

    @Override
    protected ObjectStoreDriver driver() {
        prefix = "test-%d/".formatted(++count);
        store =
                new S3ObjectStore(
                        Store.settings(
                                S3ObjectStore.Config.class,
                                Map.of(
                                        "endpoint", uri().toString(),
                                        "bucket", Store.BUCKET.value(),
                                        "prefix", prefix,
                                        "credentialsFile", credentials.toString(),
                                        "spoolDirectory", spool.toString(),
                                        "partMib", 5)));
        return store;
    }

    @Override
    protected void flip(BlobId id, int at) throws Exception {
        byte[] bytes = read(id);
        bytes[at] ^= 4;
        write(id, bytes);
    }

    @Override
    protected void tear(BlobId id, int length) throws Exception {
        write(id, Arrays.copyOf(read(id), length));
    }

    @Test
    void whatIsLargerThanOnePartGoesInSeveral() throws Exception {
        byte[] bytes = new byte[12_345_678];
        new Random().nextBytes(bytes);
        BlobId id = BlobId.of(new IdSource(new Random()));
        store.write(id, new ByteArrayInputStream(bytes), bytes.length);
        byte[] range = new byte[9_000_000];
        ByteBuffer read = ByteBuffer.allocateDirect(range.length);
        try (BlobReader reader = store.open(id, 1_000_000, range.length).orElseThrow()) {
            while (reader.read(read) >= 0) {
                // More.
            }
        }
        read.flip().get(range);
        assertArrayEquals(Arrays.copyOfRange(bytes, 1_000_000, 10_000_000), range);
        try (Stream<Path> left = Files.list(spool)) {
            assertEquals(0, left.count());
        }
    }

    private byte[] read(BlobId id) throws Exception {
        return send("GET", id, new byte[0]);
    }

    private void write(BlobId id, byte[] bytes) throws Exception {
        send("PUT", id, bytes);
    }

    private byte[] send(String method, BlobId id, byte[] body) throws Exception {
        SigningClient client = OneKey.client(uri());
        String path = "/" + Store.BUCKET.value() + "/" + prefix + id;
        HttpResponse<byte[]> response = client.send(method, path, List.of(), body);
        assertEquals(200, response.statusCode());
        return response.body();
    }
}
