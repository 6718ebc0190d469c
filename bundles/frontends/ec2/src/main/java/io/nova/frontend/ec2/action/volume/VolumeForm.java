package io.nova.frontend.ec2.action.volume;

import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.model.InvalidParameterException;
import io.nova.model.SnapshotId;
import io.nova.model.volume.VolumeRules;
import io.nova.model.volume.VolumeType;
import java.util.Optional;

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

    private static final int MOST_THROUGHPUT = 2000;

    // The widest bounds of any type: each type has its own within them.
    static final Value<VolumeType> TYPE =
            Value.of(
                    "VolumeType",
                    // Which technologies there are, who places the volume knows.
                    Type.meaning(
                            VolumeType::of, "it is one of EC2's types or a technology's name"));
    static final Value<SnapshotId> SNAPSHOT = Value.of("SnapshotId", SnapshotId::new);
    static final Value<Integer> IOPS = Value.of("Iops", Type.integer(1, 256_000));
    static final Value<Integer> THROUGHPUT =
            Value.of("Throughput", Type.integer(1, MOST_THROUGHPUT));

    /** The size in GiB, which requests call otherwise each: the largest of any type. */
    static Value<Integer> size(String name) {
        return Value.of(name, Type.integer(1, 65_536));
    }

    /**
     * @param size as the request calls it
     * @throws InvalidParameterException if EC2 has no such volume
     */
    static VolumeForm of(Arguments call, Value<Integer> size) {
        VolumeType type = call.find(TYPE).orElse(VolumeType.GP2);
        VolumeRules rules = VolumeRules.of(type, call::named);
        Optional<SnapshotId> snapshot = call.find(SNAPSHOT);
        Optional<Integer> gib = call.find(size);
        rules.size(size.name(), gib);
        if (gib.isEmpty() && snapshot.isEmpty()) {
            throw call.missing(size);
        }
        VolumeRules.Speed speed = rules.speed(gib, call.find(IOPS), call.find(THROUGHPUT));
        return new VolumeForm(gib, snapshot, type, speed.iops(), speed.throughput());
    }
}
