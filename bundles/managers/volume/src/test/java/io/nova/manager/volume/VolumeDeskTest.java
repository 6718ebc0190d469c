package io.nova.manager.volume;

import static io.nova.manager.volume.VolumeLab.FIRST;
import static io.nova.manager.volume.VolumeLab.OWNER;
import static io.nova.manager.volume.VolumeLab.SECOND;
import static io.nova.manager.volume.VolumeLab.ZONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.Quota;
import io.nova.api.volume.SnapshotRequest;
import io.nova.model.HostId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.ReservationId;
import io.nova.model.VolumeId;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.AttachmentState;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.SnapshotState;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.model.volume.VolumeType;
import io.nova.protocol.Attachments;
import io.nova.protocol.AttachmentsReport;
import io.nova.protocol.AttachmentsRequest;
import io.nova.protocol.ExportPlace;
import io.nova.protocol.SnapshotReport;
import io.nova.protocol.VolumeAssignment;
import io.nova.protocol.VolumeHostReport;
import io.nova.protocol.VolumeReport;
import io.nova.protocol.Volumes;
import io.nova.protocol.VolumesRequest;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The hosts' side of volumes, played by hand. */
class VolumeDeskTest {

    private static final HostId HOST = new HostId("h1");
    private static final HostId GUESTS = new HostId("g1");
    private static final ExportPlace PLACE = new ExportPlace("simulated", "there");

    private final VolumeLab lab = new VolumeLab();
    private final VolumeAssignments assignments = new VolumeAssignments(lab.store, lab.clock);
    private final VolumeReports reports = new VolumeReports(lab.store, lab.clock, lab.ids);
    private final GuestVolumes guests = new GuestVolumes(lab.store, lab.clock, lab.ids);
    private final AttachmentSweep sweep =
            new AttachmentSweep(lab.store, lab, new Idle(), lab.clock, lab.ids);

    @BeforeEach
    void aHostOffersRoom() {
        report(List.of(), List.of());
    }

    @Test
    void aNewVolumeIsMadeByItsHostOnce() {
        Volume volume = lab.volumes.create(OWNER, VolumeLab.request(1, Optional.empty()));
        VolumeAssignment told = assigned(volume.id());
        assertTrue(told.wanted() && told.fresh());
        there(volume.id());
        assertEquals(VolumeState.AVAILABLE, lab.now(volume.id()).state());
        assertFalse(assigned(volume.id()).fresh());
    }

    @Test
    void aVolumeThatCannotBeMadeIsInErrorAndRemoved() {
        Volume volume = lab.volumes.create(OWNER, VolumeLab.request(1, Optional.empty()));
        report(
                List.of(new VolumeReport(volume.id(), 1, false, Optional.empty(), "no disk")),
                List.of());
        assertEquals(VolumeState.ERROR, lab.now(volume.id()).state());
        assertFalse(assigned(volume.id()).wanted());
        lab.volumes.delete(OWNER, volume.id());
        gone(volume.id());
        assertEquals(0, lab.used(Quota.VOLUMES));
        assertEquals(0, lab.room("h1"));
    }

    @Test
    void whatADeletedVolumeHeldIsGivenBackOnce() {
        VolumeId volume = made();
        lab.volumes.delete(OWNER, volume);
        long generation = lab.now(volume).generation();
        gone(volume);
        report(
                List.of(new VolumeReport(volume, generation, false, Optional.empty(), "")),
                List.of());
        assertTrue(lab.store.get(Kinds.VOLUME, volume.value()).isEmpty());
        assertEquals(0, lab.used(Quota.VOLUMES));
        assertEquals(0, lab.used(Quota.VOLUME_GIB));
        assertEquals(0, lab.room("h1"));
    }

    @Test
    void aReportOfWhatWasWantedEarlierChangesNothing() {
        VolumeId volume = made();
        lab.volumes.delete(OWNER, volume);
        report(List.of(new VolumeReport(volume, 1, false, Optional.empty(), "")), List.of());
        assertEquals(VolumeState.DELETING, lab.now(volume).state());
    }

    @Test
    void aVolumeIsExportedToTheHostOfItsInstanceAndThenAttachedThere() {
        VolumeId volume = made();
        lab.volumes.attach(OWNER, volume, FIRST, "/dev/sdf");
        assertEquals(List.of(), assigned(volume).initiators());
        assertEquals(Optional.empty(), wanted(volume).export());
        assertEquals(
                List.of(new VolumeAssignment.Initiator(GUESTS, "simulated:g1")),
                assigned(volume).initiators());
        exported(volume);
        assertEquals(Optional.of(PLACE), wanted(volume).export());
        seen(volume, FIRST, true);
        assertEquals(AttachmentState.ATTACHED, attachment(volume).state());
    }

