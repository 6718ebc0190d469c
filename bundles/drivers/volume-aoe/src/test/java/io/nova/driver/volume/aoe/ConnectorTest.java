package io.nova.driver.volume.aoe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.aoe.AoeAddress;
import io.nova.aoe.InitiatorClient;
import io.nova.blockstore.Places;
import io.nova.blockstore.Processes.Found;
import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.HostId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.VolumeExport;
import io.nova.spi.volume.VolumeSpec;
import io.nova.testkit.volume.NbdClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What guests notice of what happens to servers and initiators. */
class ConnectorTest {

    private static final HostId ONE = new HostId("one");
    private static final HostId TWO = new HostId("two");
    private static final VolumeId VOLUME = new VolumeId("vol-00000000000000001");
    private static final long BYTES = 32L << 20;
    private static final int PART = 64 << 10;

    private AoeLab lab;
    private AoeVolumes driver;
    private AoeConnector connector;
    private Initiator one;
    private VolumeExport export;

    @BeforeAll
    static void needANetwork() throws Exception {
        Network.enter(ConnectorTest.class);
    }

    @BeforeEach
    void exportAVolume() throws Exception {
        lab = new AoeLab();
        driver = lab.open();
        connector = lab.connector(ONE, Map.of("deadSeconds", 60));
        one = connector.initiator();
        driver.create(new VolumeSpec(VOLUME, BYTES));
        export = driver.export(VOLUME, Set.of(one));
    }

    @AfterEach
    void end() throws Exception {
        lab.close();
    }

    @Test
    void aGuestLosesNothingWhileServersAreRestartedUnderIt() throws Exception {
        String source = connector.connect(export).source();
        Initiator two = lab.connector(TWO).initiator();
        ExecutorService guest = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<Integer> written =
                    CompletableFuture.supplyAsync(() -> writeAll(source), guest);
            Set<Long> servers = new java.util.HashSet<>();
            int restarts = 0;
            while (!written.isDone()) {
                lab.servers().forEach(server -> servers.add(server.pid()));
                if (restarts == 5) {
                    lab.servers().forEach(ConnectorTest::kill);
                    Await.that("back", () -> !lab.servers().isEmpty());
                } else {
                    driver.export(VOLUME, restarts % 2 == 0 ? Set.of(one, two) : Set.of(one));
                }
                restarts++;
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertTrue(servers.size() > 3, "it was restarted: " + servers);
            assertEquals((int) (BYTES / PART), written.get().intValue());
        } finally {
            guest.shutdownNow();
        }
        try (NbdClient reader = NbdClient.open(source)) {
            for (int part = 0; part < BYTES / PART; part++) {
                assertArrayEquals(
                        pattern(part), reader.read((long) part * PART, PART), "part " + part);
            }
        }
    }

    @Test
    void aKilledInitiatorIsBackWithTheConnectionsThatItHad() throws Exception {
        String source = connector.connect(export).source();
        lab.write(ONE, source, 0, pattern(1));
        Found before = initiator();
        kill(before);
        Await.that("it answers", () -> answers(source));
        assertNotEquals(before.pid(), initiator().pid());
        assertEquals(List.of(source), sources());
    }

    @Test
    void anotherConnectorObjectAdoptsTheInitiator() throws Exception {
        String source = connector.connect(export).source();
        Found before = initiator();
        try (NbdClient guest = NbdClient.open(source)) {
            connector.close();
            connector = lab.connector(ONE, Map.of("deadSeconds", 60));
            assertEquals(source, connector.connect(export).source());
            guest.write(0, pattern(3));
            assertArrayEquals(pattern(3), guest.read(0, PART));
        }
        assertEquals(before, initiator());
    }

    @Test
    void aConnectionThatAGuestHasOpenIsNotEnded() throws Exception {
        String source = connector.connect(export).source();
        try (NbdClient guest = NbdClient.open(source)) {
            assertFails(Kind.BUSY, () -> connector.disconnect(VOLUME));
            assertEquals(BYTES, guest.size());
        }
        connector.disconnect(VOLUME);
        assertEquals(List.of(), sources());
        assertThrows(IOException.class, () -> lab.read(ONE, source, 0, 512));
    }

