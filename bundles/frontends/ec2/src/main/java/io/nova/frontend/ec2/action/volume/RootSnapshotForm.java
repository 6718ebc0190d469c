package io.nova.frontend.ec2.action.volume;

import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Parameter;
import io.nova.model.InvalidParameterException;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.UnsupportedException;
import java.util.List;
import java.util.Optional;

/**
 * The mapping of the root device of an image that is registered.
 *
 * @param gib empty: the snapshot's size
 */
public record RootSnapshotForm(String device, SnapshotId snapshot, Optional<Integer> gib) {

    private static final int MOST_GIB = 16_384;

    /**
     * Returns the root device's mapping; empty if the request has none.
     *
     * @param rootDeviceName what the image calls its root device; empty: as the mapping does
     * @throws InvalidParameterException if it is none
     * @throws UnsupportedException if it asks for what no root disk here has
     */
    public static Optional<RootSnapshotForm> of(Arguments call, Optional<String> rootDeviceName) {
        List<Arguments> roots =
                call.structures(BlockDeviceForm.MAPPINGS).stream()
                        .filter(one -> isRoot(one, rootDeviceName))
                        .toList();
        if (roots.isEmpty()) {
            return Optional.empty();
        }
        String device = roots.get(0).get(BlockDeviceForm.DEVICE_NAME);
        if (roots.size() > 1 || !device.equals(rootDeviceName.orElse(device))) {
            throw new UnsupportedException(
                    ResourceType.IMAGE,
                    "BlockDeviceMapping",
                    "An image has one root device: give one BlockDeviceMapping for it, with the"
                            + " RootDeviceName as its DeviceName");
        }
        if (!DeviceName.isRoot(device)) {
            throw InvalidParameterException.badValue(
                    "RootDeviceName",
                    device,
                    "it is not a root device name such as /dev/sda1, /dev/xvda or /dev/vda");
        }
        return Optional.of(of(roots.get(0), device));
    }

    private static boolean isRoot(Arguments mapping, Optional<String> rootDeviceName) {
        String device = mapping.get(BlockDeviceForm.DEVICE_NAME);
        return DeviceName.isRoot(device) || rootDeviceName.equals(Optional.of(device));
    }

    private static RootSnapshotForm of(Arguments mapping, String device) {
        if (mapping.raw(BlockDeviceForm.NO_DEVICE).isPresent()
                || mapping.has(BlockDeviceForm.VIRTUAL_NAME)) {
            throw cannot(device, "be left out or be another disk");
        }
        Arguments ebs = mapping.structure(BlockDeviceForm.EBS);
        for (Parameter one : List.of(VolumeForm.TYPE, VolumeForm.IOPS, VolumeForm.THROUGHPUT)) {
            if (ebs.has(one)) {
                throw cannot(device, "have " + one.name());
            }
        }
        if (!ebs.find(BlockDeviceForm.DELETE_ON_TERMINATION).orElse(true)) {
            throw cannot(device, "outlive its instance");
        }
        return new RootSnapshotForm(
                device,
                ebs.get(VolumeForm.SNAPSHOT),
                ebs.within(BlockDeviceForm.VOLUME_SIZE, 1, MOST_GIB));
    }

    private static UnsupportedException cannot(String device, String what) {
        return new UnsupportedException(
                ResourceType.IMAGE,
                "BlockDeviceMapping",
                "The root device %s of an image cannot %s in this cloud: it is of the instance store"
                        .formatted(device, what));
    }
}
