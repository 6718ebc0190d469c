package io.nova.testkit.network;

import io.nova.model.network.Ipv4;
import io.nova.spi.network.PortLink;
import io.nova.spi.network.PortSpec;

/** A host to test on with guests that talk: to each other, to the host and to the outside. */
public interface FilterLab extends NetworkLab {

    /** Plugs a guest into a port; it answers on TCP 22 and 80, and to echo requests. */
    void plug(PortSpec port, PortLink link) throws Exception;

    /** Lets a guest that is plugged in hang, or go on. */
    void hang(PortSpec port, boolean on) throws Exception;

    /** Returns the address of a machine outside that has a way to the host. */
    Ipv4 outside() throws Exception;

    /** Returns a public address that nobody has; there are two, 0 and 1. */
    Ipv4 free(int which);

    /**
     * Tries to open a connection.
     *
     * @param from a guest's address, the one outside, or a gateway's: the host itself
     * @param protocol 6, or 1 for an echo request
     */
    boolean reaches(Ipv4 from, Ipv4 to, int protocol, int port) throws Exception;

    /** Opens a TCP connection that stays open. */
    Line open(Ipv4 from, Ipv4 to, int port) throws Exception;

    /** A connection. */
    interface Line {
        /** Tells whether what is sent still comes back. */
        boolean works() throws Exception;
    }
}
