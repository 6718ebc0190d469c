package io.nova.driver.volume.iscsi;

import static io.nova.driver.volume.iscsi.Awaiting.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.blockstore.Processes;
import io.nova.blockstore.Processes.Found;
import io.nova.blockstore.Tool;
import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.HostId;
import io.nova.model.Secret;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeExport;
import io.nova.spi.volume.VolumeSpec;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only a real tgtd shows, and what happens to it while guests write. */
class ServersTest {

    private static final HostId HOST = new HostId("here");
    private static final HostId THERE = new HostId("there");
    private static final VolumeId VOLUME = new VolumeId("vol-00000000000000001");
    private static final VolumeId OTHER = new VolumeId("vol-00000000000000002");
    private static final SnapshotId SNAPSHOT = new SnapshotId("snap-00000000000000001");
    private static final long BYTES = 8L << 20;

    private IscsiLab lab;
    private IscsiVolumes driver;
    private VolumeConnector connector;
    private VolumeExport export;
    private String source;

    @BeforeAll
    static void needServers() {
        Skip.unlessPossible(ServersTest.class);
    }

    @BeforeEach
    void exportAVolume() throws Exception {
        lab = new IscsiLab();
        driver = lab.open();
        connector = lab.connector(HOST);
        driver.create(new VolumeSpec(VOLUME, BYTES));
        export = driver.export(VOLUME, Set.of(connector.initiator()));
        source = connector.connect(export).source();
    }

    @AfterEach
    void end() throws Exception {
        lab.end();
    }

    @Test
    void aGuestGoesOnAfterTgtdWasKilledAndLosesNothing() throws Exception {
        try (BusyGuest guest = new BusyGuest(source, 0, BYTES)) {
            for (int kill = 0; kill < 3; kill++) {
                guest.goesOn();
                long pid = server().pid();
                kill("-KILL", pid);
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
                await("another tgtd", () -> isBack(pid));
                assertTrue(System.nanoTime() < end, "within two seconds");
                guest.goesOn();
            }
            guest.stop();
            guest.assertAllThere(content());
        }
    }

    @Test
    void aGuestGoesOnWithAnotherDriverObject() throws Exception {
        Found before = server();
        try (BusyGuest guest = new BusyGuest(source, 0, BYTES)) {
            guest.goesOn();
            driver.close();
            driver = lab.open();
            assertEquals(export, driver.export(VOLUME, Set.of(connector.initiator())));
            guest.goesOn();
        }
        assertEquals(before, server());
    }

    @Test
    void aGuestGoesOnWhileItsVolumeGrows() throws Exception {
        try (BusyGuest guest = new BusyGuest(source, 0, BYTES)) {
            guest.goesOn();
            driver.resize(VOLUME, 2 * BYTES);
            guest.goesOn();
            assertArrayEquals(new byte[512], lab.read(HOST, source, 2 * BYTES - 512, 512));
            guest.stop();
            guest.assertAllThere(content());
        }
    }

    @Test
    void aGuestGoesOnWhileItsVolumeIsCaptured() throws Exception {
        try (BusyGuest guest = new BusyGuest(source, 0, BYTES)) {
            guest.goesOn();
            long before = guest.written();
            driver.capture(SNAPSHOT, VOLUME);
            guest.goesOn();
            try (InputStream content = driver.open(SNAPSHOT, 0, 1)) {
                assertEquals(BusyGuest.mark(0), (byte) content.read(), before + " before");
            }
            assertFalse(server().isStopped());
        }
    }

    @Test
    void whoIsCutOffWritesNothingMoreAndWhoMayGoesOn() throws Exception {
        VolumeConnector there = lab.connector(THERE);
        VolumeExport both = driver.export(VOLUME, Set.of(connector.initiator(), there.initiator()));
        assertEquals(export, both);
        String second = there.connect(both).source();
        try (BusyGuest one = new BusyGuest(source, BYTES / 2, BYTES / 2);
                BusyGuest two = new BusyGuest(second, 0, BYTES / 2)) {
            one.goesOn();
            two.goesOn();
            driver.export(VOLUME, Set.of(there.initiator()));
            byte[] atOnce = content();
            two.goesOn();
            byte[] later = content();
            int half = (int) BYTES / 2;
            assertEquals(BusyGuest.mark(0), atOnce[half], "else the next line proves nothing");
            assertArrayEquals(
                    Arrays.copyOfRange(atOnce, half, 2 * half),
                    Arrays.copyOfRange(later, half, 2 * half));
            assertThrows(DriverException.class, () -> connector.connect(export));
        }
    }

    @Test
    void aLoginThatHadBegunComesToNothing() throws Exception {
        Place place = Place.parse(export.location());
        HostKey key = HostKey.of(lab.directory(), Settings.FILE);
        Login login = Login.of(HOST, key.open());
        Secret secret = key.secret(place.key(), place.target(), login);
        IscsiLogin.require(place.portal(), place.target(), login, secret);
        try (IscsiStream stream = new IscsiStream(place.portal().socket())) {
            Map<String, String> hello =
                    Map.of(
                            "InitiatorName",
                            login.name(),
                            "SessionType",
                            "Normal",
                            "TargetName",
                            place.target().toString(),
                            "AuthMethod",
                            "CHAP");
            assertEquals(0, stream.ask(0, 0, hello).status());
            driver.export(VOLUME, Set.of(lab.connector(THERE).initiator()));
            assertNotEquals(0, IscsiLogin.respond(stream, login.user(place.target()), secret));
        }
        assertFalse(lab.shown().contains("Initiator: " + login.name()));
    }

