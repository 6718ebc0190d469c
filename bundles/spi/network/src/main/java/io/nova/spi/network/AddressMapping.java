package io.nova.spi.network;

import io.nova.model.DriverException;
import io.nova.model.network.Ipv4;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Ability: answers for public addresses on behalf of guests.
 *
 * <p>A mapped address leads to its guest from outside, from the host, from other guests and from
 * the guest itself, and the guest's connections to the outside come from it. The guest's rules hold
 * for it: they see the private address of the guest, and the other side's own.
 *
 * <p>The map belongs to the host as networks and ports do: it is there for the next driver object,
 * and {@link NetworkDriver#ensure} repairs it. The network agent is the only caller, never twice at
 * once.
 */
@ConsumerType
public interface AddressMapping {

    /**
     * Replaces the host's map from public to private addresses at once, and tells neighbours of new
     * ones. Connections over an address that moved or went end.
     *
     * @throws DriverException {@code BROKEN} if an address is the host's own, or two lead to one
     *     guest; the old map stays
     */
    void map(Map<Ipv4, Ipv4> addresses) throws InterruptedException;

    /** Returns the map that is in force. */
    Map<Ipv4, Ipv4> mapped() throws InterruptedException;
}
