package io.nova.manager.network;

import io.nova.api.compute.PortService;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.SecurityGroup;
import io.nova.protocol.NetworkProtocol;
import io.nova.protocol.Wake;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Finds the hosts that a change is about, and hints it to their network agents. */
@Component
public final class HostHints implements NetworkWakener {

    private static final Duration WORTH = Duration.ofSeconds(5);

    private final Records<SecurityGroup> groups;
    private final PortService ports;
    private final MessageBus bus;
    private final Clock clock;
    private final IdSource ids;

    @Activate
    public HostHints(
            @Reference StateStore store,
            @Reference PortService ports,
            @Reference MessageBus bus,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.groups = new Records<>(store, Kinds.SECURITY_GROUP);
        this.ports = ports;
        this.bus = bus;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public void groupChanged(SecurityGroupId group) {
        Set<HostId> hosts = new HashSet<>();
        addHosts(hosts, group);
        addPeers(hosts, group);
        changed(hosts);
    }

    @Override
    public void membersChanged(SecurityGroupId group) {
        Set<HostId> hosts = new HashSet<>();
        addPeers(hosts, group);
        changed(hosts);
    }

    private void addPeers(Set<HostId> hosts, SecurityGroupId group) {
        groups.each(IndexEntry.of("peer", group), rec -> addHosts(hosts, rec.value().id()));
    }

    private void addHosts(Set<HostId> hosts, SecurityGroupId group) {
        ports.inGroup(group).forEach(port -> hosts.add(port.host()));
    }

    @Override
    public void changed(Collection<HostId> hosts) {
        for (HostId host : hosts) {
            // A hint that is lost costs its host a few seconds.
            var unused =
                    bus.cast(
                            NetworkProtocol.agent(host),
                            NetworkProtocol.WAKE.message(
                                    new Wake(host), ids.hex(16), "", clock.instant().plus(WORTH)),
                            Durability.HINT);
        }
    }
}
