package io.nova.driver.network.linux;

import io.nova.model.Id;
import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.MacAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What things are called on the host. Names follow from ids alone, so that any driver object, at
 * any time, finds what another made; 15 characters is all that the kernel takes.
 */
final class Names {

    /** All bridges of ours begin so. */
    static final String BRIDGE = "nvb";

    /** All guests' devices begin so; never {@code vnet}, which libvirt takes for its own. */
    static final String DEVICE = "nvt";

    /** All devices of ours that lead to other hosts begin so. */
    static final String TUNNEL = "nvx";

    private static final int DIGITS = 12;
    private static final int MARK_DIGITS = 7;

    private Names() {}

    static String bridge(NetworkId network) {
        return BRIDGE + digits(network, DIGITS);
    }

    static String tunnel(NetworkId network) {
        return TUNNEL + digits(network, DIGITS);
    }

    static String device(InterfaceId port) {
        return DEVICE + digits(port, DIGITS);
    }

    /** The chain with what a port may send. */
    static String egress(InterfaceId port) {
        return "egress_" + digits(port, DIGITS);
    }

    /** The chain with what a port may get. */
    static String ingress(InterfaceId port) {
        return "ingress_" + digits(port, DIGITS);
    }

    /** The mark of a packet that a port carries for another; none of it is 0. */
    static String sentMark(InterfaceId port) {
        return "0x1" + digits(port, MARK_DIGITS);
    }

    /** The mark of a packet that a port is to carry for another. */
    static String gotMark(InterfaceId port) {
        return "0x2" + digits(port, MARK_DIGITS);
    }

    /** The set of a group's members. */
    static String group(SecurityGroupId group) {
        return "group_" + digits(group, DIGITS);
    }

    /** The bridge's own, lest it takes its ports' lowest; 06 clashes with no guest's 02. */
    static MacAddress bridgeMac(NetworkId network) {
        String hex = digits(network, 8);
        return new MacAddress(
                "06:16:%s:%s:%s:%s"
                        .formatted(
                                hex.substring(0, 2),
                                hex.substring(2, 4),
                                hex.substring(4, 6),
                                hex.substring(6)));
    }

    /** Returns digits that tell a text from any other. */
    static String digest(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String digits(Id id, int count) {
        return digest(id.value()).substring(0, count);
    }
}
