package io.nova.manager.compute;

import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.VpcService;
import io.nova.model.Id;
import io.nova.model.NetworkAclAssociationId;
import io.nova.model.NetworkId;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.SecurityGroupId;
import io.nova.model.SecurityGroupRuleId;
import io.nova.model.SubnetId;
import io.nova.model.VpcId;
import io.nova.model.ZoneName;
import io.nova.model.network.Cidr;
import io.nova.model.network.NetworkAcl;
import io.nova.model.network.NetworkResource;
import io.nova.model.network.PortGroup;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.SecurityGroupRule;
import io.nova.model.network.Subnet;
import io.nova.model.network.Traffic;
import io.nova.model.network.Vpc;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One subnet and one group for everybody. Compute asks for nothing else. */
final class LabNetworks implements VpcService, SecurityGroupService {

    static final String POOL = "addresses/flat";
    static final PortGroup GROUP =
            new PortGroup(new SecurityGroupId("sg-00000000000000001"), "default");
    static final Subnet SUBNET =
            new Subnet(
                    new SubnetId("subnet-00000000000000001"),
                    new ProjectId("000000000001"),
                    new VpcId("vpc-00000000000000001"),
                    new NetworkId("net-00000000000000001"),
                    Lab.ZONE,
                    new Cidr("10.42.0.0/24"),
                    true,
                    Map.of());

    /** The subnet of the zone beside the first, on the same segment. */
    static final Subnet OTHER =
            new Subnet(
                    new SubnetId("subnet-00000000000000002"),
                    SUBNET.project(),
                    SUBNET.vpc(),
                    SUBNET.network(),
                    new ZoneName("other"),
                    SUBNET.cidr(),
                    true,
                    Map.of());

    /** The groups that ports are put into, whichever are asked for. */
    List<PortGroup> known = List.of(GROUP);

    @Override
    public Vpc vpc(RequestContext context, VpcId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subnet subnetFor(ProjectId project, Optional<SubnetId> subnet, ZoneName zone) {
        boolean inFirst = subnet.map(SUBNET.id()::equals).orElse(zone.equals(Lab.ZONE));
        return inFirst ? SUBNET : OTHER;
    }

    @Override
    public Map<NetworkAclAssociationId, SubnetId> usesOf(NetworkAcl acl) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Vpc vpcOf(Subnet subnet) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String addressPool(NetworkId network) {
        return POOL;
    }

    @Override
    public List<PortGroup> forPort(ProjectId project, VpcId vpc, Collection<GroupRef> groups) {
        return known;
    }

    @Override
    public <T extends NetworkResource> Page<T> describe(
            RequestContext context,
            Class<T> type,
            Collection<? extends Id> ids,
            String after,
            int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long freeAddresses(Subnet subnet) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SecurityGroup create(
            RequestContext context,
            String name,
            String description,
            Optional<VpcId> vpc,
            Map<String, String> tags) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(RequestContext context, GroupRef group) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Page<SecurityGroup> describe(
            RequestContext context, Collection<GroupRef> groups, String after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SecurityGroupId idOf(RequestContext context, GroupRef group) {
        throw new UnsupportedOperationException();
    }

    @Override
    public VpcId vpcOf(RequestContext context, GroupRef group) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<SecurityGroup> present(RequestContext context, Collection<SecurityGroupId> some) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<SecurityGroup> presentWithRules(
            RequestContext context, Collection<SecurityGroupRuleId> rules) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<SecurityGroup> withRules(
            RequestContext context, Collection<SecurityGroupRuleId> rules) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<SecurityGroupRule> authorize(
            RequestContext context, GroupRef group, List<NewRule> rules, Map<String, String> tags) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<SecurityGroupRule> revoke(
            RequestContext context, GroupRef group, List<Traffic> rules) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<SecurityGroupRule> revokeById(
            RequestContext context,
            GroupRef group,
            boolean egress,
            Collection<SecurityGroupRuleId> rules) {
        throw new UnsupportedOperationException();
    }
}
