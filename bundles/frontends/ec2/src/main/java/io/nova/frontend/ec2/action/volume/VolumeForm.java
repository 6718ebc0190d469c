package io.nova.frontend.ec2.action.volume;

import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Parameter;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.SnapshotId;
import io.nova.model.volume.VolumeType;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a request says of a new volume.
 *
 * @param gib empty: the snapshot's size
 */
record VolumeForm(
        Optional<Integer> gib,
        Optional<SnapshotId> snapshot,
        VolumeType type,
        Optional<Integer> iops,
        Optional<Integer> throughput) {

    private static final int GP3_IOPS = 3000;
    private static final int GP3_THROUGHPUT = 125;
    private static final int MOST_THROUGHPUT = 2000;

    /** So many operations a second a gp3 volume must have for each MiB a second. */
    private static final int IOPS_PER_MIB = 4;

    // The widest bounds of any type: each type has its own within them.
    static final Value<VolumeType> TYPE = Value.of("VolumeType", Type.oneOf(types()));
    static final Value<SnapshotId> SNAPSHOT = Value.of("SnapshotId", SnapshotId::new);
    static final Value<Integer> IOPS = Value.of("Iops", Type.integer(1, 256_000));
    static final Value<Integer> THROUGHPUT =
            Value.of("Throughput", Type.integer(1, MOST_THROUGHPUT));

    /** The size in GiB, which requests call otherwise each: the largest of any type. */
    static Value<Integer> size(String name) {
        return Value.of(name, Type.integer(1, 65_536));
    }

    /**
     * What EC2 lets a type be.
     *
     * @param iops the most operations a second; 0 if they cannot be chosen
     * @param iopsPerGib the most of them for each GiB
     */
    private record Bounds(int leastGib, int mostGib, int leastIops, int iops, int iopsPerGib) {

        static Bounds of(VolumeType type) {
            return switch (type) {
                case STANDARD -> new Bounds(1, 1024, 0, 0, 0);
                case GP2 -> new Bounds(1, 16_384, 0, 0, 0);
                case GP3 -> new Bounds(1, 65_536, GP3_IOPS, 80_000, 500);
                case IO1 -> new Bounds(4, 16_384, 100, 64_000, 50);
                case IO2 -> new Bounds(4, 65_536, 100, 256_000, 1000);
                case ST1, SC1 -> new Bounds(125, 16_384, 0, 0, 0);
            };
        }
    }

    /**
     * @param size as the request calls it
     * @throws InvalidParameterException if EC2 has no such volume
     */
    static VolumeForm of(Arguments call, Value<Integer> size) {
        VolumeType type = call.find(TYPE).orElse(VolumeType.GP2);
        Bounds bounds = Bounds.of(type);
        Optional<SnapshotId> snapshot = call.find(SNAPSHOT);
        Optional<Integer> gib = call.within(size, bounds.leastGib(), bounds.mostGib());
        if (gib.isEmpty() && snapshot.isEmpty()) {
            throw call.missing(size);
        }
        Optional<Integer> iops = iops(call, type, bounds, gib);
        return new VolumeForm(gib, snapshot, type, iops, throughput(call, type, iops));
    }

    private static Map<String, VolumeType> types() {
        return Stream.of(VolumeType.values())
                .collect(Collectors.toMap(VolumeType::word, type -> type));
    }

    private static Optional<Integer> iops(
            Arguments call, VolumeType type, Bounds bounds, Optional<Integer> gib) {
        if (bounds.iops() == 0) {
            refuse(call, IOPS, type);
            return Optional.empty();
        }
        Optional<Integer> asked = call.within(IOPS, bounds.leastIops(), bounds.iops());
        if (asked.isEmpty() && type != VolumeType.GP3) {
            throw call.missing(IOPS);
        }
        int iops = asked.orElse(GP3_IOPS);
        // A gp3 volume has its first ones whatever its size is.
        boolean tooMany =
                gib.isPresent()
                        && iops > (long) gib.get() * bounds.iopsPerGib()
                        && (type != VolumeType.GP3 || iops > GP3_IOPS);
        if (tooMany) {
            throw combination(
                    "Iops",
                    "The ratio of Iops to volume size is too high; the maximum is %d for each GiB"
                            .formatted(bounds.iopsPerGib()));
        }
        return Optional.of(iops);
    }

    private static Optional<Integer> throughput(
            Arguments call, VolumeType type, Optional<Integer> iops) {
        if (type != VolumeType.GP3) {
            refuse(call, THROUGHPUT, type);
            return Optional.empty();
        }
        int asked = call.within(THROUGHPUT, GP3_THROUGHPUT, MOST_THROUGHPUT).orElse(GP3_THROUGHPUT);
        if (asked * IOPS_PER_MIB > iops.orElse(GP3_IOPS)) {
            throw combination(
                    "Throughput",
                    "The ratio of Throughput to Iops is too high; the maximum is 0.25 MiB/s for"
                            + " each operation a second");
        }
        return Optional.of(asked);
    }

    private static void refuse(Arguments call, Parameter given, VolumeType type) {
        if (call.has(given)) {
            throw combination(
                    given.name(),
                    "The parameter %s is not supported for %s volumes"
                            .formatted(given.name(), type.word()));
        }
    }

    private static InvalidParameterException combination(String name, String message) {
        return new InvalidParameterException(Problem.BAD_COMBINATION, name, message);
    }
}
