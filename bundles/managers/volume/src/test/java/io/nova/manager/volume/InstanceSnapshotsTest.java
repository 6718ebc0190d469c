package io.nova.manager.volume;

import static io.nova.manager.volume.VolumeLab.FIRST;
import static io.nova.manager.volume.VolumeLab.OTHER;
import static io.nova.manager.volume.VolumeLab.OWNER;
import static io.nova.manager.volume.VolumeLab.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.Quota;
import io.nova.api.volume.InstanceSnapshotService;
import io.nova.api.volume.InstanceSnapshotService.Progress;
import io.nova.api.volume.SnapshotRequest;
import io.nova.api.volume.SnapshotSources;
import io.nova.model.HostId;
import io.nova.model.ImageId;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ReservationId;
import io.nova.model.SnapshotId;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.SnapshotState;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeType;
import io.nova.protocol.SnapshotAssignment;
import io.nova.protocol.VolumesRequest;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Records;
import io.nova.spi.state.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Snapshots of an instance's volumes, made for an image that there is or will not be. */
class InstanceSnapshotsTest {

    private static final ImageId IMAGE = new ImageId("ami-00000000000000001");

    private final VolumeLab lab = new VolumeLab().host("h1", 10);
    private final InstanceSnapshots snapshots =
            new InstanceSnapshots(lab.store, lab, lab.clock, lab.ids);

    private Volume attached(String device) {
        return lab.volumes.attach(OWNER, lab.available().id(), FIRST, device);
    }

    private Map<String, SnapshotId> hold(String... devices) {
        return snapshots.hold(OWNER.project(), IMAGE, FIRST, Set.of(devices), Map.of("k", "v"));
    }

    private Snapshot now(SnapshotId id) {
        return lab.store.get(Kinds.SNAPSHOT, id.value()).orElseThrow().value();
    }

    private boolean commit(String op, String scope, long delta) {
        Tx tx = Tx.of(op).quota(scope, delta, Long.MAX_VALUE).build();
        return Records.commit(lab.store, tx) instanceof CommitResult.Ok;
    }

    /** Does to the account of held images what the commit of the image does. */
    private boolean committed() {
        return commit("image/" + IMAGE, InstanceSnapshotService.held(IMAGE), -1);
    }

    /** What the volume's host is to do for snapshots. */
    private List<SnapshotAssignment> told() {
        return new VolumeAssignments(lab.store, lab.clock)
                .answer(new VolumesRequest(new HostId("h1"), "simulated", "s"))
                .snapshots();
    }

    @Test
    void theVolumesOfAnInstanceAreToldByTheirDevices() {
        attached("/dev/sdg");
        Volume leaving = attached("/dev/sdh");
        lab.change(leaving.id(), one -> one.attached().orElseThrow());
        lab.volumes.detach(OWNER, leaving.id(), Optional.empty(), Optional.empty(), false);
        attached("/dev/sdf");
        lab.onInstances.setDeleteOnTermination(OWNER, FIRST, Map.of("/dev/sdf", true));
        List<BlockDevice> volumes = snapshots.volumes(OWNER.project(), FIRST);
        assertEquals(
                List.of("/dev/sdf", "/dev/sdg"), volumes.stream().map(BlockDevice::name).toList());
        assertEquals(
                new BlockDevice(
                        "/dev/sdf",
                        Optional.empty(),
                        Optional.of(1),
                        VolumeType.GP2,
                        Optional.empty(),
                        Optional.empty(),
                        true),
                volumes.get(0));
        assertTrue(!volumes.get(1).deleteOnTermination());
        assertEquals(List.of(), snapshots.volumes(OWNER.project(), SECOND));
        assertEquals(List.of(), snapshots.volumes(OTHER.project(), FIRST));
    }

    @Test
    void theSnapshotsOfAnImageAreMadeWhenThatIsSaid() {
        Volume one = attached("/dev/sdf");
        attached("/dev/sdg");
        SnapshotId id = hold("/dev/sdf").get("/dev/sdf");
        assertEquals(one.id(), now(id).volume());
        assertEquals(Map.of("k", "v"), now(id).tags());
        assertEquals(
                "Created by CreateImage(%s) for %s".formatted(FIRST, IMAGE), now(id).description());
        assertEquals(1, lab.used(Quota.SNAPSHOTS));
        assertTrue(committed());
        assertEquals(List.of(), told());
        assertEquals(Progress.PENDING, snapshots.progress(List.of(id)));
        snapshots.begin(List.of(id));
        snapshots.begin(List.of(id));
        assertEquals(List.of(new SnapshotAssignment(id, one.id(), true)), told());
        lab.change(id, snapshot -> snapshot.completed().orElseThrow());
        assertEquals(Progress.COMPLETE, snapshots.progress(List.of(id)));
        assertEquals(Progress.COMPLETE, snapshots.progress(List.of()));
    }

    @Test
    void aSnapshotThatFailsIsToldWithItsReason() {
        attached("/dev/sdf");
        SnapshotId id = hold("/dev/sdf").get("/dev/sdf");
        lab.change(id, snapshot -> snapshot.failed("the disk is full").orElseThrow());
        Progress progress = snapshots.progress(List.of(id));
        assertTrue(progress.settled());
        assertTrue(progress.failure().contains("the disk is full"), progress.failure());
        SnapshotId unknown = new SnapshotId("snap-00000000000000099");
        assertTrue(snapshots.progress(List.of(unknown)).failure().contains(unknown.value()));
    }

