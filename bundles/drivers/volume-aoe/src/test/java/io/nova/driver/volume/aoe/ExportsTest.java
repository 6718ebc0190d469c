package io.nova.driver.volume.aoe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.aoe.AoeAddress;
import io.nova.aoe.AoeClient;
import io.nova.aoe.TargetConfig;
import io.nova.blockstore.Processes.Found;
import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.HostId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.VolumeSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to real vblades, as hosts on the network see it. */
class ExportsTest {

    private static final VolumeId VOLUME = new VolumeId("vol-00000000000000001");
    private static final VolumeId OTHER = new VolumeId("vol-00000000000000002");
    private static final long BYTES = 8L << 20;
    private static final Duration SOON = Duration.ofMillis(300);

    private AoeLab lab;
    private AoeVolumes driver;
    private AoeClient one;
    private AoeClient two;
    private AoeAddress address;

    @BeforeAll
    static void needANetwork() throws Exception {
        Network.enter(ExportsTest.class);
    }

    @BeforeEach
    void exportAVolume() throws Exception {
        lab = new AoeLab();
        driver = lab.open();
        one = AoeClient.open("one");
        two = AoeClient.open("two");
        driver.create(new VolumeSpec(VOLUME, BYTES));
        address = export(VOLUME, one);
    }

    @AfterEach
    void end() throws Exception {
        one.close();
        two.close();
        lab.close();
    }

    @Test
    void anExportHasTheNameOfItsVolumeAndItsSize() throws Exception {
        TargetConfig target = one.config(address, SOON);
        assertEquals(VOLUME.value(), target.name());
        assertEquals(BYTES / 512, one.identify(target, SOON).sectors());
        assertEquals(17, target.sectors(), "in a frame, at the MTU of the device");
    }

    @Test
    void onlyTheHostThatMayConnectHearsOfIt() throws Exception {
        assertEquals(1, one.discover(AoeAddress.ALL, SOON).size());
        assertEquals(List.of(), two.discover(AoeAddress.ALL, SOON));
    }

    @Test
    void aHostOnATenantsNetworkHearsOfNothing() throws Exception {
        String mac = one.mac().toString();
        // Even one that takes the address of a host that may.
        Network.ip("link set dev ten0 address " + mac);
        try (AoeClient tenant = AoeClient.open(Network.TENANT)) {
            assertEquals(one.mac(), tenant.mac());
            assertEquals(List.of(), tenant.discover(AoeAddress.ALL, SOON));
        }
    }

    @Test
    void aKilledServerIsBackWithItsNameWithinTwoSeconds() throws Exception {
        Found before = server();
        kill(before);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        Await.that("the name", () -> isNamed(one, address, VOLUME));
        assertTrue(System.nanoTime() < end, "within two seconds");
        assertNotEquals(before.pid(), server().pid());
        assertEquals(before.argv(), server().argv());
    }

    @Test
    void anotherDriverObjectAdoptsTheServer() throws Exception {
        Found before = server();
        driver.close();
        assertEquals(VOLUME.value(), one.config(address, SOON).name());
        driver = lab.open();
        assertEquals(address, export(VOLUME, one));
        assertEquals(before, server());
    }

    @Test
    void aServerThatLostItsNameWhileNobodyLookedHasItAgain() throws Exception {
        driver.close();
        kill(server());
        Await.that("ended", () -> lab.servers().isEmpty());
        driver = lab.open();
        Await.that("the name", () -> isNamed(one, address, VOLUME));
        driver.close();
        one.rename(address, "half-made", SOON);
        driver = lab.open();
        Await.that("the name", () -> isNamed(one, address, VOLUME));
    }

    @Test
    void aServerWithoutARecordIsEndedAndItsAddressRests() throws Exception {
        driver.close();
        Files.delete(lab.directory().resolve(VOLUME + ".export"));
        driver = lab.open();
        Await.that("no server", () -> lab.servers().isEmpty());
        assertNotEquals(address, export(VOLUME, one));
    }

    @Test
    void aSecondServerOfAVolumeOrAnAddressIsEnded() throws Exception {
        driver.close();
        Path file = lab.directory().resolve(VOLUME + ".raw");
        String device = server().argv().get(server().argv().size() - 2);
        Path stranger = Files.createFile(lab.directory().resolve("stranger"));
        Files.write(stranger, new byte[4096]);
        start("7", "200", device, file);
        start(
                Integer.toString(address.shelf()),
                Integer.toString(address.slot()),
                device,
                stranger);
        Await.that("three", () -> lab.servers().size() == 3);
        driver = lab.open();
        Await.that("one", () -> lab.servers().size() == 1);
        assertTrue(isNamed(one, address, VOLUME));
    }

    @Test
    void whoMayNoLongerHearsNothingAnyMore() throws Exception {
        driver.export(VOLUME, Set.of(initiator(one), initiator(two)));
        assertTrue(isNamed(one, address, VOLUME) && isNamed(two, address, VOLUME));
        assertEquals(address, export(VOLUME, two));
        assertEquals(List.of(), one.discover(AoeAddress.ALL, SOON));
        assertTrue(isNamed(two, address, VOLUME));
        assertEquals(1, lab.servers().size());
    }

