package io.nova.agent.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.driver.volume.simulated.SimulatedStorage;
import io.nova.driver.volume.simulated.SimulatedVolumes;
import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.protocol.Ack;
import io.nova.protocol.SnapshotAssignment;
import io.nova.protocol.SnapshotReport;
import io.nova.protocol.VolumeAssignment;
import io.nova.protocol.VolumeHostReport;
import io.nova.protocol.VolumeProtocol;
import io.nova.protocol.VolumeReport;
import io.nova.protocol.Volumes;
import io.nova.reconcile.MutableClock;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.spi.volume.Volume;
import io.nova.spi.volume.VolumeConnector.Connection;
import io.nova.testkit.messaging.SteppedMessageBus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VolumeHostTest {

    private static final HostId HOST = new HostId("h1");
    private static final HostId GUESTS = new HostId("g1");
    private static final long MIB = 1 << 20;
    private static final byte[] TEXT = "what a guest wrote".getBytes(StandardCharsets.UTF_8);

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final SteppedMessageBus bus = new SteppedMessageBus(clock, clock::advanceTo);
    private final SteppedReconcileEngine engine = new SteppedReconcileEngine(clock, new Random(7));
    private final SimulatedStorage storage = new SimulatedStorage(1L << 40, 16);
    private final SimulatedVolumes guests = new SimulatedVolumes(storage, GUESTS);
    private final Map<VolumeId, VolumeAssignment> wanted = new HashMap<>();
    private final Map<SnapshotId, SnapshotAssignment> copies = new HashMap<>();
    private final Map<VolumeId, VolumeReport> told = new HashMap<>();
    private final Map<SnapshotId, SnapshotReport> toldCopies = new HashMap<>();
    private String history = "one";
    private int reports;
    private VolumeHost agent = agent();

    private VolumeHost agent() {
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
                        new IdSource(new Random(7)));
        host.bind(new SimulatedVolumes(storage, HOST), "simulated", false);
        return host;
    }

    @BeforeEach
    void aManagerAnswers() {
        VolumeProtocol.VOLUMES.serve(
                bus,
                VolumeProtocol.MANAGER,
                10,
                request ->
                        CompletableFuture.completedStage(
                                request.after().isEmpty()
                                        ? new Volumes(
                                                new ArrayList<>(wanted.values()),
                                                List.of(),
                                                "s",
                                                history,
                                                request.technology())
                                        : new Volumes(
                                                List.of(),
                                                new ArrayList<>(copies.values()),
                                                "",
                                                history,
                                                request.technology())));
        VolumeProtocol.REPORT.serve(
                bus,
                VolumeProtocol.MANAGER,
                10,
                (VolumeHostReport report) -> {
                    reports += report.volumes().size() + report.snapshots().size();
                    report.volumes().forEach(one -> told.put(one.volume(), one));
                    report.snapshots().forEach(one -> toldCopies.put(one.snapshot(), one));
                    return CompletableFuture.completedStage(Ack.OK);
                });
    }

    private static VolumeId volume(int number) {
        return new VolumeId("vol-%017x".formatted(number));
    }

    private static SnapshotId copy(int number) {
        return new SnapshotId("snap-%017x".formatted(number));
    }

    private void want(int number, long generation, boolean there, boolean fresh) {
        want(number, generation, there, fresh, Optional.empty(), false);
    }

    private void want(
            int number,
            long generation,
            boolean there,
            boolean fresh,
            Optional<SnapshotId> source,
            boolean export) {
        wanted.put(
                volume(number),
                new VolumeAssignment(
                        volume(number),
                        generation,
                        64 * MIB,
                        there,
                        fresh,
                        source,
                        export
                                ? List.of(
                                        new VolumeAssignment.Initiator(
                                                GUESTS, guests.initiator().name()))
                                : List.of()));
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

    private List<VolumeId> there() {
        return new SimulatedVolumes(storage, HOST).volumes().stream().map(Volume::id).toList();
    }

    private void restart() {
        agent.close();
        agent = agent();
    }

    private Connection connect(int number) {
        VolumeReport report = told.get(volume(number));
        return guests.connect(
                new io.nova.spi.volume.VolumeExport(
                        volume(number),
                        report.export().orElseThrow().technology(),
                        report.export().orElseThrow().location(),
                        Optional.empty()));
    }

    @Test
    void allIsToldAnewWhenTheRecordsHaveLostHistory() {
        want(1, 1, true, true);
        copies.put(copy(1), new SnapshotAssignment(copy(1), volume(1), true));
        pass(21);
        assertTrue(told.containsKey(volume(1)));
        assertTrue(toldCopies.containsKey(copy(1)));
        told.clear();
        toldCopies.clear();
        pass(60);
        assertEquals(Map.of(), told, "once is enough");
        history = "two";
        pass(21);
        assertTrue(told.containsKey(volume(1)));
        assertTrue(toldCopies.containsKey(copy(1)));
    }

    @Test
    void makesANewVolumeAndTellsItOnce() {
        want(1, 1, true, true);
        pass(2);
        assertEquals(List.of(volume(1)), there());
        assertTrue(told.get(volume(1)).there());
        pass(60);
        assertEquals(1, reports);
    }

    @Test
    void aVolumeThatIsLostIsNotReplacedByABlankOne() {
        want(1, 3, true, false);
        pass(30);
        assertEquals(List.of(), there());
        assertFalse(told.get(volume(1)).there());
    }

    @Test
    void whatFailsIsToldAndNotTriedAgainInThatGeneration() {
        storage.failNext(DriverException.Kind.EXHAUSTED);
        want(1, 1, true, true);
        pass(30);
        assertEquals(List.of(), there());
        assertFalse(told.get(volume(1)).failure().isEmpty());
    }

    @Test
    void aDriverThatIsBusyIsAskedAgain() {
        storage.failNext(DriverException.Kind.BUSY);
        want(1, 1, true, true);
        pass(30);
        assertTrue(told.get(volume(1)).there());
    }

    @Test
    void exportsToWhomItIsToldAndCutsThemOffAfterwards() throws IOException {
        want(1, 1, true, true);
        pass(2);
        want(1, 2, true, false, Optional.empty(), true);
        pass(12);
        Connection connection = connect(1);
        storage.write(GUESTS, connection.source(), 0, TEXT);
        want(1, 3, true, false);
        pass(12);
        assertEquals(Optional.empty(), told.get(volume(1)).export());
        org.junit.jupiter.api.Assertions.assertThrows(
                IOException.class, () -> storage.write(GUESTS, connection.source(), 0, TEXT));
    }

    @Test
    void removesWhatIsNotWantedInStepsAndLeavesStrangersAlone() throws IOException {
        want(1, 1, true, true, Optional.empty(), true);
        want(2, 1, true, true);
        pass(2);
        Connection connection = connect(1);
        for (int block = 0; block < 64; block++) {
            storage.write(GUESTS, connection.source(), block * 65536L, TEXT);
        }
        want(1, 2, false, false);
        wanted.remove(volume(2));
        pass(12);
        assertEquals(List.of(volume(2)), there());
        assertFalse(told.get(volume(1)).there());
        assertEquals(List.of(), storage.blocks());
    }

    @Test
    void aVolumeIsFilledFromASnapshotAlsoWhenTheAgentDiesInBetween() throws IOException {
        want(1, 1, true, true, Optional.empty(), true);
        pass(2);
        Connection connection = connect(1);
        storage.write(GUESTS, connection.source(), 5 * MIB, TEXT);
        copies.put(copy(1), new SnapshotAssignment(copy(1), volume(1), true));
        pass(12);
        assertTrue(toldCopies.get(copy(1)).there());
        copies.clear();
        storage.write(GUESTS, connection.source(), 5 * MIB, new byte[TEXT.length]);
        want(2, 1, true, true, Optional.of(copy(1)), true);
        // It had made the volume and copied nothing when it died.
        new SimulatedVolumes(storage, HOST)
                .create(new io.nova.spi.volume.VolumeSpec(volume(2), 64 * MIB));
        restart();
        pass(2);
        Connection copied = connect(2);
        assertArrayEquals(TEXT, storage.read(GUESTS, copied.source(), 5 * MIB, TEXT.length));
        // What its guest writes is not overwritten, whoever restarts.
        want(2, 1, true, false, Optional.of(copy(1)), true);
        storage.write(GUESTS, copied.source(), 5 * MIB, new byte[TEXT.length]);
        restart();
        pass(12);
        assertArrayEquals(
                new byte[TEXT.length], storage.read(GUESTS, copied.source(), 5 * MIB, TEXT.length));
    }

    @Test
    void aDeletedVolumeStaysUntilItsLastSnapshotIsGone() {
        want(1, 1, true, true);
        copies.put(copy(1), new SnapshotAssignment(copy(1), volume(1), true));
        pass(2);
        pass(30);
        assertTrue(toldCopies.get(copy(1)).there());
        want(1, 2, false, false);
        pass(12);
        assertTrue(told.get(volume(1)).there());
        assertEquals(2, told.get(volume(1)).generation());
        copies.put(copy(1), new SnapshotAssignment(copy(1), volume(1), false));
        pass(12);
        assertFalse(toldCopies.get(copy(1)).there());
        assertEquals(List.of(), there());
        assertFalse(told.get(volume(1)).there());
    }
}
