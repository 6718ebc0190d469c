package io.nova.model.volume;

import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What EC2 lets a volume of each type be. Pure. */
public final class VolumeRules {

    private static final int GP3_IOPS = 3000;
    private static final int GP3_THROUGHPUT = 125;
    private static final int MOST_THROUGHPUT = 2000;

    /** So many operations a second a gp3 volume must have for each MiB a second. */
    private static final int IOPS_PER_MIB = 4;

    private static final String IOPS = "Iops";
    private static final String THROUGHPUT = "Throughput";

    private final VolumeType type;
    private final Bounds bounds;
    private final UnaryOperator<String> named;

    private VolumeRules(VolumeType type, UnaryOperator<String> named) {
        this.type = type;
        this.bounds = Bounds.of(type);
        this.named = named;
    }

    /**
     * @param named how the request calls a parameter, by the last word of its name
     */
    public static VolumeRules of(VolumeType type, UnaryOperator<String> named) {
        return new VolumeRules(type, named);
    }

    /** How fast a volume is to be, as far as its owner chooses. */
    public record Speed(Optional<Integer> iops, Optional<Integer> throughput) {}

    /**
     * What EC2 lets a type be.
     *
     * @param iops the most operations a second; 0 if they cannot be chosen
     * @param iopsPerGib the most of them for each GiB
     */
    private record Bounds(int leastGib, int mostGib, int leastIops, int iops, int iopsPerGib) {

        static Bounds of(VolumeType type) {
            return switch (type.value()) {
                case "STANDARD" -> new Bounds(1, 1024, 0, 0, 0);
                case "GP2" -> new Bounds(1, 16_384, 0, 0, 0);
                case "GP3" -> new Bounds(1, 65_536, GP3_IOPS, 80_000, 500);
                case "IO1" -> new Bounds(4, 16_384, 100, 64_000, 50);
                case "IO2" -> new Bounds(4, 65_536, 100, 256_000, 1000);
                case "ST1", "SC1" -> new Bounds(125, 16_384, 0, 0, 0);
                // A technology by its name: as large as EC2 lets any be.
                default -> new Bounds(1, 65_536, 0, 0, 0);
            };
        }
    }

    /**
     * @param name as {@link #of} takes it
     * @throws InvalidParameterException if no volume of the type has that size
     */
    public void size(String name, Optional<Integer> gib) {
        within(name, gib, bounds.leastGib(), bounds.mostGib());
    }

    /**
     * Returns how fast the volume is when so much is asked for: a gp3 volume has EC2's defaults.
     *
     * @throws InvalidParameterException if no volume of the type and size is so fast
     */
    public Speed speed(
            Optional<Integer> gib, Optional<Integer> iops, Optional<Integer> throughput) {
        Optional<Integer> operations = iops(gib, iops);
        return new Speed(operations, throughput(throughput, operations));
    }

    private Optional<Integer> iops(Optional<Integer> gib, Optional<Integer> asked) {
        if (bounds.iops() == 0) {
            refuse(IOPS, asked);
            return Optional.empty();
        }
        within(IOPS, asked, bounds.leastIops(), bounds.iops());
        if (asked.isEmpty() && !type.equals(VolumeType.GP3)) {
            throw InvalidParameterException.missing(named.apply(IOPS));
        }
        int iops = asked.orElse(GP3_IOPS);
        // A gp3 volume has its first ones whatever its size is.
        boolean tooMany =
                gib.isPresent()
                        && iops > (long) gib.get() * bounds.iopsPerGib()
                        && (!type.equals(VolumeType.GP3) || iops > GP3_IOPS);
        if (tooMany) {
            throw combination(
                    IOPS,
                    "The ratio of Iops to volume size is too high; the maximum is %d for each GiB"
                            .formatted(bounds.iopsPerGib()));
        }
        return Optional.of(iops);
    }

    private Optional<Integer> throughput(Optional<Integer> asked, Optional<Integer> iops) {
        if (!type.equals(VolumeType.GP3)) {
            refuse(THROUGHPUT, asked);
            return Optional.empty();
        }
        within(THROUGHPUT, asked, GP3_THROUGHPUT, MOST_THROUGHPUT);
        int mib = asked.orElse(GP3_THROUGHPUT);
        if (mib * IOPS_PER_MIB > iops.orElse(GP3_IOPS)) {
            throw combination(
                    THROUGHPUT,
                    "The ratio of Throughput to Iops is too high; the maximum is 0.25 MiB/s for"
                            + " each operation a second");
        }
        return Optional.of(mib);
    }

    private void within(String name, Optional<Integer> number, int least, int most) {
        if (number.isPresent() && (number.get() < least || number.get() > most)) {
            throw InvalidParameterException.badValue(
                    named.apply(name),
                    number.get().toString(),
                    "it must be a number from %d to %d".formatted(least, most));
        }
    }

    private void refuse(String name, Optional<Integer> given) {
        if (given.isPresent()) {
            throw combination(
                    name,
                    "The parameter %s is not supported for %s volumes"
                            .formatted(name, type.word()));
        }
    }

    private static InvalidParameterException combination(String name, String message) {
        return new InvalidParameterException(Problem.BAD_COMBINATION, name, message);
    }
}