    @Test
    void aVolumeThatGrewIsServedAtItsSize() throws Exception {
        driver.resize(VOLUME, 2 * BYTES);
        TargetConfig target = one.config(address, SOON);
        assertEquals(2 * BYTES / 512, one.identify(target, SOON).sectors());
        assertEquals(VOLUME.value(), target.name());
    }

    @Test
    void nothingIsLeftOfAnExportButItsAddressThatRests() throws Exception {
        driver.unexport(VOLUME);
        assertEquals(List.of(), one.discover(AoeAddress.ALL, SOON));
        assertEquals(List.of(), lab.servers());
        try (Stream<Path> files = Files.list(lab.run())) {
            assertEquals(List.of(), files.toList());
        }
        driver.create(new VolumeSpec(OTHER, BYTES));
        assertNotEquals(address, export(OTHER, one));
    }

    @Test
    void anAddressThatSomebodyElseHasIsNotTaken() throws Exception {
        driver.unexport(VOLUME);
        Path foreign = Files.write(lab.top().resolve("foreign"), new byte[4096]);
        // The next two; on another host's device.
        Process first = start("7", Integer.toString(address.slot() + 1), "two", foreign);
        Process second = start("7", Integer.toString(address.slot() + 2), "two", foreign);
        try {
            Await.that("answers", () -> one.discover(AoeAddress.ALL, SOON).size() == 2);
            assertEquals(address.slot() + 3, export(VOLUME, one).slot());
        } finally {
            first.destroyForcibly();
            second.destroyForcibly();
        }
    }

    @Test
    void aDeviceThatIsDownIsNamedAndTheExportIsBackWithIt() throws Exception {
        try {
            Network.ip("link set sto0 down");
            DriverException fault =
                    assertThrows(DriverException.class, () -> driver.resize(VOLUME, 2 * BYTES));
            assertEquals(Kind.UNREACHABLE, fault.kind());
            assertTrue(
                    String.valueOf(fault.getMessage()).contains("'sto0'"), String.valueOf(fault));
        } finally {
            Network.ip("link set sto0 up");
        }
        Await.that("the name", () -> isNamed(one, address, VOLUME));
    }

    @Test
    void aFrameIsAsLongAsTheDeviceHasItAtAnyMoment() throws Exception {
        try {
            Network.ip("link set sto0 mtu 1500");
            Await.that("two sectors", () -> one.config(address, SOON).sectors() == 2);
            Network.ip("link set sto0 mtu 9000");
            Await.that("17 sectors", () -> one.config(address, SOON).sectors() == 17);
        } finally {
            Network.ip("link set sto0 mtu 9000");
        }
    }

    @Test
    void whereGuestsMayBeNothingIsExported() throws Exception {
        Network.ip("tuntap add tap0 mode tap");
        Network.ip("link set tap0 up");
        try {
            for (String device : List.of("tenbr", "ten0p", "tap0")) {
                AoeVolumes there =
                        lab.open(
                                Map.of(
                                        "device",
                                        device,
                                        "directory",
                                        lab.top().resolve("on-" + device).toString()));
                there.create(new VolumeSpec(OTHER, BYTES));
                DriverException fault =
                        assertThrows(
                                DriverException.class,
                                () -> there.export(OTHER, Set.of(initiator(one))));
                assertEquals(Kind.BROKEN, fault.kind());
                assertTrue(String.valueOf(fault.getMessage()).contains("'" + device + "'"));
            }
        } finally {
            Network.ip("link del tap0");
        }
    }

    @Test
    void whoIsNoEthernetAddressIsRefusedAndNothingChanges() throws Exception {
        for (String name : List.of("", "aoe:one", "02:00:00:00:00:01,zz", "0200")) {
            DriverException fault =
                    assertThrows(
                            DriverException.class,
                            () ->
                                    driver.export(
                                            VOLUME,
                                            Set.of(new Initiator(new HostId("bad"), name))));
            assertEquals(Kind.BROKEN, fault.kind());
        }
        assertTrue(isNamed(one, address, VOLUME));
    }

    @Test
    void aLogIsNotLongForLong() throws Exception {
        Path log = lab.run().resolve(VOLUME + ".log");
        Files.write(log, new byte[1 << 20]);
        Await.that("short", () -> Files.size(log) < 64 << 10);
    }

    private AoeAddress export(VolumeId volume, AoeClient host) throws InterruptedException {
        return AoeAddress.parse(driver.export(volume, Set.of(initiator(host))).location());
    }

    private static Initiator initiator(AoeClient host) {
        return new Initiator(new HostId("host-" + host.mac().bits()), host.mac().toString());
    }

    private static boolean isNamed(AoeClient host, AoeAddress address, VolumeId volume)
            throws Exception {
        List<TargetConfig> found = host.discover(address, Duration.ofMillis(50));
        assertFalse(found.size() > 1, "two at one address");
        return found.size() == 1 && found.get(0).name().equals(volume.value());
    }

    private Found server() {
        List<Found> servers = lab.servers();
        assertEquals(1, servers.size(), servers.toString());
        return servers.get(0);
    }

    private static Process start(String shelf, String slot, String device, Path file)
            throws Exception {
        return new ProcessBuilder(AoeLab.VBLADE.toString(), shelf, slot, device, file.toString())
                .start();
    }

    private static void kill(Found process) {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
}
