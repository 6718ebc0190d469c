package io.nova.model.network;

import io.nova.model.Id;
import io.nova.model.InvalidParameterException;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 address. No record, since its number is kept: addresses are compared by the thousand when
 * hosts are told what to let through.
 */
public final class Ipv4 implements Id, Comparable<Ipv4> {

    private static final int OCTETS = 4;
    private static final int LONGEST = "255.255.255.255".length();
    private static final long NONE = -1;

    private final String value;
    private final int bits;

    /**
     * @throws InvalidParameterException if the text is no dotted quad
     */
    public Ipv4(String value) {
        long number = parse(value);
        if (number == NONE) {
            throw InvalidParameterException.badValue("address", value, "not an IPv4 address");
        }
        this.value = value;
        this.bits = (int) number;
    }

    @Override
    public String value() {
        return value;
    }

    /** Returns the address of this number, its 32 bits unsigned. */
    public static Ipv4 of(long number) {
        return new Ipv4(
                (number >> 24 & 255)
                        + "."
                        + (number >> 16 & 255)
                        + "."
                        + (number >> 8 & 255)
                        + "."
                        + (number & 255));
    }

    /** Returns the 32 bits as a number, unsigned. */
    public long number() {
        return Integer.toUnsignedLong(bits);
    }

    private static long parse(String text) {
        if (text.length() > LONGEST) {
            return NONE;
        }
        long number = 0;
        int octets = 0;
        int at = 0;
        while (octets < OCTETS) {
            int begin = at;
            int octet = 0;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                octet = octet * 10 + text.charAt(at++) - '0';
            }
            boolean leadingZero = at - begin > 1 && text.charAt(begin) == '0';
            if (at == begin || leadingZero || at - begin > 3 || octet > 255) {
                return NONE;
            }
            number = number << 8 | octet;
            octets++;
            if (octets < OCTETS && (at == text.length() || text.charAt(at++) != '.')) {
                return NONE;
            }
        }
        return at == text.length() ? number : NONE;
    }

    @Override
    public int compareTo(Ipv4 other) {
        return Integer.compareUnsigned(bits, other.bits);
    }

    // A number has one text only.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ipv4 address && address.bits == bits;
    }

    @Override
    public int hashCode() {
        return bits;
    }

    @Override
    public String toString() {
        return value;
    }
}
