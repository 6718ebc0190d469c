package io.nova.model.network;

import io.nova.model.Id;
import io.nova.model.InvalidParameterException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** An Ethernet address in lower case with colons. */
public record MacAddress(String value) implements Id {

    private static final Pattern FORMAT = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
    private static final HexFormat HEX = HexFormat.of();

    public MacAddress {
        if (!FORMAT.matcher(value).matches()) {
            throw InvalidParameterException.badValue("MAC", value, "not an Ethernet address");
        }
    }

    /**
     * Returns the address of a port by its place in its network: unique within the network, and
     * locally administered so that it clashes with no vendor's.
     */
    public static MacAddress of(Ipv4 address) {
        long bits = address.number();
        return new MacAddress(
                "02:16:"
                        + HEX.toHexDigits((byte) (bits >> 24))
                        + ":"
                        + HEX.toHexDigits((byte) (bits >> 16))
                        + ":"
                        + HEX.toHexDigits((byte) (bits >> 8))
                        + ":"
                        + HEX.toHexDigits((byte) bits));
    }

    @Override
    public String toString() {
        return value;
    }
}
