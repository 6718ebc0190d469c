package io.nova.frontend.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * One address, or all of a network in CIDR notation.
 *
 * @param address any address of the network
 * @param prefix how many leading bits it has in common with the others
 */
public record AddressRange(InetAddress address, int prefix) {

    /**
     * Reads an address or a network such as {@code 10.0.0.0/16}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
        int bits = address.getAddress().length * 8;
        try {
            int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            if (prefix >= 0 && prefix <= bits) {
                return new AddressRange(address, prefix);
            }
        } catch (NumberFormatException e) {
            // Told below, with the whole text.
        }
        throw new IllegalArgumentException("'" + text + "' is no network");
    }

    /** Reads an IP address; never asks a name server. */
    static InetAddress address(String text) {
        if (!text.matches("[0-9.]+") && !(text.contains(":") && text.matches("[0-9a-fA-F:.%]+"))) {
            throw new IllegalArgumentException("'" + text + "' is no IP address");
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + text + "' is no IP address", e);
        }
    }

    /** Tells whether an address lies in the range. */
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((mine[bit >> 3] & mask) != (theirs[bit >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }
}
