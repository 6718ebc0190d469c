package io.nova.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.driver.volume.simulated.SimulatedStorage;
import io.nova.driver.volume.simulated.SimulatedVolumes;
import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.SnapshotId;
import io.nova.model.UnavailableException;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.protocol.Ack;
import io.nova.protocol.VolumeAssignment;
import io.nova.protocol.VolumeHostReport;
import io.nova.protocol.VolumeProtocol;
import io.nova.protocol.VolumeReport;
import io.nova.protocol.Volumes;
import io.nova.reconcile.MutableClock;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.spi.volume.Volume;
import io.nova.spi.volume.VolumeSpec;
import io.nova.testkit.messaging.SteppedMessageBus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A volume host with drivers of two technologies, each with storage of its own. */
class BackEndsTest {

    private static final HostId HOST = new HostId("h1");
    private static final String LOCAL = "here";
    private static final String FAR = "there";
    private static final VolumeId ONE = new VolumeId("vol-00000000000000001");
    private static final VolumeId OTHER = new VolumeId("vol-00000000000000002");
    private static final long BYTES = 64 << 20;

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final SteppedMessageBus bus = new SteppedMessageBus(clock, clock::advanceTo);
    private final SteppedReconcileEngine engine = new SteppedReconcileEngine(clock, new Random(7));
    private final SimulatedVolumes local =
            new SimulatedVolumes(new SimulatedStorage(1L << 30, 16), HOST);
    private final SimulatedVolumes far =
            new SimulatedVolumes(new SimulatedStorage(2L << 30, 16), HOST);
    private final Map<String, Map<VolumeId, VolumeAssignment>> wanted = new HashMap<>();
    private final Map<String, VolumeHostReport> last = new TreeMap<>();
    private final Map<String, Map<VolumeId, VolumeReport>> told = new TreeMap<>();
    private final VolumeHost agent =
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
                    new IdSource(new Random(7)));

    /** A manager of the release before tells no driver's name, and all volumes of the host. */
    private boolean olderManager;

    @BeforeEach
    void aManagerAnswersEachDriver() {
        VolumeProtocol.VOLUMES.serve(
                bus,
                VolumeProtocol.MANAGER,
                10,
                request -> CompletableFuture.completedStage(answer(request.technology())));
        VolumeProtocol.REPORT.serve(
                bus,
                VolumeProtocol.MANAGER,
                10,
                (VolumeHostReport report) -> {
                    last.put(report.technology(), report);
                    report.volumes()
                            .forEach(
                                    one ->
                                            told.computeIfAbsent(
                                                            report.technology(),
                                                            any -> new TreeMap<>())
                                                    .put(one.volume(), one));
                    return CompletableFuture.completedStage(Ack.OK);
                });
        agent.bind(local, LOCAL, true);
        agent.bind(far, FAR, false);
    }

    private Volumes answer(String technology) {
        List<VolumeAssignment> some = new ArrayList<>();
        if (olderManager) {
            wanted.values().forEach(all -> some.addAll(all.values()));
        } else {
            some.addAll(wanted.getOrDefault(technology, Map.of()).values());
        }
        return new Volumes(some, List.of(), "", "one", olderManager ? "" : technology);
    }

    private void want(String technology, VolumeId volume, boolean there) {
        wanted.computeIfAbsent(technology, any -> new HashMap<>())
                .put(
                        volume,
                        new VolumeAssignment(
                                volume,
                                there ? 1 : 2,
                                BYTES,
                                there,
                                there,
                                Optional.empty(),
                                List.of()));
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

    private static List<VolumeId> in(SimulatedVolumes driver) {
        return driver.volumes().stream().map(Volume::id).toList();
    }

    @Test
    void eachDriverTellsOfItselfAndOfItsOwnRoom() {
        pass(12);
        assertEquals(List.of(LOCAL, FAR), List.copyOf(last.keySet()));
        assertEquals(1L << 30, last.get(LOCAL).totalBytes());
        assertEquals(2L << 30, last.get(FAR).totalBytes());
        assertTrue(last.get(LOCAL).local());
        assertFalse(last.get(FAR).local());
        assertEquals(LOCAL, last.get(LOCAL).drivers().get(0).name());
        assertEquals(FAR, last.get(FAR).drivers().get(0).name());
    }

    @Test
    void aVolumeIsMadeByItsDriverAlone() {
        want(LOCAL, ONE, true);
        want(FAR, OTHER, true);
        pass(12);
        assertEquals(List.of(ONE), in(local));
        assertEquals(List.of(OTHER), in(far));
        assertEquals(List.of(ONE), List.copyOf(told.get(LOCAL).keySet()));
        assertEquals(List.of(OTHER), List.copyOf(told.get(FAR).keySet()));
    }

    @Test
    void aDriverThatIsAwayLeavesItsVolumesAloneAndThoseOfOthersGoOn() {
        want(LOCAL, ONE, true);
        want(FAR, OTHER, true);
        pass(12);
        agent.unbind(local);
        last.clear();
        told.clear();
        want(LOCAL, ONE, false);
        want(FAR, OTHER, false);
        pass(30);
        assertEquals(List.of(ONE), in(local));
        assertEquals(List.of(), in(far));
        assertEquals(List.of(FAR), List.copyOf(told.keySet()));
        assertEquals(List.of(FAR), List.copyOf(last.keySet()));
        agent.bind(local, LOCAL, true);
        pass(12);
        assertEquals(List.of(), in(local));
        assertFalse(told.get(LOCAL).get(ONE).there());
    }

    @Test
    void whatAManagerSaysThatKnowsNoDriversIsNotTakenByEachOfTwo() {
        olderManager = true;
        want(LOCAL, ONE, true);
        pass(30);
        assertEquals(List.of(), in(local));
        assertEquals(List.of(), in(far));
        olderManager = false;
        pass(12);
        assertEquals(List.of(ONE), in(local));
        assertEquals(List.of(), in(far));
    }

    @Test
    void aSnapshotIsReadFromTheDriverThatHasIt() throws InterruptedException {
        SnapshotId snapshot = new SnapshotId("snap-00000000000000001");
        BackEnds ends = ends();
        ends.bind(local, LOCAL, true);
        ends.bind(far, FAR, false);
        far.create(new VolumeSpec(ONE, BYTES));
        far.capture(snapshot, ONE);
        assertEquals(BYTES / 64, ends.reader(snapshot).read(snapshot, 0, 1 << 20).length);
        far.drop(snapshot);
        DriverException gone = assertThrows(DriverException.class, () -> ends.reader(snapshot));
        assertEquals(DriverException.Kind.BROKEN, gone.kind());
        ends.unbind(far);
        assertThrows(UnavailableException.class, () -> ends.reader(snapshot));
    }

    private BackEnds ends() {
        return new BackEnds(
                technology ->
                        new BackEnd(
                                technology,
                                () -> false,
                                new VolumeHost.Settings(
                                        new HostId("h2"),
                                        new ZoneName("nova"),
                                        Duration.ofSeconds(10),
                                        2,
                                        Duration.ofSeconds(60),
                                        Duration.ZERO,
                                        Duration.ZERO),
                                engine,
                                bus,
                                clock,
                                new IdSource(new Random(8))));
    }
}
