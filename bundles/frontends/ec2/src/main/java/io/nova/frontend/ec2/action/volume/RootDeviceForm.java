package io.nova.frontend.ec2.action.volume;

import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Parameter;
import io.nova.model.InvalidParameterException;
import io.nova.model.ResourceType;
import io.nova.model.UnsupportedException;
import io.nova.model.volume.VolumeType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The mapping of the root device in a launch. The disk is of the instance store: it goes with its
 * instance and has no operations a second to choose, and what says so is taken.
 */
final class RootDeviceForm {

    private static final int MOST_GIB = 16_384;

    /** Types whose owner chooses no more than the size. */
    private static final Set<VolumeType> PLAIN =
            Set.of(VolumeType.GP2, VolumeType.GP3, VolumeType.STANDARD);

    private RootDeviceForm() {}

    /**
     * Returns the size asked for.
     *
     * @throws InvalidParameterException if EC2 has no such mapping
     * @throws UnsupportedException if it asks for what no root disk here has
     */
    static Optional<Integer> gib(Arguments mapping) {
        if (!mapping.has(BlockDeviceForm.EBS)) {
            throw cannot(mapping, "be left out or be another disk");
        }
        Arguments wanted = mapping.structure(BlockDeviceForm.EBS);
        for (Parameter one : List.of(VolumeForm.SNAPSHOT, VolumeForm.IOPS, VolumeForm.THROUGHPUT)) {
            if (wanted.has(one)) {
                throw cannot(mapping, "have " + one.name());
            }
        }
        if (!wanted.find(BlockDeviceForm.DELETE_ON_TERMINATION).orElse(true)) {
            throw cannot(mapping, "outlive its instance");
        }
        VolumeType type = wanted.find(VolumeForm.TYPE).orElse(VolumeType.GP2);
        if (!PLAIN.contains(type)) {
            throw cannot(mapping, "be of type " + type.word());
        }
        return wanted.within(BlockDeviceForm.VOLUME_SIZE, 1, MOST_GIB);
    }

    private static UnsupportedException cannot(Arguments mapping, String what) {
        return new UnsupportedException(
                ResourceType.INSTANCE,
                "BlockDeviceMapping",
                "The root device %s cannot %s in this cloud: it is of the instance store"
                        .formatted(mapping.get(BlockDeviceForm.DEVICE_NAME), what));
    }
}
