package io.nova.agent.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nova.model.DriverException;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.image.DiskFormat;
import io.nova.protocol.ImageProtocol;
import io.nova.protocol.ImageRef;
import io.nova.protocol.LocateReply;
import io.nova.reconcile.MutableClock;
import io.nova.spi.messaging.MessageBus;
import io.nova.testkit.messaging.SteppedMessageBus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCacheTest {

    private static final ImageId IMAGE = new ImageId("ami-00000000000000001");

    private final byte[] bytes = new byte[1 << 20];
    private final AtomicInteger downloads = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Answer answer = exchange -> whole(exchange, bytes);
    private HttpServer server;
    private ImageRef ref;

    @TempDir private Path directory;

    /** What the object store does with a request. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws Exception {
        new Random(7).nextBytes(bytes);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        ref = new ImageRef(IMAGE, digest, bytes.length, DiskFormat.RAW, bytes.length);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(
                "/",
                exchange -> {
                    downloads.incrementAndGet();
                    try (exchange) {
                        answer.to(exchange);
                    }
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void whole(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private ImageCache cache() {
        return cache(Duration.ofSeconds(20));
    }

    private ImageCache cache(Duration patience) {
        MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
        MessageBus bus = new SteppedMessageBus(clock, clock::advanceTo);
        var unused =
                ImageProtocol.LOCATE.serve(
                        bus,
                        ImageProtocol.MANAGER,
                        1,
                        request ->
                                CompletableFuture.completedStage(
                                        new LocateReply(
                                                "http://127.0.0.1:%d/image"
                                                        .formatted(
                                                                server.getAddress().getPort()))));
        return new ImageCache(
                directory,
                new ImageLocations(Lab.HOST, bus, clock, new IdSource(new Random(7))),
                patience);
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void fetchesOnceAndKeepsItReadOnly() throws Exception {
        ImageCache cache = cache();
        Path file = cache.fetch(ref);
        assertArrayEquals(bytes, Files.readAllBytes(file));
        assertEquals(file, cache.fetch(ref));
        assertEquals(file, cache().fetch(ref), "also after a restart");
        assertEquals(1, downloads.get());
        assertEquals(
                "r--r--r--",
                java.nio.file.attribute.PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(file)));
    }

    @Test
    void otherBytesAreRefusedForGoodAndNotKept() throws Exception {
        byte[] other = bytes.clone();
        other[12345]++;
        answer = exchange -> whole(exchange, other);
        var fault = assertThrows(DriverException.class, () -> cache().fetch(ref));
        assertEquals(DriverException.Kind.BROKEN, fault.kind());
        assertEquals(List.of(), files());
    }

    @Test
    void aCutOffDownloadIsTriedAgain() throws Exception {
        answer =
                exchange -> {
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes, 0, 1000);
                    // Closes without the rest.
                };
        var fault = assertThrows(DriverException.class, () -> cache().fetch(ref));
        assertEquals(DriverException.Kind.UNREACHABLE, fault.kind());
        assertEquals(List.of(), files());
        answer = exchange -> whole(exchange, bytes);
        assertTrue(Files.exists(cache().fetch(ref)));
    }

    @Test
    void moreThanWasRegisteredIsNotTaken() throws Exception {
        answer =
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    for (int i = 0; i < 3; i++) {
                        exchange.getResponseBody().write(bytes);
                    }
                };
        assertThrows(DriverException.class, () -> cache().fetch(ref));
        assertEquals(List.of(), files());
    }

    @Test
    void anObjectThatWasDeletedIsNotWaitedFor() throws Exception {
        answer =
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "application/xml");
                    exchange.sendResponseHeaders(404, -1);
                };
        var fault = assertThrows(DriverException.class, () -> cache().fetch(ref));
        assertEquals(DriverException.Kind.BROKEN, fault.kind());
        assertEquals(List.of(), files());
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 503})
    void anErrorThatIsNotTheStoresOwnIsTriedAgain(int status) throws Exception {
        answer = exchange -> exchange.sendResponseHeaders(status, -1);
        var fault = assertThrows(DriverException.class, () -> cache().fetch(ref));
        assertEquals(DriverException.Kind.UNREACHABLE, fault.kind());
    }

    @Test
    void manyGuestsOfOneImageWaitForOneDownload() throws Exception {
        ImageCache cache = cache();
        List<Future<Path>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(threads.submit(() -> cache.fetch(ref)));
        }
        for (Future<Path> one : all) {
            assertTrue(Files.exists(one.get(20, TimeUnit.SECONDS)));
        }
        assertEquals(1, downloads.get());
    }

    @Test
    void whoWaitsForAnothersDownloadCanBeInterrupted() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        answer =
                exchange -> {
                    inside.countDown();
                    try {
                        if (!release.await(20, TimeUnit.SECONDS)) {
                            throw new IOException("nobody released it");
                        }
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    whole(exchange, bytes);
                };
        ImageCache cache = cache();
        Future<Path> first = threads.submit(() -> cache.fetch(ref));
        assertTrue(inside.await(20, TimeUnit.SECONDS));
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread second =
                new Thread(
                        () -> {
                            try {
                                cache.fetch(ref);
                                ended.complete(new AssertionError("it was not interrupted"));
                            } catch (InterruptedException | RuntimeException e) {
                                ended.complete(e);
                            }
                        });
        second.start();
        second.interrupt();
        assertTrue(ended.get(20, TimeUnit.SECONDS) instanceof InterruptedException);
        release.countDown();
        assertTrue(Files.exists(first.get(20, TimeUnit.SECONDS)));
    }

    @Test
    void aStartRemovesWhatAnEarlierOneLeftHalfDone() throws Exception {
        Files.write(directory.resolve(ref.sha256() + ".part"), new byte[100]);
        Path file = cache().fetch(ref);
        assertArrayEquals(bytes, Files.readAllBytes(file));
        assertEquals(List.of(ref.sha256()), files());
    }

    @Test
    void aDownloadGoesOnThoughWhoWaitedGaveUp() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        answer = exchange -> inTwoParts(exchange, inside, release);
        ImageCache cache = cache();
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread impatient =
                new Thread(
                        () -> {
                            try {
                                cache.fetch(ref);
                                ended.complete(new AssertionError("it was not interrupted"));
                            } catch (InterruptedException | RuntimeException e) {
                                ended.complete(e);
                            }
                        });
        impatient.start();
        assertTrue(inside.await(20, TimeUnit.SECONDS));
        impatient.interrupt();
        assertTrue(ended.get(20, TimeUnit.SECONDS) instanceof InterruptedException);
        release.countDown();
        assertArrayEquals(bytes, Files.readAllBytes(cache.fetch(ref)));
        assertEquals(1, downloads.get());
        assertEquals(List.of(ref.sha256()), files());
    }

    @Test
    void aDownloadOfWhichNothingComesIsGivenUp() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        answer = exchange -> inTwoParts(exchange, new CountDownLatch(1), release);
        ImageCache cache = cache(Duration.ofMillis(300));
        var fault = assertThrows(DriverException.class, () -> cache.fetch(ref));
        assertEquals(DriverException.Kind.UNREACHABLE, fault.kind());
        assertEquals(List.of(), files());
        release.countDown();
        answer = exchange -> whole(exchange, bytes);
        assertArrayEquals(bytes, Files.readAllBytes(cache().fetch(ref)));
    }

    /** The client's timeout and the waiter's end it at the same moment, on two threads. */
    @RepeatedTest(20)
    void aDownloadThatNeverBeginsLeavesNothing() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        answer =
                exchange -> {
                    try {
                        if (!release.await(20, TimeUnit.SECONDS)) {
                            throw new IOException("nobody released it");
                        }
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                };
        ImageCache cache = cache(Duration.ofMillis(20));
        assertThrows(DriverException.class, () -> cache.fetch(ref));
        assertEquals(List.of(), files());
        release.countDown();
    }

    @Test
    void aClosedCacheLeavesNoHalfOfAnImage() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        answer = exchange -> inTwoParts(exchange, inside, release);
        ImageCache cache = cache();
        Future<Path> waits = threads.submit(() -> cache.fetch(ref));
        assertTrue(inside.await(20, TimeUnit.SECONDS));
        cache.close();
        assertThrows(ExecutionException.class, () -> waits.get(20, TimeUnit.SECONDS));
        release.countDown();
        assertEquals(List.of(), files());
    }

    /** The second part comes when it is released. */
    private void inTwoParts(HttpExchange exchange, CountDownLatch inside, CountDownLatch release)
            throws IOException {
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes, 0, 1000);
        exchange.getResponseBody().flush();
        inside.countDown();
        try {
            if (!release.await(20, TimeUnit.SECONDS)) {
                throw new IOException("nobody released it");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        exchange.getResponseBody().write(bytes, 1000, bytes.length - 1000);
    }
}
