package io.nova.driver.volume.iscsi;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where targets are found.
 *
 * @param address in digits; never a name, which somebody would have to be asked for
 */
record Portal(InetAddress address, int port) {

    private static final Pattern DIGITS = Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:.]{2,45}");
    private static final Pattern TEXT = Pattern.compile("\\[?([0-9a-fA-F.:]+?)]?:([0-9]{1,5})");

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none, or one for all of the host's
     */
    static InetAddress address(String digits) {
        if (!DIGITS.matcher(digits).matches()) {
            throw new IllegalArgumentException("'%s' is no address in digits".formatted(digits));
        }
        try {
            InetAddress address = InetAddress.getByName(digits);
            if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
                throw new IllegalArgumentException(
                        "'%s' is not the address of one host".formatted(digits));
            }
            return address;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'%s' is no address".formatted(digits), e);
        }
    }

    /** Reads what {@link #toString} wrote. */
    static Portal parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'%s' is no portal".formatted(text));
        }
        return new Portal(address(parts.group(1)), Integer.parseInt(parts.group(2)));
    }

    InetSocketAddress socket() {
        return new InetSocketAddress(address, port);
    }

    /** As URLs and tgtd have it: {@code 127.0.0.1:3261} or {@code [::1]:3261}. */
    @Override
    public String toString() {
        String digits = address.getHostAddress();
        return (digits.contains(":") ? "[" + digits + "]" : digits) + ":" + port;
    }
}
