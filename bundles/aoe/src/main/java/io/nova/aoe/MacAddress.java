package io.nova.aoe;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An Ethernet address.
 *
 * @param bits its 48 bits, the first byte on the wire highest
 */
public record MacAddress(long bits) {

    /** Which every station hears. */
    public static final MacAddress BROADCAST = new MacAddress(0xFFFF_FFFF_FFFFL);

    private static final Pattern FORM = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");

    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException("more than 48 bits: " + bits);
        }
    }

    /**
     * Reads the usual form, {@code 02:00:00:00:00:0a}, in either case.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static MacAddress parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!FORM.matcher(lower).matches()) {
            throw new IllegalArgumentException("no Ethernet address: " + text);
        }
        return new MacAddress(HexFormat.fromHexDigitsToLong(lower.replace(":", "")));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int shift = 40; shift >= 0; shift -= 8) {
            text.append("%02x".formatted((bits >>> shift) & 0xFF)).append(shift == 0 ? "" : ":");
        }
        return text.toString();
    }
}
