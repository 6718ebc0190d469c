package io.nova.manager.image;

import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.SnapshotId;
import io.nova.model.image.ImageDevice;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.DeviceRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an image of an instance has beside the root device: the instance's volumes, of which the
 * request leaves out some, and what the request adds.
 *
 * @param volumes to make snapshots of, by their devices
 * @param added devices that the instance has not
 */
record InstanceCopy(Map<String, BlockDevice> volumes, List<ImageDevice> added) {

    /**
     * @param have the instance's volumes
     * @throws InvalidParameterException if the request would change more of a volume than whether
     *     it goes with its instance
     */
    static InstanceCopy of(
            RequestContext context,
            ImageDevices devices,
            List<BlockDevice> have,
            List<DeviceRequest> asked) {
        ImageDevices.requireOnce(asked);
        Map<String, BlockDevice> volumes = new LinkedHashMap<>();
        have.forEach(one -> volumes.put(one.name(), one));
        List<ImageDevice> added = new ArrayList<>();
        for (DeviceRequest one : asked) {
            BlockDevice base = volumes.get(one.name());
            if (base == null) {
                added.add(devices.of(context, one));
            } else if (one.kind() == DeviceRequest.Kind.NONE) {
                volumes.remove(one.name());
            } else if (one.saysOnlyWhetherItGoes()) {
                volumes.put(one.name(), one.changed(base));
            } else {
                throw ImageDevices.invalid(
                        ("the instance has a volume as %s; NoDevice leaves it out, and of one that"
                                        + " is kept DeleteOnTermination alone can be changed")
                                .formatted(one.name()));
            }
        }
        ImageDevices.requireFew(volumes.size() + added.size());
        return new InstanceCopy(volumes, added);
    }

    /** Returns the devices whose bytes are to be kept. */
    Set<String> names() {
        return volumes.keySet();
    }

    /** Returns the image's devices, once the snapshots of the volumes have ids. */
    List<ImageDevice> with(Map<String, SnapshotId> snapshots) {
        List<ImageDevice> all = new ArrayList<>();
        volumes.forEach(
                (name, volume) ->
                        all.add(
                                ImageDevice.of(
                                        of(volume, Optional.ofNullable(snapshots.get(name))))));
        all.addAll(added);
        return all;
    }

    private static BlockDevice of(BlockDevice volume, Optional<SnapshotId> snapshot) {
        return new BlockDevice(
                volume.name(),
                snapshot,
                volume.gib(),
                volume.type(),
                volume.iops(),
                volume.throughput(),
                volume.deleteOnTermination());
    }
}
