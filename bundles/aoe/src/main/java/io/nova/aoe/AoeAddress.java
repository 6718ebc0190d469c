package io.nova.aoe;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a disk is on its Ethernet: the AoE major and minor address.
 *
 * @param shelf from 0 to 65534; 65535 means all shelves
 * @param slot from 0 to 254; 255 means all slots
 */
public record AoeAddress(int shelf, int slot) implements Comparable<AoeAddress> {

    /** Which all disks answer to. */
    public static final AoeAddress ALL = new AoeAddress(0xFFFF, 0xFF);

    private static final Pattern FORM = Pattern.compile("e(\\d{1,5})\\.(\\d{1,3})");

    public AoeAddress {
        if (shelf < 0 || shelf > 0xFFFF || slot < 0 || slot > 0xFF) {
            throw new IllegalArgumentException("no AoE address: e" + shelf + "." + slot);
        }
    }

    /**
     * Reads the usual form, {@code e12.3}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static AoeAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no AoE address: " + text);
        }
        return new AoeAddress(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Whether it is that of one disk. */
    public boolean isOne() {
        return shelf != ALL.shelf && slot != ALL.slot;
    }

    @Override
    public int compareTo(AoeAddress other) {
        return shelf != other.shelf
                ? Integer.compare(shelf, other.shelf)
                : Integer.compare(slot, other.slot);
    }

    @Override
    public String toString() {
        return "e" + shelf + "." + slot;
    }
}
