package io.nova.spi.network;

import io.nova.model.InterfaceId;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Ability: lets guests carry others' traffic, as routers, NAT and tunnels do.
 *
 * <p>Such a guest may send with addresses that are not its own, and gets what is sent to it for
 * them, if they lie outside of all networks of the host: never another guest's, a gateway's or a
 * link-local one, so that nobody's rules can be deceived. The rules of its own port hold for what
 * it carries as for the rest.
 *
 * <p>The set belongs to the host as networks and ports do, and may name ports that are not
 * connected yet. The network agent is the only caller, never twice at once.
 */
@ConsumerType
public interface GuestRouting {

    /** Replaces the ports whose guests may carry others' traffic. */
    void route(Set<InterfaceId> ports) throws InterruptedException;

    /** Returns those ports. */
    Set<InterfaceId> routing() throws InterruptedException;
}
