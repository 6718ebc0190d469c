package io.nova.model.network;

import io.nova.model.Id;
import io.nova.model.InvalidParameterException;

/** A range of IPv4 addresses, for example {@code 10.0.0.0/16}; its host bits are zero. */
public record Cidr(String value) implements Id {

    /**
     * @throws InvalidParameterException if the text is no range, or host bits are set
     */
    public Cidr {
        int slash = value.indexOf('/');
        String length = value.substring(slash + 1);
        if (slash < 0 || !length.matches("[12]?[0-9]|3[0-2]")) {
            throw InvalidParameterException.badValue("CIDR", value, "not an IPv4 range");
        }
        long base = new Ipv4(value.substring(0, slash)).number();
        if ((base & ((1L << (32 - Integer.parseInt(length))) - 1)) != 0) {
            throw InvalidParameterException.badValue("CIDR", value, "host bits are set");
        }
    }

    /** Returns the first address of the range, which names the network. */
    public Ipv4 network() {
        return new Ipv4(value.substring(0, value.indexOf('/')));
    }

    /** Returns how many leading bits the addresses share. */
    public int prefixLength() {
        return Integer.parseInt(value.substring(value.indexOf('/') + 1));
    }

    /** Returns how many addresses the range has. */
    public long size() {
        return 1L << (32 - prefixLength());
    }

    /** Returns the last address of the range. */
    public Ipv4 broadcast() {
        return Ipv4.of(network().number() + size() - 1);
    }

    /** Returns the mask as an address, for example {@code 255.255.0.0}. */
    public Ipv4 netmask() {
        return Ipv4.of(0xFFFFFFFFL ^ (size() - 1));
    }

    /** Tells whether the address lies in the range. */
    public boolean contains(Ipv4 address) {
        long offset = address.number() - network().number();
        return offset >= 0 && offset < size();
    }

    @Override
    public String toString() {
        return value;
    }
}
