package io.nova.manager.volume;

import io.nova.manager.volume.Kinds.Buried;
import io.nova.manager.volume.Kinds.VolumeHost;
import io.nova.model.HostId;
import io.nova.model.Page;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.BackEnd;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.SnapshotState;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.protocol.SnapshotAssignment;
import io.nova.protocol.VolumeAssignment;
import io.nova.protocol.VolumeAssignment.Initiator;
import io.nova.protocol.Volumes;
import io.nova.protocol.VolumesRequest;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tells drivers of volume hosts what they should keep: the volumes of projects, then those that are
 * kept for snapshots alone, then the snapshots for which something is to do.
 */
final class VolumeAssignments {

    private static final String VOLUMES = "v";
    private static final String BURIED = "b";
    private static final String SNAPSHOTS = "s";

    private final StateStore store;
    private final VolumeHosts hosts;
    private final Records<Volume> volumes;
    private final Records<Buried> buried;
    private final Records<Snapshot> snapshots;

    VolumeAssignments(StateStore store, Clock clock) {
        this.store = store;
        this.hosts = new VolumeHosts(store, clock);
        this.volumes = new Records<>(store, Kinds.VOLUME);
        this.buried = new Records<>(store, Kinds.BURIED);
        this.snapshots = new Records<>(store, Kinds.SNAPSHOT);
    }

    Volumes answer(VolumesRequest request) {
        String list = request.after().isEmpty() ? VOLUMES : request.after().substring(0, 1);
        String after = request.after().isEmpty() ? "" : request.after().substring(1);
        HostId host = request.host();
        String technology = request.technology();
        Predicate<BackEnd> owned = hosts.ownedBy(host, technology);
        String history = store.info().epoch();
        return switch (list) {
            case VOLUMES -> {
                Page<Rec<Volume>> page = volumes.page(Kinds.ofHost(host), after, Volumes.PAGE);
                yield new Volumes(
                        page.items().stream()
                                .map(Rec::value)
                                .filter(one -> owned.test(one.backEnd()))
                                .map(one -> assignment(one, technology))
                                .toList(),
                        List.of(),
                        next(VOLUMES, page.next(), BURIED),
                        history,
                        technology);
            }
            case BURIED -> {
                Page<Rec<Buried>> page = buried.page(Kinds.ofHost(host), after, Volumes.PAGE);
                yield new Volumes(
                        page.items().stream()
                                .map(Rec::value)
                                .filter(one -> owned.test(one.backEnd()))
                                .map(VolumeAssignments::removal)
                                .toList(),
                        List.of(),
                        next(BURIED, page.next(), SNAPSHOTS),
                        history,
                        technology);
            }
            default -> {
                Page<Rec<Snapshot>> page = snapshots.page(Kinds.UNSETTLED, after, Volumes.PAGE);
                yield new Volumes(
                        List.of(),
                        of(host, owned, page.items()),
                        next(SNAPSHOTS, page.next(), ""),
                        history,
                        technology);
            }
        };
    }

    private static String next(String list, Optional<String> after, String then) {
        return after.map(id -> list + id).orElse(then);
    }

    private VolumeAssignment assignment(Volume volume, String technology) {
        boolean going =
                volume.state() == VolumeState.DELETING || volume.state() == VolumeState.ERROR;
        return new VolumeAssignment(
                volume.id(),
                volume.generation(),
                volume.bytes(),
                // What is being made of it comes first.
                !going || Removals.isBeingCopied(store, volume.id()),
                volume.state() == VolumeState.CREATING,
                volume.snapshot(),
                volume.attachment().map(on -> initiators(on, technology)).orElse(List.of()));
    }

    private List<Initiator> initiators(Attachment on, String technology) {
        return store.get(Kinds.GUESTS, on.host().value())
                .map(Rec::value)
                .flatMap(guests -> Optional.ofNullable(guests.initiators().get(technology)))
                .map(name -> List.of(new Initiator(on.host(), name)))
                .orElse(List.of());
    }

    private static VolumeAssignment removal(Buried one) {
        return new VolumeAssignment(
                one.volume(),
                one.generation(),
                one.bytes(),
                false,
                false,
                Optional.empty(),
                List.of());
    }

    private List<SnapshotAssignment> of(
            HostId host, Predicate<BackEnd> owned, List<Rec<Snapshot>> recs) {
        List<SnapshotAssignment> some = new ArrayList<>();
        for (Rec<Snapshot> rec : recs) {
            Snapshot one = rec.value();
            boolean here =
                    hosts.of(one.volume())
                            .filter(kept -> kept.host().equals(host))
                            .filter(kept -> owned.test(kept.backEnd()))
                            .isPresent();
            if (here) {
                some.add(
                        new SnapshotAssignment(
                                one.id(), one.volume(), one.state() == SnapshotState.PENDING));
            }
        }
        return some;
    }

    /** Tells what a driver of the host offers, from what the host says. */
    static VolumeHost host(io.nova.protocol.VolumeHostReport report) {
        return new VolumeHost(
                report.host(),
                report.zone(),
                report.technology(),
                report.totalBytes(),
                report.local());
    }
}
