package io.nova.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.nova.driver.volume.simulated.SimulatedStorage;
import io.nova.driver.volume.simulated.SimulatedVolumes;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.protocol.Ack;
import io.nova.protocol.CaptureReport;
import io.nova.protocol.ImageProtocol;
import io.nova.protocol.ImageUplink;
import io.nova.protocol.SnapshotCopies;
import io.nova.protocol.SnapshotCopy;
import io.nova.protocol.UploadReply;
import io.nova.reconcile.MutableClock;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.spi.volume.VolumeSpec;
import io.nova.testkit.messaging.SteppedMessageBus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A volume host that is asked for images, with an object store that is a plain HTTP server. */
class ImagesTest {

    private static final HostId HOST = new HostId("h1");
    private static final ImageId IMAGE = new ImageId("ami-00000000000000001");
    private static final VolumeId VOLUME = new VolumeId("vol-00000000000000001");
    private static final SnapshotId SNAPSHOT = new SnapshotId("snap-00000000000000001");
    private static final long SIZE = 64L << 20;

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final SteppedMessageBus bus = new SteppedMessageBus(clock, clock::advanceTo);
    private final SteppedReconcileEngine engine = new SteppedReconcileEngine(clock, new Random(7));
    private final SimulatedStorage storage = new SimulatedStorage(1L << 40, 16);
    private final SimulatedVolumes driver = new SimulatedVolumes(storage, HOST);
    private final Map<ImageId, SnapshotCopy> wanted = new ConcurrentHashMap<>();
    private final List<CaptureReport> told = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> store = new ConcurrentHashMap<>();
    private final HttpServer http = http();
    private final AtomicInteger refusals = new AtomicInteger();
    private VolumeHost agent = agent();

    private HttpServer http() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/",
                    exchange -> {
                        byte[] body = exchange.getRequestBody().readAllBytes();
                        boolean refused = refusals.getAndDecrement() > 0;
                        if (!refused) {
                            store.put(exchange.getRequestURI().getPath(), body);
                        }
                        exchange.sendResponseHeaders(refused ? 503 : 200, -1);
                        exchange.close();
                    });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private VolumeHost agent() {
        IdSource ids = new IdSource(new Random(7));
        VolumeHost host =
                new VolumeHost(
                        new VolumeHost.Settings(
                                HOST,
                                new ZoneName("nova"),
                                Duration.ofSeconds(10),
                                2,
                                Duration.ofSeconds(60),
                                Duration.ZERO,
                                Duration.ZERO),
                        engine,
                        bus,
                        clock,
                        ids);
        host.sendImages(new ImageUplink(HOST, bus, clock, ids));
        host.bind(driver, "simulated", false);
        return host;
    }

    @BeforeEach
    void aManagerAnswersAndASnapshotIsThere() throws Exception {
        ImageProtocol.SNAPSHOTS.serve(
                bus,
                ImageProtocol.MANAGER,
                10,
                request ->
                        CompletableFuture.completedStage(
                                new SnapshotCopies(List.copyOf(wanted.values()))));
        ImageProtocol.UPLOAD.serve(
                bus,
                ImageProtocol.MANAGER,
                10,
                request ->
                        CompletableFuture.completedStage(
                                new UploadReply(
                                        "http://127.0.0.1:%d/%s/%s"
                                                .formatted(
                                                        http.getAddress().getPort(),
                                                        request.image(),
                                                        request.sha256()))));
        ImageProtocol.CAPTURED.serve(
                bus,
                ImageProtocol.MANAGER,
                10,
                report -> {
                    told.add(report);
                    wanted.remove(report.image());
                    return CompletableFuture.completedStage(Ack.OK);
                });
        driver.create(new VolumeSpec(VOLUME, SIZE));
        byte[] text = new byte[1 << 20];
        new Random(3).nextBytes(text);
        driver.fill(VOLUME, SIZE / 2, text.length, new ByteArrayInputStream(text));
        driver.capture(SNAPSHOT, VOLUME);
    }

    @AfterEach
    void stop() {
        agent.close();
        http.stop(0);
    }

    private void pass(long seconds) {
        Instant end = clock.instant().plusSeconds(seconds);
        int steps = 0;
        while (clock.instant().isBefore(end)) {
            while (bus.step() || engine.step()) {
                assertTrue(++steps < 10_000, "it spins");
            }
            Instant next = engine.nextDue().orElse(end);
            Instant message = bus.next().orElse(end);
            next = message.isBefore(next) ? message : next;
            clock.advanceTo(next.isBefore(end) ? next : end);
        }
    }

    private void want(SnapshotId snapshot) {
        wanted.put(IMAGE, new SnapshotCopy(IMAGE, snapshot, SIZE));
    }

    private void assertSent() throws Exception {
        CaptureReport last = told.get(told.size() - 1);
        byte[] sent = store.getOrDefault("/" + IMAGE + "/" + last.sha256(), new byte[0]);
        assertEquals("", last.failure());
        assertEquals(last.size(), sent.length);
        assertEquals(
                last.sha256(),
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sent)));
        assertTrue(sent.length < 2 << 20, "a hole takes no room");
    }

    @Test
    void aSnapshotIsUploadedOnce() throws Exception {
        want(SNAPSHOT);
        pass(30);
        assertSent();
        assertEquals(1, told.size());
        assertEquals(HOST, told.get(0).host());
    }

    @Test
    void anObjectStoreThatRefusesIsTriedAgain() throws Exception {
        refusals.set(2);
        want(SNAPSHOT);
        pass(120);
        assertSent();
        assertEquals(1, told.size());
    }

    @Test
    void anAgentThatStartsAnewUploadsWhatWasAskedOfTheOther() throws Exception {
        refusals.set(1);
        want(SNAPSHOT);
        pass(1);
        agent.close();
        agent = agent();
        pass(60);
        assertSent();
    }

    @Test
    void aSnapshotThatIsNotThereFailsWithItsReason() {
        want(new SnapshotId("snap-0000000000000000f"));
        pass(300);
        assertEquals(1, told.size());
        assertTrue(told.get(0).failure().contains("snap-0000000000000000f"), told.toString());
        assertEquals(Map.of(), store);
    }

    @Test
    void whatIsNoLongerAskedForIsForgotten() {
        refusals.set(Integer.MAX_VALUE);
        want(SNAPSHOT);
        pass(30);
        wanted.clear();
        pass(30);
        refusals.set(0);
        pass(120);
        assertEquals(List.of(), told);
        assertEquals(Map.of(), store);
    }
}
