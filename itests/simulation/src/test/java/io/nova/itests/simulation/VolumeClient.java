package io.nova.itests.simulation;

import io.nova.api.volume.SnapshotRequest;
import io.nova.api.volume.VolumeRequest;
import io.nova.model.InstanceId;
import io.nova.model.RequestContext;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.volume.VolumeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What an owner does with volumes; remembers which were answered, and which may be gone. */
final class VolumeClient {

    private final RequestContext context;
    private final RandomGenerator random;
    private final Sender sender;
    private final List<VolumeId> volumes = new ArrayList<>();
    private final List<SnapshotId> snapshots = new ArrayList<>();
    private final Set<VolumeId> endAsked = new HashSet<>();

    /** Sends a request to some manager. */
    interface Sender {
        Client.Answer ask(String what, Consumer<SimulatedManager> request);
    }

    VolumeClient(RequestContext context, RandomGenerator random, Sender sender) {
        this.context = context;
        this.random = random;
        this.sender = sender;
    }

    List<VolumeId> volumes() {
        return volumes;
    }

    Set<VolumeId> endAsked() {
        return endAsked;
    }

    void create() {
        Optional<SnapshotId> from =
                snapshots.isEmpty() || random.nextInt(4) > 0
                        ? Optional.empty()
                        : Optional.of(any(snapshots));
        VolumeType type = from.isPresent() ? VolumeType.GP2 : any(World.VOLUME_TYPES);
        var unused =
                sender.ask(
                        "create a volume of " + type + " and " + from,
                        manager ->
                                volumes.add(
                                        manager.volumes()
                                                .create(
                                                        context,
                                                        new VolumeRequest(
                                                                from.isPresent()
                                                                        ? Optional.empty()
                                                                        : Optional.of(1),
                                                                from,
                                                                Surroundings.ZONE,
                                                                type,
                                                                Optional.empty(),
                                                                Optional.empty(),
                                                                Optional.empty(),
                                                                Map.of()))
                                                .id()));
    }

    void attach(List<InstanceId> instances) {
        if (!volumes.isEmpty() && !instances.isEmpty()) {
            VolumeId volume = any(volumes);
            InstanceId instance = any(instances);
            String device = "/dev/sd" + (char) ('f' + random.nextInt(4));
            var unused =
                    sender.ask(
                            "attach " + volume + " to " + instance + " as " + device,
                            manager -> manager.volumes().attach(context, volume, instance, device));
        }
    }

    void detach() {
        if (!volumes.isEmpty()) {
            VolumeId volume = any(volumes);
            boolean force = random.nextInt(3) == 0;
            var unused =
                    sender.ask(
                            "detach " + volume + (force ? " by force" : ""),
                            manager ->
                                    manager.volumes()
                                            .detach(
                                                    context,
                                                    volume,
                                                    Optional.empty(),
                                                    Optional.empty(),
                                                    force));
        }
    }

    void delete() {
        if (!volumes.isEmpty()) {
            VolumeId volume = any(volumes);
            if (sender.ask("delete " + volume, manager -> manager.volumes().delete(context, volume))
                    != Client.Answer.FAILED) {
                endAsked.add(volume);
            }
        }
    }

    void snapshot() {
        if (!volumes.isEmpty()) {
            VolumeId volume = any(volumes);
            var unused =
                    sender.ask(
                            "snapshot " + volume,
                            manager ->
                                    snapshots.add(
                                            manager.snapshots()
                                                    .create(
                                                            context,
                                                            new SnapshotRequest(
                                                                    volume, "", Map.of()))
                                                    .id()));
        }
    }

    void dropSnapshot() {
        if (!snapshots.isEmpty()) {
            SnapshotId snapshot = any(snapshots);
            var unused =
                    sender.ask(
                            "delete " + snapshot,
                            manager -> manager.snapshots().delete(context, snapshot));
        }
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
