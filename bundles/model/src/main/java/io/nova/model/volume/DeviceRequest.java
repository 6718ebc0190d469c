package io.nova.model.volume;

import io.nova.model.InvalidParameterException;
import io.nova.model.ProjectId;
import io.nova.model.SnapshotId;
import io.nova.model.volume.VolumeRules.Speed;
import java.util.Optional;

/**
 * What a request says of one device that its instances, or its image, may have already. Of a volume
 * that is not new it changes what it names alone.
 *
 * @param name of the device, for example {@code /dev/sdf}
 * @param kind what is there, or is to be
 * @param snapshot whose bytes a volume begins with
 * @param deleteOnTermination whether it goes with the instance
 */
public record DeviceRequest(
        String name,
        Kind kind,
        Optional<String> virtualName,
        Optional<SnapshotId> snapshot,
        Optional<Integer> gib,
        Optional<VolumeType> type,
        Optional<Integer> iops,
        Optional<Integer> throughput,
        Optional<Boolean> deleteOnTermination) {

    /** EC2's three kinds of mapping. */
    public enum Kind {
        VOLUME,
        /** A disk of the instance's type. */
        VIRTUAL,
        NONE
    }

    /** Returns that there is to be no such device. */
    public static DeviceRequest none(String name) {
        return without(name, Kind.NONE, Optional.empty());
    }

    /** Returns that the device is to be a disk of the instance's type. */
    public static DeviceRequest virtual(String name, String virtualName) {
        return without(name, Kind.VIRTUAL, Optional.of(virtualName));
    }

    private static DeviceRequest without(String name, Kind kind, Optional<String> virtualName) {
        return new DeviceRequest(
                name,
                kind,
                virtualName,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns a request for a volume that the project knows whole. */
    public static DeviceRequest volume(BlockDevice one) {
        return new DeviceRequest(
                one.name(),
                Kind.VOLUME,
                Optional.empty(),
                one.snapshot(),
                one.gib(),
                Optional.of(one.type()),
                one.iops(),
                one.throughput(),
                Optional.of(one.deleteOnTermination()));
    }

    /** Tells whether it is of a volume, and says no more than whether that goes. */
    public boolean saysOnlyWhetherItGoes() {
        return kind == Kind.VOLUME
                && snapshot.isEmpty()
                && gib.isEmpty()
                && type.isEmpty()
                && iops.isEmpty()
                && throughput.isEmpty();
    }

    /**
     * Returns the volume that is asked for.
     *
     * @throws InvalidParameterException if EC2 has no such volume
     */
    public BlockDevice volume() {
        return volume(Optional.empty());
    }

    /**
     * Returns the volume that becomes of another.
     *
     * @throws InvalidParameterException if EC2 has no such volume
     */
    public BlockDevice changed(BlockDevice base) {
        return volume(Optional.of(base));
    }

    private BlockDevice volume(Optional<BlockDevice> base) {
        VolumeType as = type.or(() -> base.map(BlockDevice::type)).orElse(VolumeType.GP2);
        // What was chosen for another type, or another snapshot, was not chosen for this one.
        Optional<BlockDevice> sameType = base.filter(one -> one.type().equals(as));
        Optional<BlockDevice> sameBytes =
                base.filter(one -> snapshot.isEmpty() || snapshot.equals(one.snapshot()));
        Optional<SnapshotId> of = snapshot.or(() -> sameBytes.flatMap(BlockDevice::snapshot));
        Optional<Integer> size = gib.or(() -> sameBytes.flatMap(BlockDevice::gib));
        if (of.isEmpty() && size.isEmpty()) {
            throw InvalidParameterException.missing(parameter("VolumeSize"));
        }
        VolumeRules rules = VolumeRules.of(as, DeviceRequest::parameter);
        rules.size("VolumeSize", size);
        Speed speed =
                rules.speed(
                        size,
                        iops.or(() -> sameType.flatMap(BlockDevice::iops)),
                        throughput.or(() -> sameType.flatMap(BlockDevice::throughput)));
        Optional<ProjectId> lender = sameBytes.flatMap(BlockDevice::lender);
        return new BlockDevice(
                name,
                of,
                size,
                as,
                speed.iops(),
                speed.throughput(),
                deleteOnTermination
                        .or(() -> base.map(BlockDevice::deleteOnTermination))
                        .orElse(true),
                lender);
    }

    private static String parameter(String word) {
        return "BlockDeviceMapping.N.Ebs." + word;
    }
}
