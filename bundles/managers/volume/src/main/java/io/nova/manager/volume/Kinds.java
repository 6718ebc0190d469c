package io.nova.manager.volume;

import io.nova.model.HostId;
import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.ReservationId;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.model.volume.BackEnd;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.SnapshotState;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.protocol.AttachmentsRequest;
import io.nova.protocol.ExportPlace;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of record that volumes need, and what they are found by. */
final class Kinds {

    static final IndexEntry ALL = new IndexEntry("all", "");

    /** Found by this are the volumes that are on instances. */
    static final IndexEntry ATTACHED = new IndexEntry("attached", "");

    /** Found by this are the snapshots that hosts have still to do something for. */
    static final IndexEntry UNSETTLED = new IndexEntry("unsettled", "");

    static final Kind<Volume> VOLUME = new Kind<>("volume", Volume.class, Kinds::entries);
    static final Kind<VolumeHost> HOST =
            new Kind<>("volume-host", VolumeHost.class, host -> List.of(ALL));
    static final Kind<Resting> RESTING =
            new Kind<>("volume-host-resting", Resting.class, host -> List.of(ALL));
    static final Kind<Guests> GUESTS = new Kind<>("volume-guests", Guests.class, host -> List.of());
    static final Kind<Export> EXPORT = new Kind<>("volume-export", Export.class, one -> List.of());
    static final Kind<Device> DEVICE = new Kind<>("volume-device", Device.class, one -> List.of());
    static final Kind<Buried> BURIED =
            new Kind<>("volume-buried", Buried.class, one -> List.of(ofHost(one.host())));
    static final Kind<Hold> HOLD = new Kind<>("volume-hold", Hold.class, hold -> List.of(ALL));
    static final Kind<SnapshotHold> SNAPSHOT_HOLD =
            new Kind<>("snapshot-hold", SnapshotHold.class, hold -> List.of(ALL));
    static final Kind<Snapshot> SNAPSHOT =
            new Kind<>("snapshot", Snapshot.class, Kinds::snapshotEntries);
    static final Kind<Token> TOKEN = new Kind<>("volume-token", Token.class, token -> List.of(ALL));

    private Kinds() {}

    /**
     * A host's driver that keeps volumes. That of the first driver that a host ever had is called
     * after the host, as it was when hosts had one alone; those of others have the technology in
     * their names. So a volume and the room that it takes stay with their record.
     *
     * @param local whether only guests of the host itself reach the volumes
     */
    record VolumeHost(
            HostId id, ZoneName zone, String technology, long totalBytes, boolean local) {}

    /** That a host gets no new volumes, since its role is to leave. */
    record Resting(HostId id) {}

    /**
     * A host whose guests have volumes, and how the exporting sides know it.
     *
     * @param technology of one of its connectors; what the release before knows
     * @param initiator of that technology
     * @param initiators by the technologies of all connectors that it ever had: one that is away
     *     may still have volumes connected, to which exports must stay
     */
    record Guests(HostId id, String technology, String initiator, Map<String, String> initiators) {

        Guests(
                HostId id,
                String technology,
                String initiator,
                @Nullable Map<String, String> initiators) {
            this.id = id;
            this.technology = technology;
            this.initiator = initiator;
            this.initiators =
                    initiators == null ? Map.of(technology, initiator) : Map.copyOf(initiators);
        }

        /** Returns the same with what the host says now. */
        Guests told(AttachmentsRequest request) {
            Map<String, String> all = new HashMap<>(initiators);
            all.putAll(request.initiators());
            return new Guests(id, request.technology(), request.initiator(), all);
        }

        static Guests of(AttachmentsRequest request) {
            return new Guests(
                    request.host(),
                    request.technology(),
                    request.initiator(),
                    request.initiators());
        }
    }

    /** Where a volume is exported, in which generation. */
    record Export(VolumeId volume, long generation, ExportPlace place) {}

    /** That a device's name of an instance is taken. */
    record Device(VolumeId volume) {}

    /** A volume that no project has any longer, and whose host keeps it for snapshots of it. */
    record Buried(VolumeId volume, HostId host, long generation, long bytes, BackEnd backEnd) {

        Buried(
                VolumeId volume,
                HostId host,
                long generation,
                long bytes,
                @Nullable BackEnd backEnd) {
            this.volume = volume;
            this.host = host;
            this.generation = generation;
            this.bytes = bytes;
            // The release before wrote none.
            this.backEnd = backEnd == null ? BackEnd.onlyOneOf(host) : backEnd;
        }
    }

    /** The volumes of a launch, until it is known that the launch was committed. */
    record Hold(ReservationId launch, List<VolumeId> volumes, Instant since) {}

    /** The snapshots of an image, until it is known that the image was committed. */
    record SnapshotHold(ImageId image, List<SnapshotId> snapshots, Instant since) {}

    /** That a client's token was used. */
    record Token(VolumeId volume, String digest, Instant usedAt) {}

    static IndexEntry ofProject(ProjectId project) {
        return IndexEntry.of("project", project);
    }

    static IndexEntry ofHost(HostId host) {
        return IndexEntry.of("host", host);
    }

    static IndexEntry ofInstance(InstanceId instance) {
        return IndexEntry.of("instance", instance);
    }

    static IndexEntry ofVolume(VolumeId volume) {
        return IndexEntry.of("volume", volume);
    }

    /** Volumes that a snapshot is still copied to. */
    static IndexEntry madeOf(SnapshotId snapshot) {
        return IndexEntry.of("made-of", snapshot);
    }

    /** Volumes that were made of a snapshot, whether or not they still copy it. */
    static IndexEntry ofSnapshot(SnapshotId snapshot) {
        return IndexEntry.of("snapshot", snapshot);
    }

    /** Volumes of a project that are on instances. */
    static IndexEntry attachedIn(ProjectId project) {
        return IndexEntry.of("attached", project);
    }

    /** Volumes of the guests on a host. */
    static IndexEntry ofGuests(HostId host) {
        return IndexEntry.of("guests", host);
    }

    static String device(InstanceId instance, String device) {
        return instance + "/" + device;
    }

    /** The scope under which the room of a driver on a volume host is counted. */
    static String room(BackEnd backEnd) {
        return "volume-host/" + backEnd.id() + "/bytes";
    }

    private static Collection<IndexEntry> entries(Volume volume) {
        List<IndexEntry> entries = new ArrayList<>();
        entries.add(ALL);
        entries.add(ofProject(volume.project()));
        entries.add(ofHost(volume.host()));
        volume.attachment()
                .ifPresent(
                        on -> {
                            entries.add(ofGuests(on.host()));
                            entries.add(ofInstance(on.instance()));
                            entries.add(ATTACHED);
                            entries.add(attachedIn(volume.project()));
                        });
        volume.snapshot().ifPresent(of -> entries.add(ofSnapshot(of)));
        if (volume.state() == VolumeState.CREATING) {
            volume.snapshot().ifPresent(of -> entries.add(madeOf(of)));
        }
        return entries;
    }

    private static Collection<IndexEntry> snapshotEntries(Snapshot snapshot) {
        List<IndexEntry> entries = new ArrayList<>();
        entries.add(ALL);
        entries.add(ofProject(snapshot.project()));
        entries.add(ofVolume(snapshot.volume()));
        if ((snapshot.state() == SnapshotState.PENDING && !snapshot.waiting())
                || snapshot.state() == SnapshotState.DELETING) {
            entries.add(UNSETTLED);
        }
        return entries;
    }
}
