package io.nova.spi.network;

import io.nova.model.network.Ipv4;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** Ability: answers for public addresses on behalf of guests. */
@ConsumerType
public interface AddressMapping {

    /**
     * Replaces the host's map from public to private addresses at once; connections over an address
     * that moved end.
     */
    void map(Map<Ipv4, Ipv4> addresses) throws InterruptedException;

    /** Returns the map that is in force. */
    Map<Ipv4, Ipv4> mapped() throws InterruptedException;
}
