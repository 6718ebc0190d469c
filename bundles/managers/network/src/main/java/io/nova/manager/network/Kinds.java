package io.nova.manager.network;

import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.VpcId;
import io.nova.model.network.DhcpOptions;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.InternetGateway;
import io.nova.model.network.Network;
import io.nova.model.network.NetworkAcl;
import io.nova.model.network.NetworkResource;
import io.nova.model.network.RouteTable;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.SecurityGroupRule;
import io.nova.model.network.Subnet;
import io.nova.model.network.Traffic.Peer;
import io.nova.model.network.Vpc;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The kinds of record that networks consist of, and what they are found by. */
final class Kinds {

    static final IndexEntry ALL = new IndexEntry("all", "");

    /** Found by this are addresses that are on an instance. */
    static final IndexEntry ASSOCIATED = new IndexEntry("associated", "");

    static final Kind<Network> NETWORK =
            new Kind<>("network", Network.class, network -> List.of(ALL));
    static final Kind<Vpc> VPC = owned("vpc", Vpc.class);
    static final Kind<Subnet> SUBNET = owned("subnet", Subnet.class);
    static final Kind<RouteTable> ROUTE_TABLE = owned("route-table", RouteTable.class);
    static final Kind<InternetGateway> INTERNET_GATEWAY =
            owned("internet-gateway", InternetGateway.class);
    static final Kind<NetworkAcl> NETWORK_ACL = owned("network-acl", NetworkAcl.class);
    static final Kind<DhcpOptions> DHCP_OPTIONS = owned("dhcp-options", DhcpOptions.class);
    static final Kind<SecurityGroup> SECURITY_GROUP =
            new Kind<>("security-group", SecurityGroup.class, Kinds::entries);
    static final Kind<ElasticAddress> ADDRESS =
            new Kind<>("elastic-address", ElasticAddress.class, Kinds::entries);

    static final Kind<TunnelEnd> TUNNEL_END =
            new Kind<>("tunnel-end", TunnelEnd.class, end -> List.of(ALL));

    private Kinds() {}

    static IndexEntry ofProject(ProjectId project) {
        return IndexEntry.of("project", project);
    }

    /** A group by its name, which is unique in a VPC. */
    static IndexEntry named(VpcId vpc, String name) {
        return new IndexEntry("name", vpc + "/" + Digits.of(name));
    }

    /** A group by one of its rules. */
    static IndexEntry ofRule(String rule) {
        return new IndexEntry("rule", rule);
    }

    private static <T extends NetworkResource> Kind<T> owned(String name, Class<T> type) {
        return new Kind<>(name, type, one -> List.of(ofProject(one.project())));
    }

    static IndexEntry ofInstance(InstanceId instance) {
        return IndexEntry.of("instance", instance);
    }

    private static Collection<IndexEntry> entries(SecurityGroup group) {
        List<IndexEntry> entries = new ArrayList<>();
        entries.add(ofProject(group.project()));
        entries.add(named(group.vpc(), group.name()));
        for (SecurityGroupRule rule : group.rules()) {
            entries.add(ofRule(rule.id().value()));
            Peer peer = rule.traffic().peer();
            if (peer.isGroup()) {
                entries.add(IndexEntry.of("peer", peer));
            }
        }
        return entries;
    }

    private static Collection<IndexEntry> entries(ElasticAddress address) {
        List<IndexEntry> entries = new ArrayList<>();
        entries.add(ofProject(address.project()));
        entries.add(IndexEntry.of("address", address.address()));
        address.association()
                .ifPresent(
                        on -> {
                            entries.add(ASSOCIATED);
                            entries.add(ofInstance(on.instance()));
                            entries.add(IndexEntry.of("association", on.id()));
                        });
        return entries;
    }
}
