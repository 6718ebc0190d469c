package io.nova.driver.volume.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.blockstore.Processes;
import io.nova.blockstore.Tool;
import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.HostId;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeSpec;
import io.nova.testkit.volume.NbdClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only real servers show, and what happens to them. */
class ServersTest {

    private static final HostId HOST = new HostId("here");
    private static final VolumeId VOLUME = new VolumeId("vol-00000000000000001");
    private static final SnapshotId SNAPSHOT = new SnapshotId("snap-00000000000000001");
    private static final long BYTES = 8L << 20;
    private static final byte[] PATTERN = new byte[4096];

    private FileLab lab;
    private FileVolumes driver;
    private VolumeConnector connector;
    private String source;

    static {
        Arrays.fill(PATTERN, (byte) 0x5a);
    }

    @BeforeAll
    static void needServers() {
        Skip.unlessPossible(ServersTest.class);
    }

    @BeforeEach
    void exportAVolume() throws Exception {
        lab = new FileLab();
        driver = lab.open();
        connector = lab.connector(HOST);
        driver.create(new VolumeSpec(VOLUME, BYTES));
        source = connector.connect(driver.export(VOLUME, Set.of(connector.initiator()))).source();
        lab.write(HOST, source, 0, PATTERN);
    }

    @AfterEach
    void end() throws Exception {
        lab.end();
    }

    @Test
    void aKilledServerIsBackWithinTwoSeconds() throws Exception {
        long pid = server().pid();
        kill("-KILL", pid);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        await("another server", () -> answers() && server().pid() != pid);
        assertTrue(System.nanoTime() < end, "within two seconds");
        assertArrayEquals(PATTERN, lab.read(HOST, source, 0, PATTERN.length));
    }

    @Test
    void anotherDriverObjectAdoptsTheServer() throws Exception {
        Processes.Found before = server();
        try (NbdClient guest = NbdClient.open(source)) {
            driver.close();
            driver = lab.open();
            driver.export(VOLUME, Set.of(connector.initiator()));
            guest.write(4096, PATTERN);
            assertArrayEquals(PATTERN, guest.read(4096, PATTERN.length));
        }
        assertEquals(before, server());
    }

    @Test
    void aServerWithoutARecordIsEnded() throws Exception {
        driver.close();
        Files.delete(lab.directory().resolve(VOLUME + ".export"));
        driver = lab.open();
        await("no server", () -> lab.servers().isEmpty());
    }

    @Test
    void aServerThatNoDriverLookedAfterIsBackWithTheNext() throws Exception {
        driver.close();
        kill("-KILL", server().pid());
        driver = lab.open();
        await("a server", this::answers);
        assertArrayEquals(PATTERN, lab.read(HOST, source, 0, PATTERN.length));
    }

    @Test
    void aServerThatACopyLeftStoppedGoesOn() throws Exception {
        driver.close();
        kill("-STOP", server().pid());
        await("stopped", () -> server().isStopped());
        driver = lab.open();
        await("awake", () -> !server().isStopped());
        assertArrayEquals(PATTERN, lab.read(HOST, source, 0, PATTERN.length));
    }

    @Test
    void aGuestGoesOnWhileItsVolumeGrows() throws Exception {
        try (NbdClient guest = NbdClient.open(source)) {
            driver.resize(VOLUME, 2 * BYTES);
            guest.write(0, PATTERN);
            assertEquals(BYTES, guest.size());
            try (NbdClient next = NbdClient.open(source)) {
                assertEquals(2 * BYTES, next.size());
                assertArrayEquals(PATTERN, next.read(0, PATTERN.length));
            }
            assertEquals(2, lab.servers().size(), "the earlier one is in use");
        }
        await("the earlier one gone", () -> lab.servers().size() == 1);
    }

    @Test
    void aGuestGoesOnWhileItsVolumeIsCaptured() throws Exception {
        try (NbdClient guest = NbdClient.open(source)) {
            driver.capture(SNAPSHOT, VOLUME);
            guest.write(0, new byte[4096]);
            assertFalse(server().isStopped());
        }
        try (InputStream content = driver.open(SNAPSHOT, 0, PATTERN.length)) {
            assertArrayEquals(PATTERN, content.readAllBytes());
        }
    }

    @Test
    void aConnectionThatAGuestHasOpenIsNotEnded() throws Exception {
        try (NbdClient guest = NbdClient.open(source)) {
            DriverException busy =
                    assertThrows(DriverException.class, () -> connector.disconnect(VOLUME));
            assertEquals(Kind.BUSY, busy.kind());
            assertEquals(BYTES, guest.size());
        }
        connector.disconnect(VOLUME);
        assertEquals(List.of(), List.copyOf(connector.connections()));
    }

    @Test
    void whatAGuestWritesIsNeverTakenForAFormat() throws Exception {
        Path secret = Files.writeString(lab.directory().resolve("secret"), "of the host");
        Path crafted = lab.run().resolve("crafted");
        Tool.run(
                Duration.ofSeconds(20),
                List.of(
                        "/usr/bin/qemu-img",
                        "create",
                        "-q",
                        "-f",
                        "qcow2",
                        "-F",
                        "raw",
                        "-b",
                        secret.toString(),
                        crafted.toString(),
                        "1M"));
        byte[] header = Arrays.copyOf(Files.readAllBytes(crafted), 64 << 10);
        lab.write(HOST, source, 0, header);
        kill("-KILL", server().pid());
        await("a server", this::answers);
        assertArrayEquals(header, lab.read(HOST, source, 0, header.length));
        driver.capture(SNAPSHOT, VOLUME);
        try (InputStream content = driver.open(SNAPSHOT, 0, header.length)) {
            assertArrayEquals(header, content.readAllBytes());
        }
    }

    @Test
    void blocksThatAGuestGaveBackStayItsOwnSoThatADeletionOverwritesThem() throws Exception {
        String before;
        try (NbdClient guest = NbdClient.open(source)) {
            guest.write(1 << 20, PATTERN);
            guest.flush();
            before = blocks();
            guest.writeZeroes(1 << 20, PATTERN.length);
            guest.flush();
        }
        assertEquals(before, blocks());
    }

    @Test
    void theSocketIsForRootAndTheGroup() throws Exception {
        Path link = Path.of(source.substring(source.indexOf('=') + 1));
        assertEquals(
                "rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(link)));
    }

    private String blocks() throws Exception {
        Path file = lab.directory().resolve(VOLUME + ".raw");
        return Tool.run(
                Duration.ofSeconds(5),
                List.of("/usr/bin/stat", "-c", "%b", file.toString()),
                lines -> lines.findFirst().orElseThrow());
    }

    private Processes.Found server() {
        List<Processes.Found> servers = lab.servers();
        assertEquals(1, servers.size(), servers.toString());
        return servers.get(0);
    }

    private boolean answers() {
        try {
            return lab.servers().size() == 1 && lab.read(HOST, source, 0, 512).length == 512;
        } catch (IOException e) {
            return false;
        }
    }

    private static void kill(String signal, long pid) throws Exception {
        Tool.run(
                Duration.ofSeconds(5),
                List.of("/bin/sh", "-c", "kill \"$@\"", "sh", signal, Long.toString(pid)));
    }

    private static void await(String what, Callable<Boolean> fact) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!fact.call()) {
            assertTrue(System.nanoTime() < end, "waited too long for: " + what);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