    @Test
    void aDetachedVolumeIsFreeWhenTheHostSaysSoAndItsDeviceToo() {
        VolumeId volume = attached("/dev/sdf");
        lab.volumes.detach(OWNER, volume, Optional.empty(), Optional.empty(), false);
        assertFalse(wanted(volume).attached());
        assertEquals(1, assigned(volume).initiators().size());
        seen(volume, FIRST, false);
        assertEquals(VolumeState.AVAILABLE, lab.now(volume).state());
        assertEquals(List.of(), assigned(volume).initiators());
        lab.volumes.attach(OWNER, volume, FIRST, "/dev/sdf");
    }

    @Test
    void aHostThatSaysLateThatItHasNotTheVolumeDetachesNothing() {
        VolumeId volume = attached("/dev/sdf");
        long generation = lab.now(volume).generation();
        lab.volumes.detach(OWNER, volume, Optional.empty(), Optional.empty(), false);
        guests.take(
                new AttachmentsReport(
                        GUESTS,
                        List.of(
                                new AttachmentsReport.Seen(volume, generation, FIRST, false),
                                new AttachmentsReport.Seen(volume, 99, SECOND, false))));
        assertEquals(AttachmentState.DETACHING, attachment(volume).state());
    }

    @Test
    void anEndedInstanceLetsItsVolumesGoAndDeletesThoseThatGoWithIt() {
        VolumeId stays = attached("/dev/sdf");
        VolumeId goes = attached("/dev/sdg");
        lab.onInstances.setDeleteOnTermination(OWNER, FIRST, Map.of("/dev/sdg", true));
        sweep.sweep();
        assertEquals(AttachmentState.ATTACHED, attachment(stays).state());
        lab.ended.add(FIRST);
        sweep.sweep();
        sweep.sweep();
        seen(stays, FIRST, false);
        seen(goes, FIRST, false);
        assertEquals(VolumeState.AVAILABLE, lab.now(stays).state());
        assertEquals(VolumeState.DELETING, lab.now(goes).state());
        gone(goes);
        assertEquals(1, lab.used(Quota.VOLUMES));
    }

    @Test
    void volumesOfALaunchThatIsNotCommittedAreNotThoseOfAnEndedInstance() {
        ReservationId launch = ReservationId.next(lab.ids);
        BlockDevice device =
                new BlockDevice(
                        "/dev/sdf",
                        Optional.empty(),
                        Optional.of(1),
                        VolumeType.GP2,
                        Optional.empty(),
                        Optional.empty(),
                        true);
        lab.ended.add(FIRST);
        lab.onInstances.hold(
                OWNER.project(), launch, ZONE, Map.of(FIRST, GUESTS), List.of(device), Map.of());
        sweep.sweep();
        Volume held = lab.onInstances.ofInstances(List.of(FIRST)).get(FIRST).get(0);
        assertEquals(AttachmentState.ATTACHING, attachment(held.id()).state());
        lab.onInstances.release(launch);
        gone(held.id());
        assertEquals(0, lab.used(Quota.VOLUMES));
    }

    @Test
    void aVolumeOnItsWayFollowsItsInstanceToAnotherHost() {
        VolumeId volume = made();
        lab.volumes.attach(OWNER, volume, FIRST, "/dev/sdf");
        assertEquals(1, wanted().size());
        exported(volume);
        lab.guestHost = new HostId("g2");
        sweep.sweep();
        assertEquals(List.of(), wanted());
        assertEquals(List.of(), assigned(volume).initiators());
    }

    @Test
    void aSnapshotIsCompleteWhenItsHostHasIt() {
        VolumeId volume = made();
        Snapshot snapshot = snapshot(volume);
        assertEquals(1, answer().snapshots().size());
        report(List.of(), List.of(new SnapshotReport(snapshot.id(), true, "")));
        assertEquals(SnapshotState.COMPLETED, lab.change(snapshot.id(), one -> one).state());
        assertEquals(List.of(), answer().snapshots());
        lab.snapshots.delete(OWNER, snapshot.id());
        assertFalse(answer().snapshots().get(0).wanted());
        report(List.of(), List.of(new SnapshotReport(snapshot.id(), false, "")));
        report(List.of(), List.of(new SnapshotReport(snapshot.id(), false, "")));
        assertEquals(0, lab.used(Quota.SNAPSHOTS));
    }

