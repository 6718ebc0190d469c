package io.nova.agent.compute;

import static io.nova.agent.compute.Lab.GUEST;
import static io.nova.agent.compute.Lab.HOST;
import static io.nova.agent.compute.Lab.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.driver.hypervisor.simulated.SimulatedGuest;
import io.nova.driver.volume.simulated.SimulatedStorage;
import io.nova.driver.volume.simulated.SimulatedVolumes;
import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import io.nova.model.compute.PowerState;
import io.nova.protocol.Ack;
import io.nova.protocol.Attachments;
import io.nova.protocol.Attachments.Wanted;
import io.nova.protocol.AttachmentsReport.Seen;
import io.nova.protocol.ExportPlace;
import io.nova.protocol.VolumeProtocol;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeExport;
import io.nova.spi.volume.VolumeSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host whose guests have volumes of two technologies. */
class ConnectorsTest {

    private static final VolumeId ONE = new VolumeId("vol-00000000000000001");
    private static final VolumeId OTHER = new VolumeId("vol-00000000000000002");

    private final Lab lab = new Lab();
    private final Technology one = new Technology("one");
    private final Technology other = new Technology("other");
    private final Map<VolumeId, Wanted> wanted = new TreeMap<>();
    private final List<Seen> seen = new ArrayList<>();
    private Map<String, String> initiators = Map.of();

    /** Storage of a technology of its own, and the host's connector to it. */
    private static final class Technology implements VolumeConnector {

        private final String name;
        private final SimulatedVolumes volumes =
                new SimulatedVolumes(new SimulatedStorage(1L << 40, 16), HOST);
        private boolean unwell;

        Technology(String name) {
            this.name = name;
        }

        ExportPlace export(VolumeId volume) {
            volumes.create(new VolumeSpec(volume, 1 << 20));
            var unused = volumes.export(volume, Set.of(volumes.initiator()));
            return new ExportPlace(name, volume.value());
        }

        private SimulatedVolumes well() {
            if (unwell) {
                throw new DriverException(DriverException.Kind.UNREACHABLE, "unwell");
            }
            return volumes;
        }

        @Override
        public Initiator initiator() {
            return new Initiator(HOST, name + ":" + well().initiator().host());
        }

        @Override
        public Connection connect(VolumeExport export) {
            assertEquals(name, export.technology());
            return well().connect(
                            new VolumeExport(
                                    export.volume(),
                                    "simulated",
                                    export.location(),
                                    export.credential()));
        }

        @Override
        public void disconnect(VolumeId volume) {
            well().disconnect(volume);
        }

        @Override
        public Collection<Connection> connections() {
            return well().connections();
        }
    }

    @BeforeEach
    void begin() {
        var unused =
                VolumeProtocol.ATTACHMENTS.serve(
                        lab.bus,
                        VolumeProtocol.MANAGER,
                        10,
                        asked -> {
                            initiators = asked.initiators();
                            return CompletableFuture.completedStage(
                                    new Attachments(List.copyOf(wanted.values()), "", lab.history));
                        });
        unused =
                VolumeProtocol.ATTACHED.serve(
                        lab.bus,
                        VolumeProtocol.MANAGER,
                        10,
                        report -> {
                            seen.addAll(report.volumes());
                            return CompletableFuture.completedStage(Ack.OK);
                        });
        lab.connects(one, "one");
        lab.connects(other, "other");
        lab.wants(guest(1, PowerState.ON));
    }

    @Test
    void allConnectorsAreToldOf() {
        lab.pass(11);
        assertEquals(Map.of("one", "one:" + HOST, "other", "other:" + HOST), initiators);
    }

    @Test
    void aGuestHasVolumesOfBoth() {
        want(ONE, one, 1, true);
        want(OTHER, other, 1, true);
        lab.pass(15);
        assertEquals(List.of(ONE, OTHER), has());
        assertEquals(1, one.connections().size());
        assertEquals(1, other.connections().size());
        want(ONE, one, 2, false);
        want(OTHER, other, 2, false);
        lab.pass(15);
        assertEquals(List.of(), has());
        assertEquals(List.of(), List.copyOf(one.connections()));
        assertEquals(List.of(), List.copyOf(other.connections()));
        assertEquals(4, seen.size());
    }

    @Test
    void whileOneConnectorIsAwayVolumesOfTheOtherComeAndGo() {
        want(ONE, one, 1, true);
        lab.pass(15);
        lab.loses(one);
        want(ONE, one, 2, false);
        want(OTHER, other, 1, true);
        lab.pass(31);
        assertEquals(List.of(new Seen(ONE, 1, GUEST, true), new Seen(OTHER, 1, GUEST, true)), seen);
        assertEquals(1, one.connections().size(), "nobody can have disconnected it");
        lab.connects(one, "one");
        lab.pass(15);
        assertEquals(new Seen(ONE, 2, GUEST, false), seen.get(2));
        assertEquals(List.of(OTHER), has());
        assertEquals(List.of(), List.copyOf(one.connections()));
    }

    @Test
    void oneConnectorThatIsUnwellDoesNotHoldUpTheOther() {
        one.unwell = true;
        want(OTHER, other, 1, true);
        lab.pass(15);
        assertEquals(List.of(OTHER), has());
        assertEquals(Set.of("other"), initiators.keySet());
        one.unwell = false;
        lab.pass(21);
        assertEquals(Set.of("one", "other"), initiators.keySet());
    }

    @Test
    void aVolumeWhoseConnectorNeverCameWaitsForIt() {
        Technology third = new Technology("third");
        want(ONE, third, 1, true);
        want(OTHER, other, 1, true);
        lab.pass(15);
        assertEquals(List.of(OTHER), has());
        lab.connects(third, "third");
        lab.pass(1);
        assertTrue(has().contains(ONE));
    }

    @Test
    void whatNobodyWantsIsDisconnectedByWhoeverHasIt() {
        want(ONE, one, 1, true);
        lab.pass(15);
        other.export(OTHER);
        var unused =
                other.connect(new VolumeExport(OTHER, "other", OTHER.value(), Optional.empty()));
        lab.pass(31);
        assertEquals(List.of(), List.copyOf(other.connections()));
        assertEquals(List.of(ONE), has());
    }

    private void want(VolumeId volume, Technology of, long generation, boolean attached) {
        wanted.put(
                volume,
                new Wanted(
                        volume,
                        generation,
                        GUEST,
                        volume.equals(ONE) ? "/dev/sdf" : "/dev/sdg",
                        attached,
                        false,
                        Optional.of(of.export(volume)),
                        of.name));
    }

    private List<VolumeId> has() {
        return lab.guest().map(SimulatedGuest::volumes).orElse(List.of());
    }
}
