package io.nova.spi.volume;

import io.nova.model.DriverException;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Ability: copies of volumes as they were in one moment. They stay on the host only until their
 * bytes are in the object store; called as {@link VolumeDriver} is.
 */
@ConsumerType
public interface VolumeSnapshots {

    /**
     * Keeps the volume's bytes as they are now, while it may be in use; short, however large the
     * volume is. A snapshot of that id that exists already is a success and stays as it is.
     *
     * @throws DriverException {@code EXHAUSTED} if this host has no room; {@code BROKEN} if there
     *     is no such volume, or one of another volume has that id; {@code BUSY} if the volume is
     *     being deleted. Nothing stays behind
     */
    void capture(SnapshotId snapshot, VolumeId volume) throws InterruptedException;

    /**
     * Opens a range of it to be read, without loading it into memory; the caller closes it. A range
     * ends with the snapshot.
     *
     * @throws DriverException {@code BROKEN} if there is no such snapshot
     */
    InputStream open(SnapshotId snapshot, long offset, long length)
            throws IOException, InterruptedException;

    /** Removes it as thoroughly as a volume; an unknown one is a success. */
    void drop(SnapshotId snapshot) throws InterruptedException;

    /** Lists the snapshots that the host really has. */
    Collection<Snapshot> snapshots() throws InterruptedException;

    /**
     * A snapshot on this host.
     *
     * @param bytes the volume's size in that moment
     */
    record Snapshot(SnapshotId id, VolumeId volume, long bytes) {}
}
