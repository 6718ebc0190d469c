package io.nova.driver.objectstore.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.nova.model.AccessKeyId;
import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.Secret;
import io.nova.spi.objectstore.BlobFormStream;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes of a store that fails, stalls, breaks off or is full. */
@Timeout(60)
class TroubleTest {

    private static final BlobId ID = new BlobId("00112233445566778899aabbccddeeff");
    private static final int RETRIES = 3;

    @TempDir Path spool;

    private TroubledServer server;
    private S3ObjectStore store;

    @BeforeEach
    void start() throws IOException {
        server = new TroubledServer();
        store =
                new S3ObjectStore(
                        new S3ObjectStore.Settings(
                                server.endpoint(),
                                "us-east-1",
                                "nova",
                                "blobs/",
                                new S3Credentials(new AccessKeyId("AK"), Secret.of("secret")),
                                Optional.empty(),
                                spool,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                RETRIES,
                                5 << 20));
    }

    @AfterEach
    void stop() {
        store.deactivate();
        server.close();
    }

    private void write(int size) throws Exception {
        store.write(ID, new ByteArrayInputStream(new byte[size]), size);
    }

    private Kind faultOfWrite(int size) {
        return assertThrows(DriverException.class, () -> write(size)).kind();
    }

    @Test
    void repeatsWhatMaySucceedSoon() throws Exception {
        server.then(404, "")
                .thenFault(503, "SlowDown")
                .thenFault(500, "InternalError")
                .then(HttpExchange::close)
                .then(200, "");
        write(1000);
        assertEquals(5, server.requests().size());
    }

    @Test
    void givesUpInTheEndAndTidiesUp() {
        server.then(404, "").thenFault(503, "SlowDown");
        assertEquals(Kind.UNREACHABLE, faultOfWrite(1000));
        List<String> puts = server.requests().stream().filter(r -> r.startsWith("PUT")).toList();
        assertEquals(1 + RETRIES, puts.size());
        assertEquals("DELETE /nova/blobs/" + ID, server.requests().get(2 + RETRIES));
    }

    @Test
    void saysSoAtOnceWhenTheKeyIsRefused() {
        server.then(404, "").thenFault(403, "AccessDenied").then(204, "");
        DriverException fault = assertThrows(DriverException.class, () -> write(1000));
        assertEquals(Kind.UNREACHABLE, fault.kind());
        assertTrue(String.valueOf(fault.getMessage()).contains("403 AccessDenied so it is"));
        assertEquals(3, server.requests().size());
    }

    @Test
    void tellsAFullStore() {
        server.then(404, "").thenFault(403, "QuotaExceeded").then(204, "");
        assertEquals(Kind.EXHAUSTED, faultOfWrite(1000));
    }

    @Test
    void tellsAStoreWithoutRoom() {
        server.then(404, "").thenFault(507, "InsufficientStorage").then(204, "");
        assertEquals(Kind.EXHAUSTED, faultOfWrite(1000));
    }

    @Test
    void doesNotTakeAMissingBucketForAMissingBlob() {
        server.thenFault(404, "NoSuchBucket");
        DriverException fault =
                assertThrows(DriverException.class, () -> store.open(ID, 0, 1).isEmpty());
        assertEquals(Kind.UNREACHABLE, fault.kind());
    }

    @Test
    void doesNotWaitForAStoreThatFallsSilent() {
        server.then(
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Range", "bytes 0-99/100");
                    exchange.sendResponseHeaders(206, 100);
                    exchange.getResponseBody().write(new byte[10]);
                    exchange.getResponseBody().flush();
                    try {
                        Thread.sleep(30_000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        Instant before = Instant.now();
        DriverException fault =
                assertThrows(DriverException.class, () -> store.open(ID, 0, 1).isEmpty());
        assertEquals(Kind.UNREACHABLE, fault.kind());
        assertTrue(Duration.between(before, Instant.now()).toSeconds() < 20);
    }

    @Test
    void goesOnReadingWhereAnAnswerBreaksOff() throws Exception {
        byte[] bytes = new byte[500_000];
        new Random(3).nextBytes(bytes);
        byte[] form = new BlobFormStream(new ByteArrayInputStream(bytes)).readAllBytes();
        server.then(exchange -> serve(exchange, form));
        byte[] read = new byte[bytes.length];
        try (BlobReader reader = store.open(ID, 0, bytes.length).orElseThrow()) {
            ByteBuffer target = ByteBuffer.wrap(read);
            while (reader.read(target) > 0) {
                // More.
            }
        }
        assertArrayEquals(bytes, read);
        assertTrue(server.requests().size() > 3);
    }

    /** Serves ranges, but never more than 150,000 bytes of one. */
    private static void serve(HttpExchange exchange, byte[] form) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range").substring("bytes=".length());
        boolean tail = range.startsWith("-");
        int from =
                tail
                        ? form.length + Integer.parseInt(range)
                        : Integer.parseInt(range.substring(0, range.indexOf('-')));
        int to = tail ? form.length : Integer.parseInt(range.substring(range.indexOf('-') + 1)) + 1;
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes %d-%d/%d".formatted(from, to - 1, form.length));
        exchange.sendResponseHeaders(206, to - from);
        int sent = Math.min(150_000, to - from);
        exchange.getResponseBody().write(Arrays.copyOfRange(form, from, from + sent));
    }

    @Test
    void doesNotBelieveAnUploadThatFailsBehindItsStatus() {
        String etag = "\"0\"";
        server.then(404, "")
                .then(
                        200,
                        "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>")
                .then(
                        e -> {
                            e.getResponseHeaders().set("ETag", etag);
                            TroubledServer.send(e, 200, "");
                        })
                .then(
                        e -> {
                            e.getResponseHeaders().set("ETag", etag);
                            TroubledServer.send(e, 200, "");
                        })
                .thenFault(200, "InternalError")
                .then(404, "")
                .then(204, "");
        assertEquals(Kind.UNREACHABLE, faultOfWrite(6 << 20));
        List<String> requests = server.requests();
        assertTrue(
                requests.contains("DELETE /nova/blobs/" + ID + "?uploadId=u"), requests::toString);
    }

    @Test
    void endsWhenItsThreadIsInterrupted() {
        server.then(404, "");
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> write(10));
        assertFalse(Thread.interrupted());
    }
}
