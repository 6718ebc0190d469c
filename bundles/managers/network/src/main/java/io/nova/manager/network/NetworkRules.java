package io.nova.manager.network;

import io.nova.api.identity.Quota;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.NetworkAcl;
import io.nova.model.network.NetworkResource;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.Subnet;
import io.nova.model.network.Traffic.Peer;
import io.nova.model.network.Vpc;
import io.nova.spi.state.CounterRule;
import io.nova.spi.state.Holdings;
import io.nova.spi.state.Kind;
import io.nova.spi.state.KindRules;
import io.nova.spi.state.Need;
import io.nova.spi.state.PoolRule;
import io.nova.spi.state.RecordRules;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** What must hold of the records of networks. */
@Component
public final class NetworkRules implements RecordRules {

    @Override
    public List<KindRules<?>> kinds() {
        return List.of(
                KindRules.of(Kinds.NETWORK),
                KindRules.of(Kinds.TUNNEL_END),
                owned(Kinds.VPC).needing(NetworkRules::needs),
                owned(Kinds.SUBNET).needing(NetworkRules::needs),
                owned(Kinds.ROUTE_TABLE).needing(one -> List.of(vpc(one.vpc()))),
                owned(Kinds.INTERNET_GATEWAY).needing(one -> List.of(vpc(one.vpc()))),
                owned(Kinds.NETWORK_ACL).needing(NetworkRules::needs),
                owned(Kinds.DHCP_OPTIONS),
                owned(Kinds.SECURITY_GROUP)
                        .holding(NetworkRules::holds)
                        .needing(NetworkRules::needs),
                owned(Kinds.ADDRESS).holding(NetworkRules::holds).needing(NetworkRules::needs));
    }

    @Override
    public List<CounterRule> counters() {
        String group = Kinds.SECURITY_GROUP.name();
        return List.of(
                CounterRule.sum("project/", Quota.SECURITY_GROUPS.suffix(), group),
                CounterRule.sum(SecurityGroupManager.NAMES, "", group),
                CounterRule.sum("project/", Quota.ADDRESSES.suffix(), Kinds.ADDRESS.name()));
    }

    @Override
    public List<PoolRule> pools() {
        return List.of(new PoolRule(PublicRange.POOLS, Kinds.ADDRESS));
    }

    private static <T extends NetworkResource> KindRules<T> owned(Kind<T> kind) {
        return KindRules.of(kind).ofProject(NetworkResource::project);
    }

    private static Need vpc(Object id) {
        return Need.of(id, Kinds.VPC.name()).inSameProject();
    }

    private static List<Need> needs(Vpc vpc) {
        return List.of(
                Need.of(vpc.network(), Kinds.NETWORK.name()),
                Need.of(vpc.dhcpOptions(), Kinds.DHCP_OPTIONS.name()).inSameProject());
    }

    private static List<Need> needs(Subnet subnet) {
        return List.of(vpc(subnet.vpc()), Need.of(subnet.network(), Kinds.NETWORK.name()));
    }

    private static List<Need> needs(NetworkAcl acl) {
        return List.of(vpc(acl.vpc()), Need.of(acl.subnet(), Kinds.SUBNET.name()).inSameProject());
    }

    private static void holds(SecurityGroup group, Holdings to) {
        if (!group.isDefault()) {
            to.count(Quota.SECURITY_GROUPS.scope(group.project()), 1);
            to.count(SecurityGroupManager.nameScope(group), 1);
        }
    }

    private static List<Need> needs(SecurityGroup group) {
        List<Need> needs = new ArrayList<>();
        needs.add(vpc(group.vpc()));
        group.rules().stream()
                .map(rule -> rule.traffic().peer())
                .filter(Peer::isGroup)
                .distinct()
                .forEach(peer -> needs.add(Need.of(peer, Kinds.SECURITY_GROUP.name())));
        return needs;
    }

    private static void holds(ElasticAddress address, Holdings to) {
        to.count(Quota.ADDRESSES.scope(address.project()), 1);
        to.item(PublicRange.pool(address.range()), address.address().number());
    }

    /** An address stays on an instance that ended, and counts as free. */
    private static List<Need> needs(ElasticAddress address) {
        return address.association()
                .map(on -> List.of(Need.of(on.instance(), "instance").mayBeGone().inSameProject()))
                .orElse(List.of());
    }
}