    @Test
    void allOfThemAreMadeOrNone() {
        attached("/dev/sdf");
        assertThrows(IncorrectStateException.class, () -> hold("/dev/sdf", "/dev/sdg"));
        for (char letter = 'g'; letter < 'k'; letter++) {
            attached("/dev/sd" + letter);
        }
        lab.snapshots.create(OWNER, new SnapshotRequest(first().id(), "in the way", Map.of()));
        assertThrows(
                LimitExceededException.class,
                () -> hold("/dev/sdf", "/dev/sdg", "/dev/sdh", "/dev/sdi", "/dev/sdj"));
        assertEquals(1, lab.used(Quota.SNAPSHOTS));
        assertEquals(0, lab.store.used(InstanceSnapshotService.held(IMAGE)));
        assertEquals(0, lab.store.count(Kinds.SNAPSHOT_HOLD, Kinds.ALL));
    }

    private Volume first() {
        return lab.onInstances.ofInstances(List.of(FIRST)).get(FIRST).get(0);
    }

    @Test
    void theSnapshotsOfAnImageThatWasNotCommittedGo() {
        attached("/dev/sdf");
        SnapshotId id = hold("/dev/sdf").get("/dev/sdf");
        snapshots.release(IMAGE);
        snapshots.release(IMAGE);
        assertEquals(SnapshotState.DELETING, now(id).state());
        assertTrue(!committed());
        assertEquals(0, lab.store.count(Kinds.SNAPSHOT_HOLD, Kinds.ALL));
    }

    @Test
    void anImageThatDiedIsCleanedUpAndOneThatDidNotIsLeftAlone() {
        SteppedReconcileEngine engine = new SteppedReconcileEngine(lab.clock, new Random(7));
        HoldCollector collector = new HoldCollector(lab.store, lab, engine, lab.clock, lab.ids);
        attached("/dev/sdf");
        SnapshotId id = hold("/dev/sdf").get("/dev/sdf");
        step(engine, Duration.ofMinutes(4));
        assertEquals(SnapshotState.PENDING, now(id).state());
        step(engine, Duration.ofMinutes(2));
        assertEquals(SnapshotState.DELETING, now(id).state());
        assertTrue(!committed());
        collector.close();
    }

    @Test
    void theSnapshotsOfAnImageThatWasCommittedStay() {
        SteppedReconcileEngine engine = new SteppedReconcileEngine(lab.clock, new Random(7));
        HoldCollector collector = new HoldCollector(lab.store, lab, engine, lab.clock, lab.ids);
        attached("/dev/sdf");
        SnapshotId id = hold("/dev/sdf").get("/dev/sdf");
        assertTrue(committed());
        step(engine, Duration.ofMinutes(6));
        assertEquals(SnapshotState.PENDING, now(id).state());
        assertEquals(0, lab.store.count(Kinds.SNAPSHOT_HOLD, Kinds.ALL));
        collector.close();
    }

    private void step(SteppedReconcileEngine engine, Duration time) {
        lab.clock.advance(time);
        while (engine.step()) {
            // All that is due.
        }
    }

    @Test
    void whatNoImageNeedsIsDroppedAndWhatOneNeedsIsKept() {
        attached("/dev/sdf");
        attached("/dev/sdg");
        Map<String, SnapshotId> held = hold("/dev/sdf", "/dev/sdg");
        SnapshotId needed = held.get("/dev/sdg");
        assertTrue(commit("use", SnapshotSources.images(needed), 1));
        assertThrows(InUseException.class, () -> lab.snapshots.delete(OWNER, needed));
        snapshots.drop(held.values());
        snapshots.drop(held.values());
        assertEquals(SnapshotState.DELETING, now(held.get("/dev/sdf")).state());
        assertEquals(SnapshotState.PENDING, now(needed).state());
    }

    @Test
    void aLaunchOfAnImageMayUseTheSnapshotThatItsOwnerLends() {
        Snapshot of =
                lab.change(
                        hold1(attached("/dev/sdf")),
                        snapshot -> snapshot.completed().orElseThrow());
        BlockDevice device =
                new BlockDevice(
                        "/dev/sdf",
                        Optional.of(of.id()),
                        Optional.empty(),
                        VolumeType.GP2,
                        Optional.empty(),
                        Optional.empty(),
                        true);
        assertThrows(
                NotFoundException.class,
                () -> lab.onInstances.check(OTHER.project(), List.of(device)));
        lab.onInstances.check(OTHER.project(), List.of(device.lentBy(OWNER.project())));
        lab.onInstances.hold(
                OTHER.project(),
                new ReservationId("r-00000000000000001"),
                VolumeLab.ZONE,
                Map.of(SECOND, new HostId("g1")),
                List.of(device.lentBy(OWNER.project())),
                Map.of());
        Volume made = lab.onInstances.ofInstances(List.of(SECOND)).get(SECOND).get(0);
        assertEquals(OTHER.project(), made.project());
        assertEquals(Optional.of(of.id()), made.snapshot());
    }

    private SnapshotId hold1(Volume volume) {
        return hold(volume.attachment().orElseThrow().device()).values().iterator().next();
    }
}
