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
import io.nova.protocol.ComputeProtocol;
import io.nova.protocol.ExportPlace;
import io.nova.protocol.VolumeProtocol;
import io.nova.protocol.Wake;
import io.nova.spi.messaging.Durability;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeExport;
import io.nova.spi.volume.VolumeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A guest's volumes, from the manager's word to the guest and back. */
class AttachmentTest {

    private static final VolumeId VOLUME = new VolumeId("vol-00000000000000001");
    private static final VolumeId OTHER = new VolumeId("vol-00000000000000002");

    private final Lab lab = new Lab();
    private final SimulatedStorage storage = new SimulatedStorage(1L << 40, 16);
    private final SimulatedVolumes connector = new SimulatedVolumes(storage, HOST);
    private final Map<VolumeId, Wanted> wanted = new TreeMap<>();
    private final List<Seen> seen = new ArrayList<>();
    private boolean managerAnswers = true;

    @BeforeEach
    void begin() {
        var unused =
                VolumeProtocol.ATTACHMENTS.serve(
                        lab.bus,
                        VolumeProtocol.MANAGER,
                        10,
                        asked ->
                                managerAnswers
                                        ? CompletableFuture.completedStage(
                                                new Attachments(
                                                        List.copyOf(wanted.values()),
                                                        "",
                                                        lab.history))
                                        : new CompletableFuture<>());
        unused =
                VolumeProtocol.ATTACHED.serve(
                        lab.bus,
                        VolumeProtocol.MANAGER,
                        10,
                        report -> {
                            seen.addAll(report.volumes());
                            return CompletableFuture.completedStage(Ack.OK);
                        });
        lab.connects(connector);
    }

    @Test
    void aRunningGuestGetsAVolumeAndLetsItGo() {
        lab.wants(guest(1, PowerState.ON));
        wants(VOLUME, 1, true, false);
        assertEquals(List.of(VOLUME), has());
        assertEquals(List.of(new Seen(VOLUME, 1, GUEST, true)), seen);
        wants(VOLUME, 2, false, false);
        assertEquals(List.of(), has());
        assertEquals(Set.of(), connected());
        assertEquals(new Seen(VOLUME, 2, GUEST, false), last());
        assertEquals(2, seen.size(), "each is told once");
    }

    @Test
    void aHintIsEnough() {
        lab.wants(guest(1, PowerState.ON));
        want(VOLUME, 1, true, false);
        var unused =
                lab.bus.cast(
                        VolumeProtocol.guests(HOST),
                        VolumeProtocol.WAKE.message(
                                new Wake(HOST), "1", "", lab.clock.instant().plusSeconds(5)),
                        Durability.HINT);
        lab.pass(1);
        assertEquals(List.of(VOLUME), has());
    }

    @Test
    void aLaunchWaitsForTheVolumesThatItsGuestIsToHave() {
        export(VOLUME);
        put(new Wanted(VOLUME, 1, GUEST, "/dev/sdf", true, false, Optional.empty(), ""));
        lab.wants(guest(1, PowerState.ON));
        assertTrue(lab.guest().isEmpty(), "its volume is not exported yet");
        wants(VOLUME, 1, true, false);
        assertEquals(1, lab.guest().orElseThrow().starts());
        assertEquals(List.of(VOLUME), has());
        assertEquals(new Seen(VOLUME, 1, GUEST, true), last());
    }

    @Test
    void aLaunchGoesOnAsSoonAsItIsKnownThatItsGuestHasNone() {
        lab.pass(11);
        lab.wanted.put(GUEST, guest(1, PowerState.ON));
        var unused =
                lab.bus.cast(
                        ComputeProtocol.agent(HOST),
                        ComputeProtocol.WAKE.message(
                                new Wake(HOST), "1", "", lab.clock.instant().plusSeconds(5)),
                        Durability.HINT);
        lab.pass(0);
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
    }

    @Test
    void aLaunchDoesNotWaitForEverForAVolumeThatIsOutOfReach() {
        put(new Wanted(VOLUME, 1, GUEST, "/dev/sdf", true, false, Optional.of(place(VOLUME)), ""));
        lab.wants(guest(1, PowerState.ON)).pass(40);
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
        assertEquals(List.of(), has());
        assertEquals(List.of(), seen);
        export(VOLUME);
        lab.pass(11);
        assertEquals(List.of(VOLUME), has());
        assertEquals(new Seen(VOLUME, 1, GUEST, true), last());
    }

    @Test
    void aLaunchDoesNotWaitForEverForAManagerThatSaysNothing() {
        managerAnswers = false;
        lab.wants(guest(1, PowerState.ON));
        assertTrue(lab.guest().isEmpty(), "it may have volumes");
        lab.pass(40);
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
    }

    @Test
    void aGuestThatIsOffGetsAVolumeAndHasItWhenItStarts() {
        lab.wants(guest(1, PowerState.ON));
        lab.wants(guest(2, PowerState.OFF));
        wants(VOLUME, 1, true, false);
        assertEquals(new Seen(VOLUME, 1, GUEST, true), last());
        lab.wants(guest(3, PowerState.ON));
        assertEquals(List.of(VOLUME), has());
    }

    @Test
    void aVolumeStaysOverAStopAndAStart() {
        lab.wants(guest(1, PowerState.ON));
        wants(VOLUME, 1, true, false);
        lab.wants(guest(2, PowerState.OFF));
        lab.wants(guest(3, PowerState.ON));
        assertEquals(List.of(VOLUME), has());
        assertEquals(1, seen.size());
    }

