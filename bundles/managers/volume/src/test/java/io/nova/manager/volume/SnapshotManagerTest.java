package io.nova.manager.volume;

import static io.nova.manager.volume.VolumeLab.OTHER;
import static io.nova.manager.volume.VolumeLab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.Quota;
import io.nova.api.tag.TaggedResources;
import io.nova.api.volume.SnapshotRequest;
import io.nova.api.volume.SnapshotSources;
import io.nova.api.volume.VolumeRequest;
import io.nova.model.AccessDeniedException;
import io.nova.model.HostId;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.SnapshotState;
import io.nova.model.volume.Volume;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Records;
import io.nova.spi.state.Tx;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SnapshotManagerTest {

    private final VolumeLab lab = new VolumeLab().host("h1", 10);
    private final SnapshotManager snapshots = lab.snapshots;

    private Snapshot of(VolumeId volume) {
        return snapshots.create(OWNER, new SnapshotRequest(volume, "nightly", Map.of("k", "v")));
    }

    private Snapshot complete() {
        return lab.change(of(lab.available().id()).id(), one -> one.completed().orElseThrow());
    }

    private static VolumeRequest request(int gib, SnapshotId snapshot) {
        return VolumeLab.request(Optional.of(gib), Optional.of(snapshot), Optional.empty());
    }

    @Test
    void aSnapshotIsPendingAndCountedAtOnce() {
        Volume volume = lab.available();
        Snapshot made = of(volume.id());
        assertEquals(SnapshotState.PENDING, made.state());
        assertEquals(volume.gib(), made.gib());
        assertEquals(1, lab.used(Quota.SNAPSHOTS));
        assertEquals(List.of(made), snapshots.describe(OWNER, List.of(), "", 10).items());
        assertEquals(List.of(made), snapshots.describe(OWNER, List.of(made.id()), "", 10).items());
        for (int i = 1; i < 5; i++) {
            of(volume.id());
        }
        assertThrows(LimitExceededException.class, () -> of(volume.id()));
    }

    @Test
    void onlyAVolumeThatIsThereHasSnapshots() {
        Volume creating = lab.volumes.create(OWNER, VolumeLab.request(1, Optional.empty()));
        assertThrows(IncorrectStateException.class, () -> of(creating.id()));
        Volume deleted = lab.available();
        lab.volumes.delete(OWNER, deleted.id());
        assertThrows(IncorrectStateException.class, () -> of(deleted.id()));
        assertThrows(NotFoundException.class, () -> of(new VolumeId("vol-00000000000000009")));
    }

    @Test
    void aVolumeIsMadeOfACompleteSnapshotAndNoSmaller() {
        Snapshot pending = of(lab.available().id());
        assertThrows(
                IncorrectStateException.class,
                () -> lab.volumes.create(OWNER, request(1, pending.id())));
        Snapshot two =
                lab.change(
                        pending.id(),
                        one ->
                                new Snapshot(
                                        one.id(),
                                        one.project(),
                                        one.volume(),
                                        2,
                                        "",
                                        one.started(),
                                        SnapshotState.COMPLETED,
                                        100,
                                        "",
                                        Map.of(),
                                        false));
        assertThrows(
                InvalidParameterException.class,
                () -> lab.volumes.create(OWNER, request(1, two.id())));
        Volume same =
                lab.volumes.create(
                        OWNER,
                        VolumeLab.request(
                                Optional.empty(), Optional.of(two.id()), Optional.empty()));
        assertEquals(2, same.gib());
        assertEquals(Optional.of(two.id()), same.snapshot());
        assertThrows(
                NotFoundException.class, () -> lab.volumes.create(OTHER, request(2, two.id())));
    }

    @Test
    void aSnapshotGoesWhenNoVolumeIsBeingMadeOfIt() {
        Snapshot snapshot = complete();
        Volume made = lab.volumes.create(OWNER, request(1, snapshot.id()));
        assertThrows(InUseException.class, () -> snapshots.delete(OWNER, snapshot.id()));
        lab.change(made.id(), one -> one.made().orElseThrow());
        snapshots.delete(OWNER, snapshot.id());
        assertEquals(List.of(), snapshots.describe(OWNER, List.of(), "", 10).items());
        assertThrows(NotFoundException.class, () -> snapshots.delete(OWNER, snapshot.id()));
        assertThrows(
                NotFoundException.class,
                () -> lab.volumes.create(OWNER, request(1, snapshot.id())));
        assertEquals(1, lab.store.count(Kinds.SNAPSHOT, Kinds.UNSETTLED));
    }

    @Test
    void anothersSnapshotIsUnknown() {
        Snapshot snapshot = complete();
        assertEquals(List.of(), snapshots.describe(OTHER, List.of(), "", 10).items());
        assertThrows(
                NotFoundException.class,
                () -> snapshots.describe(OTHER, List.of(snapshot.id()), "", 10));
        assertThrows(NotFoundException.class, () -> snapshots.delete(OTHER, snapshot.id()));
    }

    @Test
    void whoMayNotDoesNothing() {
        lab.denied.addAll(
                List.of("ec2:CreateSnapshot", "ec2:DescribeSnapshots", "ec2:DeleteSnapshot"));
        VolumeId volume = lab.available().id();
        assertThrows(AccessDeniedException.class, () -> of(volume));
        assertThrows(
                AccessDeniedException.class, () -> snapshots.describe(OWNER, List.of(), "", 10));
        assertThrows(
                AccessDeniedException.class,
                () -> snapshots.delete(OWNER, new SnapshotId("snap-00000000000000001")));
    }

    @Test
    void volumesAndSnapshotsCarryTags() {
        Volume volume = lab.available();
        tags(new VolumeTags(lab.store, lab.ids), volume.id().value(), "volume");
        tags(new SnapshotTags(lab.store, lab.ids), of(volume.id()).id().value(), "snapshot");
    }

    private static void tags(TaggedResources tagged, String id, String kind) {
        assertEquals(List.of(kind), List.copyOf(tagged.kinds().values()));
        tagged.retag(OWNER.project(), id, before -> Map.of("new", "tag"));
        assertEquals(Optional.of(Map.of("new", "tag")), tagged.find(OWNER.project(), id));
        assertEquals(
                List.of(new TaggedResources.Tagged(id, Map.of("new", "tag"))),
                tagged.list(OWNER.project(), kind, "", 10).items());
        assertEquals(Optional.empty(), tagged.find(OTHER.project(), id));
        assertThrows(
                NotFoundException.class,
                () -> tagged.retag(OTHER.project(), id, before -> Map.of()));
    }

    @Test
    void aSnapshotStaysWhileThereIsAnImageOfIt() {
        SnapshotImages images = new SnapshotImages(lab.store, lab.clock);
        Snapshot snapshot = complete();
        assertEquals(
                new SnapshotSources.Source(snapshot.id(), new HostId("h1"), 1),
                images.source(OWNER, snapshot.id()));
        image("taken", 1);
        assertThrows(InUseException.class, () -> snapshots.delete(OWNER, snapshot.id()));
        image("given", -1);
        snapshots.delete(OWNER, snapshot.id());
        assertEquals(
                SnapshotSources.MOST_IMAGES,
                lab.store.used(SnapshotSources.images(snapshot.id())),
                "no image can take one now");
        assertThrows(NotFoundException.class, () -> images.source(OWNER, snapshot.id()));
    }

    @Test
    void onlyAProjectsOwnCompleteSnapshotIsForImages() {
        SnapshotImages images = new SnapshotImages(lab.store, lab.clock);
        Snapshot pending = of(lab.available().id());
        assertThrows(IncorrectStateException.class, () -> images.source(OWNER, pending.id()));
        Snapshot whole = complete();
        assertThrows(NotFoundException.class, () -> images.source(OTHER, whole.id()));
    }

    private void image(String op, long delta) {
        SnapshotId id = snapshots.describe(OWNER, List.of(), "", 1).items().get(0).id();
        var tx =
                Tx.of(op)
                        .quota(SnapshotSources.images(id), delta, SnapshotSources.MOST_IMAGES)
                        .build();
        assertTrue(Records.commit(lab.store, tx) instanceof CommitResult.Ok);
    }

    @Test
    void volumesAreFoundByTheSnapshotsThatTheyWereMadeOf() {
        Snapshot snapshot = complete();
        Volume made = lab.volumes.create(OWNER, request(1, snapshot.id()));
        lab.volumes.create(OWNER, request(1, complete().id()));
        SnapshotId unknown = new SnapshotId("snap-00000000000000099");
        assertEquals(List.of(made), lab.volumes.madeOf(OWNER, List.of(unknown, snapshot.id())));
        assertEquals(List.of(), lab.volumes.madeOf(OWNER, List.of(unknown)));
        assertEquals(List.of(), lab.volumes.madeOf(OTHER, List.of(snapshot.id())));
        Volume ready = lab.change(made.id(), one -> one.made().orElseThrow());
        assertEquals(List.of(ready), lab.volumes.madeOf(OWNER, List.of(snapshot.id())));
    }

    @Test
    void snapshotsAreFoundByTheirIdsAndByTheirVolumesWithoutMindingOthers() {
        Volume volume = lab.available();
        Volume other = lab.available();
        Snapshot one = of(volume.id());
        Snapshot two = of(volume.id());
        List<Snapshot> both =
                Stream.of(one, two).sorted(Comparator.comparing(Snapshot::id)).toList();
        SnapshotId unknown = new SnapshotId("snap-00000000000000099");
        assertEquals(
                both, snapshots.present(OWNER, List.of(two.id(), unknown, one.id(), two.id())));
        assertEquals(both, snapshots.ofVolumes(OWNER, List.of(volume.id())));
        assertEquals(List.of(), snapshots.ofVolumes(OWNER, List.of(other.id())));
        assertEquals(List.of(), snapshots.present(OTHER, List.of(one.id())));
        assertEquals(List.of(), snapshots.ofVolumes(OTHER, List.of(volume.id())));
        snapshots.delete(OWNER, one.id());
        assertEquals(List.of(), snapshots.present(OWNER, List.of(one.id())));
        assertEquals(List.of(two), snapshots.ofVolumes(OWNER, List.of(volume.id())));
    }
}