    @Test
    void anInitiatorOfAnotherReleaseGoesOnWhileItIsUsedAndIsThenReplaced() throws Exception {
        connector.close();
        Process earlier = startEarlier();
        Path control = directory().resolve("control.sock");
        Await.that("it listens", () -> Files.exists(control));
        try (InitiatorClient client = InitiatorClient.open(directory())) {
            Links links = new Links(Settings.of(lab.guestConfig(ONE, Map.of())));
            client.add(
                    VOLUME.value(),
                    AoeAddress.parse(export.location()),
                    links.initiator().name(),
                    false,
                    Duration.ofSeconds(3));
        }
        connector = lab.connector(ONE);
        String source = sources().get(0);
        assertTrue(earlier.waitFor(30, TimeUnit.SECONDS), "nobody used it");
        assertTrue(answers(source));
        Found now = initiator();
        try (NbdClient guest = NbdClient.open(source)) {
            connector.connect(export);
            assertEquals(now, initiator());
            assertEquals(BYTES, guest.size());
        }
    }

    @Test
    void twoConnectorObjectsAtOnceStartOneInitiator() throws Exception {
        AoeConnector other = lab.connector(ONE, Map.of("deadSeconds", 60));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            var first = threads.submit(() -> connector.connect(export));
            var second = threads.submit(() -> other.connect(export));
            assertEquals(first.get().source(), second.get().source());
        } finally {
            threads.shutdownNow();
        }
        initiator();
    }

    @Test
    void guestsOfTheVolumesOwnHostAreConnectedToo() throws Exception {
        serves(Network.STORAGE);
    }

    @Test
    void theLoopbackServesThisMachine() throws Exception {
        serves("lo");
    }

    private void serves(String device) throws Exception {
        VolumeId volume = new VolumeId("vol-00000000000000002");
        AoeVolumes there =
                lab.open(
                        Map.of(
                                "device",
                                device,
                                "shelves",
                                new String[] {"8"},
                                "directory",
                                lab.top().resolve("volumes/more").toString()));
        AoeConnector here = lab.connector(ONE, Map.of("device", device));
        there.create(new VolumeSpec(volume, BYTES));
        VolumeExport more = there.export(volume, Set.of(here.initiator()));
        String source = here.connect(more).source();
        lab.write(ONE, source, BYTES - PART, pattern(5));
        assertArrayEquals(pattern(5), lab.read(ONE, source, BYTES - PART, PART));
        here.disconnect(volume);
    }

    @Test
    void whatIsNoAddressIsRefused() {
        for (String location : List.of("", "7.3", "e7", "e65535.255", "e7.255", "../e7.0")) {
            VolumeExport wrong = new VolumeExport(VOLUME, "aoe", location, Optional.empty());
            assertFails(Kind.BROKEN, () -> connector.connect(wrong));
        }
    }

    @Test
    void aDeviceThatIsMissingIsNamed() {
        AoeConnector lost = lab.connector(ONE, Map.of("device", "gone0"));
        DriverException fault = assertFails(Kind.UNREACHABLE, lost::initiator);
        assertEquals(
                "the network device 'gone0' of io.nova.driver.volume.aoe is not there",
                fault.getMessage());
        assertFails(Kind.UNREACHABLE, () -> lost.connect(export));
    }

    private Process startEarlier() throws IOException {
        new Places(lab.guests(ONE)).make(directory());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.nova.aoe.initiator.Main",
                        "--state=" + lab.guests(ONE).resolve("state/initiator"),
                        "--run=" + directory(),
                        "--release=earlier")
                .inheritIO()
                .start();
    }

    private Path directory() {
        return new Places(lab.guests(ONE)).connections(ONE);
    }

    private static int writeAll(String source) {
        try (NbdClient guest = NbdClient.open(source)) {
            int parts = 0;
            for (; parts < BYTES / PART; parts++) {
                guest.write((long) parts * PART, pattern(parts));
            }
            guest.flush();
            return parts;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] pattern(int part) {
        byte[] bytes = new byte[PART];
        new Random(part).nextBytes(bytes);
        return bytes;
    }

    private boolean answers(String source) {
        try {
            return lab.read(ONE, source, 0, 512).length == 512;
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> sources() throws InterruptedException {
        return connector.connections().stream().map(one -> one.source()).toList();
    }

    private Found initiator() {
        List<Found> initiators = lab.initiators();
        assertEquals(1, initiators.size(), initiators.toString());
        return initiators.get(0);
    }

    private static void kill(Found process) {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static DriverException assertFails(
            Kind kind, org.junit.jupiter.api.function.Executable call) {
        DriverException failure = assertThrows(DriverException.class, call);
        assertEquals(kind, failure.kind(), failure.toString());
        return failure;
    }
}
