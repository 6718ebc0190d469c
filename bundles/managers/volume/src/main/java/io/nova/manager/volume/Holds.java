package io.nova.manager.volume;

import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.manager.volume.Kinds.Hold;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.LimitExceededException;
import io.nova.model.ProjectId;
import io.nova.model.ReservationId;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.UnavailableException;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.BackEnd;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Volumes that were made for a launch, until it is known whether there are instances for them. */
final class Holds {

    /** A launch is committed within seconds of this, or never. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final QuotaService quotas;
    private final Clock clock;
    private final IdSource ids;
    private final VolumeSources sources;

    Holds(StateStore store, QuotaService quotas, Clock clock, IdSource ids) {
        this.store = store;
        this.quotas = quotas;
        this.clock = clock;
        this.ids = ids;
        this.sources = new VolumeSources(store);
    }

    /** A launch, with where its instances are to be. */
    record Launch(
            ProjectId project,
            ReservationId id,
            ZoneName zone,
            Map<InstanceId, HostId> instances,
            List<BlockDevice> devices,
            Map<String, String> tags) {}

    /** Makes the volumes of the launch, all of them or none. */
    void make(Launch launch, VolumePlacer placer) {
        if (launch.instances().size() * launch.devices().size() > InstanceVolumeService.MAX_HELD) {
            throw new LimitExceededException(
                    ResourceType.VOLUME,
                    "BlockDeviceMapping",
                    "One request can make %d volumes at most"
                            .formatted(InstanceVolumeService.MAX_HELD));
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            CommitResult result = Records.commit(store, tx(launch, placer, attempt));
            if (result instanceof CommitResult.Ok) {
                return;
            }
            if (result instanceof CommitResult.QuotaExceeded full
                    && full.scope().startsWith("project/")) {
                throw VolumeMaker.limit(quotas, launch.project());
            }
            // A host filled up meanwhile: look again.
        }
        throw new UnavailableException(
                "volume", "Too many requests at once for the same room; try again");
    }

    private Tx tx(Launch launch, VolumePlacer placer, int attempt) {
        Instant now = clock.instant();
        Map<BackEnd, Long> taken = new HashMap<>();
        Map<BackEnd, Long> rooms = new HashMap<>();
        List<VolumeId> made = new ArrayList<>();
        Set<SnapshotId> claimed = new HashSet<>();
        long gib = 0;
        Tx.Builder tx = Tx.of("volume-hold/" + launch.id() + "/" + attempt);
        for (BlockDevice device : launch.devices()) {
            VolumeSources.Source source = sources.find(launch.project(), device);
            int size = source.gib();
            var want = new VolumePlacer.Want(launch.zone(), device.type(), size, source.of());
            if (device.snapshot().map(claimed::add).orElse(false)) {
                source.claim(tx);
            }
            for (Map.Entry<InstanceId, HostId> at : launch.instances().entrySet()) {
                VolumeHosts.Place place = placer.place(want, at.getValue(), taken);
                Attachment to =
                        Attachment.begun(
                                at.getKey(),
                                at.getValue(),
                                device.name(),
                                device.deleteOnTermination(),
                                now);
                Volume volume = volume(launch, device, size, place, to, now);
                tx.create(Kinds.VOLUME, volume.id().value(), volume)
                        .create(
                                Kinds.DEVICE,
                                Kinds.device(at.getKey(), device.name()),
                                new Kinds.Device(volume.id()));
                taken.merge(place.backEnd(), volume.bytes(), Long::sum);
                rooms.put(place.backEnd(), place.host().totalBytes());
                made.add(volume.id());
                gib += size;
            }
        }
        ProjectId project = launch.project();
        tx.quota(Quota.VOLUMES.scope(project), made.size(), quotas.limit(project, Quota.VOLUMES))
                .quota(
                        Quota.VOLUME_GIB.scope(project),
                        gib,
                        quotas.limit(project, Quota.VOLUME_GIB));
        taken.forEach(
                (backEnd, bytes) ->
                        tx.quota(Kinds.room(backEnd), bytes, rooms.getOrDefault(backEnd, 0L)));
        return tx.create(Kinds.HOLD, launch.id().value(), new Hold(launch.id(), made, now))
                .quota(InstanceVolumeService.held(launch.id()), 1, 1)
                .build();
    }

    private Volume volume(
            Launch launch,
            BlockDevice device,
            int gib,
            VolumeHosts.Place place,
            Attachment to,
            Instant now) {
        return new Volume(
                VolumeId.next(ids),
                launch.project(),
                gib,
                device.snapshot(),
                launch.zone(),
                device.type(),
                device.iops(),
                device.throughput(),
                now,
                place.host().id(),
                VolumeState.CREATING,
                1,
                Optional.of(to),
                "",
                launch.tags(),
                place.backEnd());
    }

    /**
     * Removes the volumes of a launch that was not committed, and forgets that one was to be waited
     * for.
     */
    void release(ReservationId launch) {
        String held = InstanceVolumeService.held(launch);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Rec<Hold>> hold = store.get(Kinds.HOLD, launch.value());
            if (hold.isEmpty()) {
                return;
            }
            Tx.Builder tx = Tx.of("volume-release/" + ids.hex(16)).delete(Kinds.HOLD, hold.get());
            if (store.used(held) > 0) {
                tx.quota(held, -1, Long.MAX_VALUE);
                List<String> made =
                        hold.get().value().volumes().stream().map(VolumeId::value).toList();
                store.getAll(Kinds.VOLUME, made).forEach(rec -> remove(tx, rec));
            }
            if (Records.commit(store, tx.build()) instanceof CommitResult.Ok) {
                return;
            }
            // It was committed meanwhile, or a host told of a volume: look again.
        }
        throw new UnavailableException("volume", "The volumes change too quickly; try again");
    }

    /** Nobody has used it: it is neither asked for by its owner nor kept for another instance. */
    private void remove(Tx.Builder tx, Rec<Volume> rec) {
        rec.value()
                .attachment()
                .flatMap(on -> store.get(Kinds.DEVICE, Kinds.device(on.instance(), on.device())))
                .ifPresent(device -> tx.delete(Kinds.DEVICE, device));
        tx.update(Kinds.VOLUME, rec, rec.value().deleting());
    }
}
