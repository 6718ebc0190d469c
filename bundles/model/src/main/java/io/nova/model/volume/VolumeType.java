package io.nova.model.volume;

import io.nova.model.TextForm;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an owner asked for and reads back: one of EC2's types of volume, or by its name a technology
 * that this cloud may have, for example {@code aoe}.
 *
 * @param value of EC2's types in capitals, as records have it; of a technology its name
 */
public record VolumeType(String value) implements TextForm {

    private static final Pattern TECHNOLOGY = Pattern.compile("[a-z][a-z0-9-]{0,30}");
    private static final List<String> NAMES =
            List.of("STANDARD", "GP2", "GP3", "IO1", "IO2", "ST1", "SC1");

    public static final VolumeType STANDARD = new VolumeType("STANDARD");
    public static final VolumeType GP2 = new VolumeType("GP2");
    public static final VolumeType GP3 = new VolumeType("GP3");
    public static final VolumeType IO1 = new VolumeType("IO1");
    public static final VolumeType IO2 = new VolumeType("IO2");
    public static final VolumeType ST1 = new VolumeType("ST1");
    public static final VolumeType SC1 = new VolumeType("SC1");

    /** EC2's types. */
    public static final List<VolumeType> EC2 = NAMES.stream().map(VolumeType::new).toList();

    /**
     * @throws IllegalArgumentException if the text is neither a type of EC2's nor the name of a
     *     technology
     */
    public VolumeType {
        if (!NAMES.contains(value) && !isTechnology(value)) {
            throw new IllegalArgumentException("'" + value + "' is no type of volume");
        }
    }

    private static boolean isTechnology(String word) {
        return TECHNOLOGY.matcher(word).matches() && !NAMES.contains(word.toUpperCase(Locale.ROOT));
    }

    /** Returns the word as EC2 and owners write it, for example {@code gp2}. */
    public String word() {
        return value.toLowerCase(Locale.ROOT);
    }

    /** Returns the type of the word; empty if there can be none. */
    public static Optional<VolumeType> of(String word) {
        Optional<VolumeType> known =
                EC2.stream().filter(type -> type.word().equals(word)).findFirst();
        return known.isEmpty() && isTechnology(word) ? Optional.of(new VolumeType(word)) : known;
    }

    /** Returns the technology that it names; empty of one of EC2's. */
    public Optional<String> technology() {
        return NAMES.contains(value) ? Optional.empty() : Optional.of(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
