package io.nova.model.network;

import io.nova.model.Id;
import io.nova.model.InvalidParameterException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An IPv4 address. */
public record Ipv4(String value) implements Id, Comparable<Ipv4> {

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern FORMAT =
            Pattern.compile(OCTET + "\\." + OCTET + "\\." + OCTET + "\\." + OCTET);

    /**
     * @throws InvalidParameterException if the text is no dotted quad
     */
    public Ipv4 {
        if (!FORMAT.matcher(value).matches()) {
            throw InvalidParameterException.badValue("address", value, "not an IPv4 address");
        }
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
        Matcher parts = FORMAT.matcher(value);
        long number = 0;
        if (parts.matches()) {
            for (int i = 1; i <= 4; i++) {
                number = number << 8 | Integer.parseInt(parts.group(i));
            }
        }
        return number;
    }

    @Override
    public int compareTo(Ipv4 other) {
        return Long.compare(number(), other.number());
    }

    @Override
    public String toString() {
        return value;
    }
}
