package io.nova.model;

import java.util.random.RandomGenerator;

/** Makes the random part of ids, from a secure generator or, in a simulation, from a seed. */
public final class IdSource {

    private final RandomGenerator random;

    public IdSource(RandomGenerator random) {
        this.random = random;
    }

    /** Returns so many random hexadecimal digits, in lower case. */
    public String hex(int digits) {
        StringBuilder text = new StringBuilder(digits);
        while (text.length() < digits) {
            long bits = random.nextLong();
            for (int i = 0; i < 16 && text.length() < digits; i++, bits >>>= 4) {
                text.append(Character.forDigit((int) (bits & 0xF), 16));
            }
        }
        return text.toString();
    }
}
