package io.nova.model.network;

import io.nova.model.Id;
import io.nova.model.InvalidParameterException;
import java.util.regex.Pattern;

/**
 * A range of IPv6 addresses in its shortest form, for example {@code 2001:db8::/32}.
 *
 * <p>Guests have no IPv6 addresses; rules may still name them, and are shown as they were given.
 */
public record Ipv6Cidr(String value) implements Id {

    private static final int GROUPS = 8;
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

    /**
     * @throws InvalidParameterException if the text is no range
     */
    public Ipv6Cidr {
        int slash = value.indexOf('/');
        if (slash < 0
                || !value.substring(slash + 1).matches("[1-9]?[0-9]|1[01][0-9]|12[0-8]")
                || !isAddress(value.substring(0, slash))) {
            throw InvalidParameterException.badValue("CidrIpv6", value, "not an IPv6 range");
        }
    }

    private static boolean isAddress(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text) == GROUPS;
        }
        int before = groups(text.substring(0, gap));
        int after = groups(text.substring(gap + 2));
        return before >= 0 && after >= 0 && before + after < GROUPS;
    }

    /** Returns how many groups there are; -1 if one of them is none. */
    private static int groups(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] parts = text.split(":", -1);
        for (String part : parts) {
            if (!GROUP.matcher(part).matches()) {
                return -1;
            }
        }
        return parts.length;
    }

    @Override
    public String toString() {
        return value;
    }
}
