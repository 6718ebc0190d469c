package io.nova.model.volume;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** EC2's types of volume: what an owner asked for and reads back. */
public enum VolumeType {
    STANDARD,
    GP2,
    GP3,
    IO1,
    IO2,
    ST1,
    SC1;

    /** Returns EC2's word, for example {@code gp2}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the type of the word; empty if there is none. */
    public static Optional<VolumeType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }

    /** Tells whether an owner may say how many operations a second it should have. */
    public boolean takesIops() {
        return this == GP3 || this == IO1 || this == IO2;
    }
}
