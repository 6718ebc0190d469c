package io.nova.frontend.ec2.action.volume;

import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Structure;
import io.nova.frontend.ec2.query.Structures;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.model.InvalidParameterException;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.UnsupportedException;
import java.util.List;
import java.util.Optional;

/**
 * The block device mapping of an image that is registered: of the root device, and of nothing else.
 *
 * @param gib empty: the snapshot's size
 */
public record RootSnapshotForm(String device, SnapshotId snapshot, Optional<Integer> gib) {

    private static final Value<String> DEVICE_NAME =
            Value.of("DeviceName", DeviceName.ANY).asNeeded();
    private static final Value<SnapshotId> SNAPSHOT_ID =
            Value.of("SnapshotId", SnapshotId::new).asNeeded();
    private static final Value<Integer> VOLUME_SIZE =
            Value.of("VolumeSize", Type.integer(1, 16_384));
    private static final Structure EBS = Structure.of("Ebs", SNAPSHOT_ID, VOLUME_SIZE);

    /** What the mapping may say. */
    public static final Structures MAPPINGS = Structures.of("BlockDeviceMapping", DEVICE_NAME, EBS);

    /** Returns what EC2 lets it say and this cloud does not have. */
    public static String[] refused() {
        return new String[] {
            "BlockDeviceMapping.N.NoDevice",
            "BlockDeviceMapping.N.VirtualName",
            "BlockDeviceMapping.N.Ebs.AvailabilityZone",
            "BlockDeviceMapping.N.Ebs.AvailabilityZoneId",
            "BlockDeviceMapping.N.Ebs.EbsCardIndex",
            "BlockDeviceMapping.N.Ebs.Iops",
            "BlockDeviceMapping.N.Ebs.KmsKeyId",
            "BlockDeviceMapping.N.Ebs.OutpostArn",
            "BlockDeviceMapping.N.Ebs.Throughput",
            "BlockDeviceMapping.N.Ebs.VolumeInitializationRate",
            "BlockDeviceMapping.N.Ebs.VolumeType"
        };
    }

    /** Tells whether a request is for an image of a snapshot. */
    public static boolean isIn(Arguments call) {
        return !call.structures(MAPPINGS).isEmpty();
    }

    /**
     * @param rootDeviceName what the image calls its root device; empty: as the mapping does
     * @throws InvalidParameterException if it is none
     * @throws UnsupportedException if it has other devices than the root's
     */
    public static RootSnapshotForm of(Arguments call, Optional<String> rootDeviceName) {
        List<Arguments> mappings = call.structures(MAPPINGS);
        Arguments mapping = mappings.get(0);
        String device = mapping.get(DEVICE_NAME);
        String root = rootDeviceName.orElse(device);
        if (mappings.size() > 1 || !device.equals(root)) {
            throw new UnsupportedException(
                    ResourceType.IMAGE,
                    "BlockDeviceMapping",
                    "An image has its root device alone: give one BlockDeviceMapping, with the"
                            + " RootDeviceName as its DeviceName, and the volumes at each launch");
        }
        if (!DeviceName.isRoot(device)) {
            throw InvalidParameterException.badValue(
                    "RootDeviceName",
                    device.length() > 60 ? device.substring(0, 60) + "..." : device,
                    "it is not a root device name such as /dev/sda1, /dev/xvda or /dev/vda");
        }
        Arguments ebs = mapping.structure(EBS);
        return new RootSnapshotForm(device, ebs.get(SNAPSHOT_ID), ebs.find(VOLUME_SIZE));
    }
}
