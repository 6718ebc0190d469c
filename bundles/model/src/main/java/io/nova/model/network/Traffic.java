package io.nova.model.network;

import io.nova.model.Id;
import io.nova.model.InvalidParameterException;
import io.nova.model.SecurityGroupId;

/**
 * The packets that a rule lets through. Two rules of a group with equal traffic are the same rule.
 *
 * @param egress out of the port; else into it
 * @param protocol an IP protocol number; {@value #ALL} for all
 * @param from the first port, or the ICMP type; {@value #ALL} for all
 * @param to the last port, or the ICMP code; {@value #ALL} for all
 * @param peer the other side
 */
public record Traffic(boolean egress, int protocol, int from, int to, Peer peer) {

    /** Any protocol, port, ICMP type or code. */
    public static final int ALL = -1;

    public static final int ICMP = 1;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int ICMPV6 = 58;

    /** Tells whether the protocol has ports. */
    public boolean hasPorts() {
        return protocol == TCP || protocol == UDP;
    }

    /** Tells whether ranges of this traffic are ICMP types and codes. */
    public boolean isIcmp() {
        return protocol == ICMP || protocol == ICMPV6;
    }

    /**
     * The other side of a connection, as text so that it is one value in records: an IPv4 range, an
     * IPv6 range, or the id of a security group, which stands for the ports in it.
     */
    public record Peer(String value) implements Id {

        /**
         * @throws InvalidParameterException if it is none of these
         */
        public Peer {
            if (value.startsWith("sg-")) {
                new SecurityGroupId(value);
            } else if (!value.contains(":")) {
                new Cidr(value);
            }
        }

        /** Returns the peer that an IPv6 range is. */
        public static Peer of(Ipv6Cidr range) {
            return new Peer(range.value());
        }

        /** Tells whether it is a security group. */
        public boolean isGroup() {
            return value.startsWith("sg-");
        }

        /** Tells whether it is an IPv6 range. */
        public boolean isIpv6() {
            return value.contains(":");
        }

        @Override
        public String toString() {
            return value;
        }
    }
}