    @Test
    void aTargetWithoutARecordIsEndedAndSoIsTgtdWithoutTargets() throws Exception {
        driver.create(new VolumeSpec(OTHER, BYTES));
        driver.export(OTHER, Set.of(connector.initiator()));
        driver.close();
        Files.delete(lab.directory().resolve(VOLUME + ".export"));
        driver = lab.open();
        await("one target", () -> !lab.shown().contains(VOLUME.value()));
        assertTrue(lab.shown().contains(OTHER.value()));
        driver.unexport(OTHER);
        await("no tgtd", () -> lab.servers().isEmpty());
    }

    @Test
    void otherSettingsMeanAnotherTgtdAndAGuestGoesOn() throws Exception {
        Found before = server();
        try (BusyGuest guest = new BusyGuest(source, 0, BYTES)) {
            guest.goesOn();
            driver.close();
            IscsiVolumes next = new IscsiVolumes(lab.config(Map.of("threads", 2)));
            try {
                await("another tgtd", () -> isBack(before.pid()));
                guest.goesOn();
            } finally {
                next.close();
            }
        }
    }

    @Test
    void aTgtdOfSomebodyElseIsLeftAlone() throws Exception {
        Path elsewhere = Files.createDirectory(lab.top().resolve("else"));
        ProcessBuilder builder =
                new ProcessBuilder(
                        IscsiLab.TGTD.toString(),
                        "-f",
                        "--iscsi",
                        "portal=127.0.0.1:" + IscsiLab.freePort());
        builder.environment().put("TGT_IPC_SOCKET", elsewhere.resolve("socket").toString());
        Process other = builder.redirectErrorStream(true).start();
        try {
            await("it", () -> Files.exists(elsewhere.resolve("socket.0")));
            driver.unexport(VOLUME);
            await("no tgtd of ours", () -> lab.servers().isEmpty());
            driver.export(VOLUME, Set.of(connector.initiator()));
            assertTrue(other.isAlive());
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void withoutItsPortTgtdDoesNotServeElsewhere() throws Exception {
        driver.unexport(VOLUME);
        await("no tgtd", () -> lab.servers().isEmpty());
        try (java.net.ServerSocket taken =
                new java.net.ServerSocket(
                        lab.port(), 1, java.net.InetAddress.getLoopbackAddress())) {
            DriverException refused =
                    assertThrows(
                            DriverException.class,
                            () -> driver.export(VOLUME, Set.of(connector.initiator())));
            assertEquals(Kind.UNREACHABLE, refused.kind());
            assertTrue(refused.getMessage().contains("cannot listen"), refused.getMessage());
            assertEquals(List.of(), lab.servers());
            assertTrue(taken.isBound());
        }
        driver.export(VOLUME, Set.of(connector.initiator()));
    }

    @Test
    void theSecretIsAnotherEachTimeAndForEachHostAndNobodySeesIt() throws Exception {
        String secret = secret(source);
        assertFalse(source.contains(secret));
        assertFalse(export.toString().contains(secret));
        assertFalse(Files.readString(lab.run().resolve("tgtd.log")).contains(secret));
        for (Found process : lab.servers()) {
            assertFalse(process.argv().toString().contains(secret));
        }
        VolumeConnector there = lab.connector(THERE);
        driver.export(VOLUME, Set.of(connector.initiator(), there.initiator()));
        assertNotEquals(secret, secret(there.connect(export).source()));
        driver.unexport(VOLUME);
        VolumeExport next = driver.export(VOLUME, Set.of(connector.initiator()));
        assertNotEquals(export.location(), next.location());
        String again = connector.connect(next).source();
        assertNotEquals(secret, secret(again));
        assertEquals(1, connector.connections().size());
    }

    private static String secret(String source) throws Exception {
        Path file = Path.of(source.substring(source.indexOf("secret=") + "secret=".length()));
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        return Files.readString(file);
    }

    @Test
    void aConnectionThatAGuestHasOpenIsNotEnded() throws Exception {
        try (BusyGuest guest = new BusyGuest(source, 0, BYTES)) {
            guest.goesOn();
            DriverException busy =
                    assertThrows(DriverException.class, () -> connector.disconnect(VOLUME));
            assertEquals(Kind.BUSY, busy.kind());
            guest.goesOn();
        }
        connector.disconnect(VOLUME);
        assertEquals(List.of(), List.copyOf(connector.connections()));
    }

    private boolean isBack(long pid) throws Exception {
        List<Found> servers = lab.servers();
        return servers.size() == 1
                && servers.get(0).pid() != pid
                && lab.shown().contains(Iqn.initiator(HOST));
    }

    private Found server() {
        List<Processes.Found> servers = lab.servers();
        assertEquals(1, servers.size(), servers.toString());
        return servers.get(0);
    }

    private byte[] content() throws Exception {
        return Files.readAllBytes(lab.directory().resolve(VOLUME + ".raw"));
    }

    private static void kill(String signal, long pid) throws Exception {
        Tool.run(
                Duration.ofSeconds(5),
                List.of("/bin/sh", "-c", "kill \"$@\"", "sh", signal, Long.toString(pid)));
    }
}
