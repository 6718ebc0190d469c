package io.nova.manager.network;

import io.nova.api.identity.Authorizer;
import io.nova.api.network.VpcService;
import io.nova.model.Id;
import io.nova.model.NetworkAclAssociationId;
import io.nova.model.NetworkId;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SubnetId;
import io.nova.model.VpcId;
import io.nova.model.ZoneName;
import io.nova.model.network.NetworkAcl;
import io.nova.model.network.NetworkResource;
import io.nova.model.network.Subnet;
import io.nova.model.network.Vpc;
import io.nova.spi.state.Kind;
import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps the VPCs of projects. */
@Component
public final class VpcManager implements VpcService {

    private final StateStore store;
    private final Authorizer authorizer;
    private final DefaultVpcs defaults;
    private final List<Part<?>> parts;
    private final Owned<Vpc> vpcs;
    private final Owned<Subnet> subnets;

    /** What a VPC consists of: its records, and the action by which they are seen. */
    private record Part<T extends NetworkResource>(Kind<T> kind, Owned<T> owned, String action) {}

    @Activate
    public VpcManager(
            @Reference StateStore store,
            @Reference Authorizer authorizer,
            @Reference DefaultVpcs defaults) {
        this.store = store;
        this.authorizer = authorizer;
        this.defaults = defaults;
        this.vpcs = new Owned<>(store, Kinds.VPC, ResourceType.VPC);
        this.subnets = new Owned<>(store, Kinds.SUBNET, ResourceType.SUBNET);
        this.parts =
                List.of(
                        new Part<>(Kinds.VPC, vpcs, "ec2:DescribeVpcs"),
                        new Part<>(Kinds.SUBNET, subnets, "ec2:DescribeSubnets"),
                        part(Kinds.ROUTE_TABLE, ResourceType.ROUTE_TABLE, "RouteTables"),
                        part(
                                Kinds.INTERNET_GATEWAY,
                                ResourceType.INTERNET_GATEWAY,
                                "InternetGateways"),
                        part(Kinds.NETWORK_ACL, ResourceType.NETWORK_ACL, "NetworkAcls"),
                        part(Kinds.DHCP_OPTIONS, ResourceType.DHCP_OPTIONS, "DhcpOptions"));
    }

    private <T extends NetworkResource> Part<T> part(
            Kind<T> kind, ResourceType type, String plural) {
        return new Part<>(kind, new Owned<>(store, kind, type), "ec2:Describe" + plural);
    }

    @Override
    public <T extends NetworkResource> Page<T> describe(
            RequestContext context,
            Class<T> type,
            Collection<? extends Id> ids,
            String after,
            int limit) {
        Part<?> part =
                parts.stream()
                        .filter(one -> one.kind().type().equals(type))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no part: " + type));
        authorizer.require(context.caller(), part.action());
        if (type.equals(Subnet.class)) {
            defaults.inEveryZone(context.project());
        } else {
            defaults.of(context.project());
        }
        return part.owned().page(context.project(), ids, after, limit).map(type::cast);
    }

    @Override
    public Vpc vpc(RequestContext context, VpcId id) {
        authorizer.require(context.caller(), "ec2:DescribeVpcAttribute");
        defaults.of(context.project());
        return vpcs.get(context.project(), id).value();
    }

    @Override
    public Subnet subnetFor(ProjectId project, Optional<SubnetId> subnet, ZoneName zone) {
        if (subnet.isEmpty()) {
            return defaults.subnet(project, zone);
        }
        defaults.of(project);
        return subnets.get(project, subnet.get()).value();
    }

    @Override
    public Map<NetworkAclAssociationId, SubnetId> usesOf(NetworkAcl acl) {
        defaults.inEveryZone(acl.project());
        Map<NetworkAclAssociationId, SubnetId> uses = new LinkedHashMap<>();
        new Records<>(store, Kinds.SUBNET)
                .each(
                        Kinds.ofProject(acl.project()),
                        rec -> {
                            Subnet subnet = rec.value();
                            if (subnet.vpc().equals(acl.vpc())) {
                                uses.put(DefaultVpc.association(acl, subnet.id()), subnet.id());
                            }
                        });
        return uses;
    }

    @Override
    public Vpc vpcOf(Subnet subnet) {
        return vpcs.get(subnet.project(), subnet.vpc()).value();
    }

    @Override
    public long freeAddresses(Subnet subnet) {
        return store.pool(addressPool(subnet.network())).map(PoolInfo::free).orElse(0L);
    }

    @Override
    public String addressPool(NetworkId network) {
        return FlatNetwork.addressPool(network);
    }
}
