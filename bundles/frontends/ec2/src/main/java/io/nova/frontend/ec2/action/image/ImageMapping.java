package io.nova.frontend.ec2.action.image;

import io.nova.model.SnapshotId;
import io.nova.model.image.Image;
import io.nova.model.image.ImageDevice;
import io.nova.model.image.ImageSnapshot;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.VolumeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One device of an image as EC2 shows it: the root device only if the image is of a snapshot, since
 * else it is of the instance store.
 *
 * @param ebs empty: a disk of the type, or no device
 */
public record ImageMapping(String device, Optional<Ebs> ebs, Optional<String> virtualName) {

    /** A volume, or a root disk of a snapshot. */
    public record Ebs(
            Optional<SnapshotId> snapshot,
            Optional<Integer> gib,
            boolean deleteOnTermination,
            Optional<VolumeType> type,
            Optional<Integer> iops,
            Optional<Integer> throughput) {}

    /** Returns the devices of the image, the root first. */
    public static List<ImageMapping> of(Image image) {
        List<ImageMapping> all = new ArrayList<>();
        image.sourceSnapshot().ifPresent(of -> all.add(root(image.rootDeviceName(), of)));
        for (ImageDevice one : image.devices()) {
            all.add(
                    new ImageMapping(
                            one.name(), one.volume().map(ImageMapping::ebs), one.virtualName()));
        }
        return all;
    }

    private static ImageMapping root(String device, ImageSnapshot of) {
        Ebs ebs =
                new Ebs(
                        Optional.of(of.id()),
                        Optional.of(of.gib()),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return new ImageMapping(device, Optional.of(ebs), Optional.empty());
    }

    private static Ebs ebs(BlockDevice volume) {
        return new Ebs(
                volume.snapshot(),
                volume.gib(),
                volume.deleteOnTermination(),
                Optional.of(volume.type()),
                volume.iops(),
                volume.throughput());
    }
}
