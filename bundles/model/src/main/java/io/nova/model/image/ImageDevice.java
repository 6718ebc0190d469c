package io.nova.model.image;

import io.nova.model.SnapshotId;
import io.nova.model.volume.BlockDevice;
import java.util.Optional;

/**
 * What an image says of one device, beside the root, of the instances made of it: a volume, a disk
 * of the instance's type, or, without either, that there is none.
 *
 * @param name of the device, for example {@code /dev/sdf}
 * @param volume blank, or of a snapshot of the image's owner
 * @param virtualName for example {@code ephemeral0}
 */
public record ImageDevice(String name, Optional<BlockDevice> volume, Optional<String> virtualName) {

    public ImageDevice {
        if (volume.isPresent() && virtualName.isPresent()) {
            throw new IllegalArgumentException(name + " is two devices");
        }
    }

    /** Returns a device that is a volume. */
    public static ImageDevice of(BlockDevice volume) {
        return new ImageDevice(volume.name(), Optional.of(volume), Optional.empty());
    }

    /** Returns the snapshot that the image keeps for it. */
    public Optional<SnapshotId> snapshot() {
        return volume.flatMap(BlockDevice::snapshot);
    }
}
