package io.nova.manager.image;

import io.nova.model.HostId;
import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.SnapshotId;
import io.nova.protocol.CaptureAssignment;
import io.nova.protocol.SnapshotCopy;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A disk on its way to become an image; it ends with the image's being pending.
 *
 * @param of what is copied
 * @param host that has it
 * @param since when it was asked for
 * @param copy what the host uploaded; empty: it has not yet
 */
record Capture(ImageId image, Of of, HostId host, Instant since, Optional<Copy> copy) {

    /** Found by this are all. */
    static final IndexEntry ALL = new IndexEntry("all", "");

    static final Kind<Capture> KIND = new Kind<>("image-capture", Capture.class, Capture::entries);

    /**
     * An instance's root disk, or a snapshot.
     *
     * @param rest whether the instance is shut down for it
     * @param bytes the size of the image's disk, if it is a snapshot's
     * @param volumes snapshots of the instance's volumes, to be made in the same moment
     */
    record Of(
            Optional<InstanceId> instance,
            boolean rest,
            Optional<SnapshotId> snapshot,
            long bytes,
            List<SnapshotId> volumes) {

        Of {
            // Records of before images had devices have no list.
            volumes = volumes == null ? List.of() : List.copyOf(volumes);
        }

        static Of instance(InstanceId instance, boolean rest, Collection<SnapshotId> volumes) {
            return new Of(Optional.of(instance), rest, Optional.empty(), 0, List.copyOf(volumes));
        }

        static Of snapshot(SnapshotId snapshot, long bytes) {
            return new Of(Optional.empty(), false, Optional.of(snapshot), bytes, List.of());
        }
    }

    /** The copy as its host digested it; where it lies follows from that. */
    record Copy(String sha256, long size) {}

    /** Found by this are the root disks that the host is to copy. */
    static IndexEntry on(HostId host) {
        return IndexEntry.of("host", host);
    }

    /** Found by this are the snapshots that the host is to upload. */
    static IndexEntry snapshotsOn(HostId host) {
        return IndexEntry.of("volume-host", host);
    }

    private Collection<IndexEntry> entries() {
        if (copy.isPresent()) {
            return List.of(ALL);
        }
        return List.of(ALL, of.snapshot().isPresent() ? snapshotsOn(host) : on(host));
    }

    Capture with(Copy uploaded) {
        return new Capture(image, of, host, since, Optional.of(uploaded));
    }

    CaptureAssignment assignment() {
        return new CaptureAssignment(
                image, of.instance().orElseThrow(), of.rest(), !of.volumes().isEmpty());
    }

    SnapshotCopy snapshotCopy() {
        return new SnapshotCopy(image, of.snapshot().orElseThrow(), of.bytes());
    }
}
