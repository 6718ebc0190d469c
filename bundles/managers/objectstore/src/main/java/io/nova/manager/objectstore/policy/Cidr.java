package io.nova.manager.objectstore.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A range of addresses, of either version.
 *
 * @param bits how many leading bits all of them share
 */
record Cidr(InetAddress address, int bits) {

    /**
     * @throws IllegalArgumentException if the text is neither an address nor a range
     */
    static Cidr of(String text) {
        int slash = text.indexOf('/');
        InetAddress address =
                address(slash < 0 ? text : text.substring(0, slash))
                        .orElseThrow(() -> new IllegalArgumentException("Invalid IP: " + text));
        int most = address.getAddress().length * 8;
        String bits = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
        if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > most) {
            throw new IllegalArgumentException("Invalid IP: " + text);
        }
        return new Cidr(address, Integer.parseInt(bits));
    }

    /** Reads an address; never asks a name service. */
    private static Optional<InetAddress> address(String text) {
        String plain = text.replaceFirst("%.*", "");
        boolean six = plain.matches("[0-9a-fA-F.:]*:[0-9a-fA-F.:]*");
        if (!six && !plain.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(plain));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Tells whether the text is an address of the range. */
    boolean contains(String text) {
        return address(text).filter(this::contains).isPresent();
    }

    private boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
