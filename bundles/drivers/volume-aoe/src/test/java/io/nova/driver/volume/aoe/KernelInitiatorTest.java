package io.nova.driver.volume.aoe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.aoe.AoeAddress;
import io.nova.driver.volume.aoe.Links.Link;
import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.HostId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.VolumeConnector.Connection;
import io.nova.spi.volume.VolumeSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With real exports, on a pretended {@code /dev/etherd}: what the kernel is told, and when. */
class KernelInitiatorTest {

    private static final HostId ONE = new HostId("one");
    private static final VolumeId VOLUME = new VolumeId("vol-00000000000000001");
    private static final VolumeId OTHER = new VolumeId("vol-00000000000000002");

    private final ExecutorService agent = Executors.newSingleThreadExecutor();
    private AoeLab lab;
    private Path etherd;
    private Path proc;
    private Link link;
    private KernelInitiator initiator;
    private AoeAddress address;

    @BeforeAll
    static void needANetwork() throws Exception {
        Network.enter(KernelInitiatorTest.class);
    }

    @BeforeEach
    void exportAVolume() throws Exception {
        lab = new AoeLab();
        etherd = Files.createDirectory(lab.top().resolve("etherd"));
        proc = Files.createDirectory(lab.top().resolve("proc"));
        for (String file : List.of("discover", "flush", "interfaces", "revalidate")) {
            Files.createFile(etherd.resolve(file));
        }
        Settings settings = Settings.of(lab.guestConfig(ONE, Map.of()));
        link = new Links(settings).initiator();
        initiator = new KernelInitiator(settings, etherd, proc);
        AoeVolumes driver = lab.open();
        driver.create(new VolumeSpec(VOLUME, 1 << 20));
        address =
                AoeAddress.parse(
                        driver.export(VOLUME, Set.of(new Initiator(ONE, link.mac().toString())))
                                .location());
    }

    @AfterEach
    void end() throws Exception {
        agent.shutdownNow();
        lab.close();
    }

    @Test
    void theKernelIsToldToLookAndTheDeviceIsTheSource() throws Exception {
        Connection connection = connect();
        assertEquals(link.name(), Files.readString(etherd.resolve("interfaces")));
        assertEquals("file://" + device(), connection.source());
        assertEquals(List.of(connection), List.copyOf(initiator.connections()));
        assertEquals(connection, initiator.connect(VOLUME, address, link));
        assertEquals(address.toString(), Files.readString(etherd.resolve("revalidate")));
    }

    @Test
    void aDeviceThatIsOpenIsBusyAndOneThatIsNotIsForgottenByTheKernel() throws Exception {
        connect();
        Path open = Files.createDirectories(proc.resolve("42/fd")).resolve("7");
        Files.createSymbolicLink(open, device());
        assertFails(Kind.BUSY, () -> initiator.disconnect(VOLUME));
        assertEquals(1, initiator.connections().size());
        Files.delete(open);
        initiator.disconnect(VOLUME);
        initiator.disconnect(VOLUME);
        assertEquals(address.toString(), Files.readString(etherd.resolve("flush")));
        assertEquals(List.of(), List.copyOf(initiator.connections()));
    }

    @Test
    void anotherVolumeAtTheAddressIsRefusedBeforeTheKernelHearsOfIt() throws Exception {
        assertFails(Kind.BROKEN, () -> initiator.connect(OTHER, address, link));
        assertEquals("", Files.readString(etherd.resolve("discover")));
        assertEquals(List.of(), List.copyOf(initiator.connections()));
    }

    @Test
    void whereNobodyAnswersNothingStays() throws Exception {
        assertFails(Kind.UNREACHABLE, () -> initiator.connect(VOLUME, new AoeAddress(9, 9), link));
        assertEquals(List.of(), List.copyOf(initiator.connections()));
    }

    private Connection connect() throws Exception {
        Future<Connection> connecting =
                agent.submit(() -> initiator.connect(VOLUME, address, link));
        Await.that(
                "the kernel is told",
                () -> Files.readString(etherd.resolve("discover")).equals("1"));
        Files.createFile(device());
        return connecting.get();
    }

    private Path device() {
        return etherd.resolve(address.toString());
    }

    private static void assertFails(Kind kind, org.junit.jupiter.api.function.Executable call) {
        DriverException failure = assertThrows(DriverException.class, call);
        assertEquals(kind, failure.kind(), failure.toString());
    }
}
