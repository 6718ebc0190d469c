package io.nova.agent.volume;

import io.nova.gate.Gate;
import io.nova.model.DriverException;
import io.nova.model.SnapshotId;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeSnapshots;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads snapshots a piece at a time, so that no command to the driver takes long. */
final class SnapshotReader {

    private final Gate<VolumeDriver> driver;

    SnapshotReader(Gate<VolumeDriver> driver) {
        this.driver = driver;
    }

    /**
     * Returns so many bytes from there on; fewer only where the snapshot ends.
     *
     * @throws UncheckedIOException if it can be tried again
     */
    byte[] read(SnapshotId snapshot, long offset, int length) throws InterruptedException {
        return driver.call(
                one -> {
                    if (!(one instanceof VolumeSnapshots snapshots)) {
                        throw new DriverException(
                                DriverException.Kind.BROKEN, "This driver keeps no snapshots");
                    }
                    try (InputStream content = snapshots.open(snapshot, offset, length)) {
                        return content.readNBytes(length);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }
}