    @Test
    void aDeletedVolumeIsKeptForItsSnapshotsWithoutCountingForItsProject() {
        VolumeId volume = made();
        Snapshot snapshot = snapshot(volume);
        lab.volumes.delete(OWNER, volume);
        assertTrue(assigned(volume).wanted());
        there(volume);
        assertEquals(1, lab.used(Quota.VOLUMES));
        report(List.of(), List.of(new SnapshotReport(snapshot.id(), true, "")));
        long generation = assigned(volume).generation();
        assertFalse(assigned(volume).wanted());
        there(volume);
        assertEquals(0, lab.used(Quota.VOLUMES));
        assertEquals(1, lab.room("h1"));
        assertEquals(generation, assigned(volume).generation());
        lab.snapshots.delete(OWNER, snapshot.id());
        report(
                List.of(new VolumeReport(volume, generation, false, Optional.empty(), "")),
                List.of(new SnapshotReport(snapshot.id(), false, "")));
        assertEquals(0, lab.room("h1"));
        assertEquals(List.of(), answer().volumes());
    }

    @Test
    void aVolumeOfASnapshotIsOnTheHostOfThatAndAHostThatIsSilentGetsNone() {
        VolumeId volume = made();
        Snapshot snapshot = snapshot(volume);
        report(List.of(), List.of(new SnapshotReport(snapshot.id(), true, "")));
        lab.host("h2", 1000);
        Volume of =
                lab.volumes.create(
                        OWNER,
                        VolumeLab.request(
                                Optional.of(2), Optional.of(snapshot.id()), Optional.empty()));
        assertEquals(HOST, of.host());
        assertEquals(Optional.of(snapshot.id()), assigned(of.id()).source());
        lab.clock.advance(VolumeHosts.SILENCE.plusSeconds(1));
        assertThrows(
                InsufficientCapacityException.class,
                () -> lab.volumes.create(OWNER, VolumeLab.request(1, Optional.empty())));
    }

    private VolumeId made() {
        VolumeId volume = lab.volumes.create(OWNER, VolumeLab.request(1, Optional.empty())).id();
        there(volume);
        return volume;
    }

    private VolumeId attached(String device) {
        VolumeId volume = made();
        lab.volumes.attach(OWNER, volume, FIRST, device);
        wanted();
        exported(volume);
        seen(volume, FIRST, true);
        return volume;
    }

    private Snapshot snapshot(VolumeId volume) {
        return lab.snapshots.create(OWNER, new SnapshotRequest(volume, "", Map.of()));
    }

    private Attachment attachment(VolumeId volume) {
        return lab.now(volume).attachment().orElseThrow();
    }

    private VolumeAssignment assigned(VolumeId volume) {
        return answer().volumes().stream()
                .filter(one -> one.volume().equals(volume))
                .findFirst()
                .orElseThrow();
    }

    private Volumes answer() {
        List<VolumeAssignment> volumes = new ArrayList<>();
        String after = "";
        while (true) {
            Volumes page = assignments.answer(new VolumesRequest(HOST, "simulated", after));
            volumes.addAll(page.volumes());
            after = page.next();
            if (after.isEmpty()) {
                return new Volumes(
                        volumes, page.snapshots(), "", page.history(), page.technology());
            }
        }
    }

    private Attachments.Wanted wanted(VolumeId volume) {
        return wanted().stream()
                .filter(one -> one.volume().equals(volume))
                .findFirst()
                .orElseThrow();
    }

    private List<Attachments.Wanted> wanted() {
        return guests.answer(AttachmentsRequest.of(GUESTS, Map.of("simulated", "simulated:g1"), ""))
                .volumes();
    }

    private void there(VolumeId volume) {
        report(
                List.of(
                        new VolumeReport(
                                volume, lab.now(volume).generation(), true, Optional.empty(), "")),
                List.of());
    }

    private void exported(VolumeId volume) {
        report(
                List.of(
                        new VolumeReport(
                                volume,
                                lab.now(volume).generation(),
                                true,
                                Optional.of(PLACE),
                                "")),
                List.of());
    }

    private void gone(VolumeId volume) {
        report(
                List.of(
                        new VolumeReport(
                                volume, lab.now(volume).generation(), false, Optional.empty(), "")),
                List.of());
    }

    private void seen(VolumeId volume, io.nova.model.InstanceId instance, boolean attached) {
        guests.take(
                new AttachmentsReport(
                        GUESTS,
                        List.of(
                                new AttachmentsReport.Seen(
                                        volume,
                                        lab.now(volume).generation(),
                                        instance,
                                        attached))));
    }

    private void report(List<VolumeReport> volumes, List<SnapshotReport> snapshots) {
        reports.take(
                new VolumeHostReport(
                        HOST, ZONE, "simulated", 10L << 30, volumes, snapshots, List.of(), false));
    }

    /** Runs nothing: the test does. */
    private static final class Idle implements ReconcileEngine {
        @Override
        public <K> Work<K> start(WorkSpec<K> spec) {
            return new Work<>() {
                @Override
                public void wake(K key) {}

                @Override
                public void wakeAll() {}

                @Override
                public int backlog() {
                    return 0;
                }

                @Override
                public void close() {}
            };
        }
    }
}
