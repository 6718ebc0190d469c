package io.nova.frontend.ec2.action.volume;

import io.nova.frontend.ec2.query.Query;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
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

    private static final String LIST = "BlockDeviceMapping";
    private static final int MOST_GIB = 16_384;

    /** Returns what the mapping may say. */
    public static String[] taken() {
        return new String[] {
            "BlockDeviceMapping.N.DeviceName",
            "BlockDeviceMapping.N.Ebs.SnapshotId",
            "BlockDeviceMapping.N.Ebs.VolumeSize"
        };
    }

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
    public static boolean isIn(Query query) {
        return !query.structures(LIST).isEmpty();
    }

    /**
     * @throws InvalidParameterException if it is none
     * @throws UnsupportedException if it has other devices than the root's
     */
    public static RootSnapshotForm of(Query query) {
        if (query.has("ImageLocation")) {
            throw new InvalidParameterException(
                    Problem.BAD_COMBINATION,
                    LIST,
                    "The parameters ImageLocation and BlockDeviceMapping cannot be used together");
        }
        List<Query> mappings = query.structures(LIST);
        Query mapping = mappings.get(0);
        String device = mapping.required("DeviceName");
        String root = query.text("RootDeviceName").orElse(device);
        if (mappings.size() > 1 || !device.equals(root)) {
            throw new UnsupportedException(
                    ResourceType.IMAGE,
                    LIST,
                    "An image has its root device alone: give one BlockDeviceMapping, with the"
                            + " RootDeviceName as its DeviceName, and the volumes at each launch");
        }
        if (!DeviceName.isRoot(device)) {
            throw InvalidParameterException.badValue(
                    "RootDeviceName",
                    device.length() > 60 ? device.substring(0, 60) + "..." : device,
                    "it is not a root device name such as /dev/sda1, /dev/xvda or /dev/vda");
        }
        Query ebs = mapping.structure("Ebs");
        return new RootSnapshotForm(
                device,
                new SnapshotId(ebs.required("SnapshotId")),
                ebs.integer("VolumeSize", 1, MOST_GIB));
    }
}
