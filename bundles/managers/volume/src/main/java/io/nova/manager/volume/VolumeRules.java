package io.nova.manager.volume;

import io.nova.api.identity.Quota;
import io.nova.api.volume.InstanceSnapshotService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.api.volume.SnapshotSources;
import io.nova.manager.volume.Kinds.Device;
import io.nova.manager.volume.Kinds.Export;
import io.nova.model.volume.AttachmentState;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.SnapshotState;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.spi.state.CounterRule;
import io.nova.spi.state.Holdings;
import io.nova.spi.state.KindRules;
import io.nova.spi.state.Need;
import io.nova.spi.state.RecordRules;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** What must hold of the records of volumes and snapshots. */
@Component
public final class VolumeRules implements RecordRules {

    @Override
    public List<KindRules<?>> kinds() {
        return List.of(
                KindRules.of(Kinds.VOLUME)
                        .ofProject(Volume::project)
                        .holding(VolumeRules::holds)
                        .needing(VolumeRules::needs),
                KindRules.of(Kinds.HOST),
                KindRules.of(Kinds.RESTING),
                KindRules.of(Kinds.GUESTS),
                KindRules.of(Kinds.EXPORT).needing(VolumeRules::needs),
                KindRules.of(Kinds.DEVICE).needing(VolumeRules::needs),
                KindRules.of(Kinds.BURIED)
                        .holding((one, to) -> to.count(Kinds.room(one.backEnd()), one.bytes()))
                        .needing(one -> List.of(Need.of(one.backEnd().id(), Kinds.HOST.name()))),
                KindRules.of(Kinds.HOLD)
                        .holding(
                                (one, to) -> to.count(InstanceVolumeService.held(one.launch()), 1)),
                KindRules.of(Kinds.SNAPSHOT_HOLD)
                        .holding(
                                (one, to) ->
                                        to.count(InstanceSnapshotService.held(one.image()), 1)),
                KindRules.of(Kinds.SNAPSHOT)
                        .ofProject(Snapshot::project)
                        .holding(VolumeRules::holds)
                        .needing(VolumeRules::needs),
                KindRules.of(Kinds.TOKEN));
    }

    @Override
    public List<CounterRule> counters() {
        String volume = Kinds.VOLUME.name();
        return List.of(
                CounterRule.sum("project/", Quota.VOLUMES.suffix(), volume),
                CounterRule.sum("project/", Quota.VOLUME_GIB.suffix(), volume),
                CounterRule.sum("project/", Quota.SNAPSHOTS.suffix(), Kinds.SNAPSHOT.name()),
                CounterRule.sum("volume-host/", "/bytes", volume, Kinds.BURIED.name()),
                // What was committed gives its use back before the note of it goes.
                CounterRule.sum("volume-launch/", "", Kinds.HOLD.name()).orLess(),
                CounterRule.sum("image-snapshots/", "", Kinds.SNAPSHOT_HOLD.name()).orLess());
    }

    private static void holds(Volume volume, Holdings to) {
        to.count(Quota.VOLUMES.scope(volume.project()), 1);
        to.count(Quota.VOLUME_GIB.scope(volume.project()), volume.gib());
        to.count(Kinds.room(volume.backEnd()), volume.bytes());
    }

    private static void holds(Snapshot snapshot, Holdings to) {
        to.count(Quota.SNAPSHOTS.scope(snapshot.project()), 1);
        if (snapshot.state() == SnapshotState.DELETING) {
            to.count(SnapshotSources.images(snapshot.id()), SnapshotSources.MOST_IMAGES);
        }
    }

    private static List<Need> needs(Volume volume) {
        List<Need> needs = new ArrayList<>();
        needs.add(Need.of(volume.backEnd().id(), Kinds.HOST.name()));
        volume.attachment()
                .ifPresent(
                        on -> {
                            needs.add(
                                    Need.of(
                                            Kinds.device(on.instance(), on.device()),
                                            Kinds.DEVICE,
                                            device -> device.volume().equals(volume.id())));
                            Need instance = Need.of(on.instance(), "instance").inSameProject();
                            // That of a launch may come yet, and of one that goes may be gone.
                            boolean mayBeGone =
                                    volume.state() == VolumeState.CREATING
                                            || on.state() != AttachmentState.ATTACHED;
                            needs.add(mayBeGone ? instance.mayBeGone() : instance);
                        });
        return needs;
    }

    private static List<Need> needs(Export export) {
        return List.of(Need.of(export.volume(), Kinds.VOLUME.name()).orUseless());
    }

    private static List<Need> needs(Device device) {
        return List.of(
                Need.of(device.volume(), Kinds.VOLUME, volume -> volume.attachment().isPresent())
                        .orUseless());
    }

    private static List<Need> needs(Snapshot snapshot) {
        return List.of(
                Need.of(snapshot.volume(), Kinds.VOLUME.name(), Kinds.BURIED.name())
                        .inSameProject());
    }
}
