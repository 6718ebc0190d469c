package io.nova.api.host;

import io.nova.model.HostId;
import io.nova.model.HostRole;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What kind of host a machine is to become.
 *
 * @param host its name in the cloud
 * @param roles that it begins with; none of those that need the store
 * @param valid how long the token is good for
 * @param replace whether the machine takes the name of a host that there is, which is locked out
 * @param brokers where the machine reaches the bus, each host or host:port; empty: as this
 *     controller does
 */
public record HostInvitation(
        HostId host, Set<HostRole> roles, Duration valid, boolean replace, List<String> brokers) {

    public HostInvitation {
        roles = Set.copyOf(roles);
        brokers = List.copyOf(brokers);
    }
}