    @Test
    void theGuestsOfAHostThatLostPowerHaveTheirVolumesBeforeTheyBoot() {
        lab.wants(guest(1, PowerState.ON));
        wants(VOLUME, 1, true, false);
        storage.unplug(HOST);
        lab.reboot().pass(11);
        assertEquals(2, lab.guest().orElseThrow().starts());
        assertEquals(List.of(VOLUME), has());
        assertEquals(Set.of(VOLUME), connected());
    }

    @Test
    void aGuestStartsWithoutAVolumeThatWasLostMeanwhileAndGetsItBack() {
        lab.wants(guest(1, PowerState.ON));
        wants(VOLUME, 1, true, false);
        lab.wants(guest(2, PowerState.OFF));
        connector.unexport(VOLUME);
        lab.wants(guest(3, PowerState.ON)).pass(40);
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
        assertEquals(List.of(), has());
        export(VOLUME);
        lab.pass(11);
        assertEquals(List.of(VOLUME), has());
    }

    @Test
    void aGuestThatDoesNotLetGoKeepsItUntilItStops() {
        lab.wants(guest(1, PowerState.ON));
        wants(VOLUME, 1, true, false);
        lab.machine.holdOn(VOLUME);
        wants(VOLUME, 2, false, false);
        assertEquals(1, seen.size(), "it is not taken away yet");
        assertEquals(Set.of(VOLUME), connected());
        lab.machine.shutDown(GUEST);
        lab.pass(2);
        assertEquals(new Seen(VOLUME, 2, GUEST, false), last());
        assertEquals(Set.of(), connected());
    }

    @Test
    void aGuestThatDoesNotLetGoIsForced() {
        lab.wants(guest(1, PowerState.ON));
        wants(VOLUME, 1, true, false);
        lab.machine.holdOn(VOLUME);
        wants(VOLUME, 2, false, false);
        wants(VOLUME, 3, false, true);
        assertEquals(List.of(), has());
        assertEquals(new Seen(VOLUME, 3, GUEST, false), last());
    }

    @Test
    void anAgentThatComesBackFindsTheVolumesAndTellsOfThem() {
        lab.wants(guest(1, PowerState.ON));
        wants(VOLUME, 1, true, false);
        seen.clear();
        lab.restart().pass(11);
        assertEquals(List.of(new Seen(VOLUME, 1, GUEST, true)), seen);
        assertEquals(List.of(VOLUME), has());
        assertEquals(1, lab.guest().orElseThrow().starts());
    }

    @Test
    void whatIsToGoWhileTheAgentIsAwayGoesWhenItComesBack() {
        lab.wants(guest(1, PowerState.ON));
        wants(VOLUME, 1, true, false);
        want(VOLUME, 2, false, false);
        lab.restart().pass(11);
        assertEquals(List.of(), has());
        assertEquals(new Seen(VOLUME, 2, GUEST, false), last());
    }

    @Test
    void aVolumeIsTakenFromAGuestThatIsGone() {
        lab.wants(guest(1, PowerState.ON));
        wants(VOLUME, 1, true, false);
        lab.wants(guest(2, PowerState.GONE));
        wants(VOLUME, 2, false, true);
        assertEquals(Set.of(), connected());
        assertEquals(new Seen(VOLUME, 2, GUEST, false), last());
    }

    @Test
    void aConnectionThatNobodyWantsIsEndedUnlessAGuestHasTheVolume() {
        lab.wants(guest(1, PowerState.ON));
        wants(VOLUME, 1, true, false);
        export(OTHER);
        var unused = connector.connect(exported(OTHER));
        wanted.remove(VOLUME);
        lab.pass(31);
        assertEquals(Set.of(VOLUME), connected());
        assertEquals(List.of(VOLUME), has());
    }

    @Test
    void nothingIsToldAsTakenAwayWhileTheHostHasNoConnector() {
        lab.wants(guest(1, PowerState.ON));
        wants(VOLUME, 1, true, false);
        want(VOLUME, 2, false, false);
        lab.loseConnector();
        lab.pass(31);
        assertEquals(1, seen.size());
        lab.connects(connector);
        lab.pass(11);
        assertEquals(new Seen(VOLUME, 2, GUEST, false), last());
    }

    @Test
    void aVolumeThatDoesNotAnswerIsTriedAgain() {
        lab.wants(guest(1, PowerState.ON));
        export(VOLUME);
        storage.failNext(DriverException.Kind.UNREACHABLE);
        put(new Wanted(VOLUME, 1, GUEST, "/dev/sdf", true, false, Optional.of(place(VOLUME)), ""));
        lab.pass(15);
        assertEquals(List.of(VOLUME), has());
    }

    private void wants(VolumeId volume, long generation, boolean attached, boolean force) {
        want(volume, generation, attached, force);
        lab.pass(15);
    }

    private void want(VolumeId volume, long generation, boolean attached, boolean force) {
        export(volume);
        put(
                new Wanted(
                        volume,
                        generation,
                        GUEST,
                        "/dev/sdf",
                        attached,
                        force,
                        Optional.of(place(volume)),
                        ""));
    }

    private void put(Wanted one) {
        wanted.put(one.volume(), one);
    }

    private void export(VolumeId volume) {
        connector.create(new VolumeSpec(volume, 1 << 20));
        var unused = connector.export(volume, Set.of(connector.initiator()));
    }

    private static ExportPlace place(VolumeId volume) {
        return new ExportPlace("simulated", volume.value());
    }

    private static VolumeExport exported(VolumeId volume) {
        return new VolumeExport(volume, "simulated", volume.value(), Optional.empty());
    }

    private List<VolumeId> has() {
        return lab.guest().map(SimulatedGuest::volumes).orElse(List.of());
    }

    private Set<VolumeId> connected() {
        return connector.connections().stream()
                .map(VolumeConnector.Connection::volume)
                .collect(Collectors.toSet());
    }

    private Seen last() {
        return seen.get(seen.size() - 1);
    }
}
