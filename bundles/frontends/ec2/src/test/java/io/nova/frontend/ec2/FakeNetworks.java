package io.nova.frontend.ec2;

import io.nova.api.identity.Authorizer;
import io.nova.api.network.AddressService;
import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.VpcService;
import io.nova.model.AllocationId;
import io.nova.model.AssociationId;
import io.nova.model.DhcpOptionsId;
import io.nova.model.Id;
import io.nova.model.InstanceId;
import io.nova.model.InterfaceId;
import io.nova.model.InternetGatewayId;
import io.nova.model.NetworkAclAssociationId;
import io.nova.model.NetworkAclId;
import io.nova.model.NetworkId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.RouteTableAssociationId;
import io.nova.model.RouteTableId;
import io.nova.model.SecurityGroupId;
import io.nova.model.SecurityGroupRuleId;
import io.nova.model.SubnetId;
import io.nova.model.VpcId;
import io.nova.model.ZoneName;
import io.nova.model.network.Cidr;
import io.nova.model.network.DhcpOptions;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.ElasticAddress.Association;
import io.nova.model.network.InternetGateway;
import io.nova.model.network.Ipv4;
import io.nova.model.network.NetworkAcl;
import io.nova.model.network.NetworkResource;
import io.nova.model.network.PortGroup;
import io.nova.model.network.RouteTable;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.SecurityGroupRule;
import io.nova.model.network.Subnet;
import io.nova.model.network.Traffic;
import io.nova.model.network.Traffic.Peer;
import io.nova.model.network.Vpc;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The network services, as small as they can be and still keep their promises. */
final class FakeNetworks {

    static final VpcId VPC = new VpcId("vpc-" + Samples.hex(1));
    static final SecurityGroupId GROUP = new SecurityGroupId("sg-" + Samples.hex(1));
    static final SecurityGroupRuleId RULE = new SecurityGroupRuleId("sgr-" + Samples.hex(1));
    static final AllocationId ADDRESS = new AllocationId("eipalloc-" + Samples.hex(1));
    static final AssociationId ASSOCIATION = new AssociationId("eipassoc-" + Samples.hex(1));
    private static final Cidr RANGE = new Cidr("10.0.0.0/16");
    private static final Map<String, String> TAGS = Map.of("Name", "mine");

    private FakeNetworks() {}

    /** One of each. */
    static final class Vpcs implements VpcService {

        private final Authorizer authorizer;
        private final SubnetId subnet = new SubnetId("subnet-" + Samples.hex(1));
        private final InternetGatewayId gateway = new InternetGatewayId("igw-" + Samples.hex(1));
        private final DhcpOptionsId dhcp = new DhcpOptionsId("dopt-" + Samples.hex(1));
        private final NetworkId network = new NetworkId("net-" + Samples.hex(1));
        private final List<NetworkResource> all =
                List.of(
                        new Vpc(VPC, Samples.PROJECT, network, RANGE, true, dhcp, TAGS),
                        new Subnet(
                                subnet,
                                Samples.PROJECT,
                                VPC,
                                network,
                                new ZoneName("nova"),
                                RANGE,
                                true,
                                TAGS),
                        new RouteTable(
                                new RouteTableId("rtb-" + Samples.hex(1)),
                                Samples.PROJECT,
                                VPC,
                                RANGE,
                                true,
                                new RouteTableAssociationId("rtbassoc-" + Samples.hex(1)),
                                List.of(new RouteTable.Route(new Cidr("0.0.0.0/0"), gateway)),
                                TAGS),
                        new InternetGateway(gateway, Samples.PROJECT, VPC, TAGS),
                        new NetworkAcl(
                                new NetworkAclId("acl-" + Samples.hex(1)),
                                Samples.PROJECT,
                                VPC,
                                true,
                                subnet,
                                new NetworkAclAssociationId("aclassoc-" + Samples.hex(1)),
                                TAGS),
                        new DhcpOptions(dhcp, Samples.PROJECT, "example.org", TAGS));

        Vpcs(Authorizer authorizer) {
            this.authorizer = authorizer;
        }

        @Override
        public <T extends NetworkResource> Page<T> describe(
                RequestContext context,
                Class<T> type,
                Collection<? extends Id> ids,
                String after,
                int limit) {
            String plural = type.getSimpleName() + (type == DhcpOptions.class ? "" : "s");
            authorizer.require(context.caller(), "ec2:Describe" + plural);
            T one = all.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
            for (Id id : ids) {
                if (!one.id().equals(id)) {
                    throw new NotFoundException(ResourceType.VPC, id);
                }
            }
            return new Page<>(
                    one.id().value().compareTo(after) > 0 ? List.of(one) : List.of(),
                    Optional.empty());
        }

        @Override
        public Vpc vpc(RequestContext context, VpcId id) {
            authorizer.require(context.caller(), "ec2:DescribeVpcAttribute");
            if (!id.equals(VPC)) {
                throw new NotFoundException(ResourceType.VPC, id);
            }
            return (Vpc) all.get(0);
        }

        @Override
        public Subnet subnetFor(ProjectId project, Optional<SubnetId> asked, ZoneName zone) {
            return (Subnet) all.get(1);
        }

        @Override
        public Map<NetworkAclAssociationId, SubnetId> usesOf(NetworkAcl acl) {
            return Map.of(acl.association(), acl.subnet());
        }

        @Override
        public Vpc vpcOf(Subnet one) {
            return (Vpc) all.get(0);
        }

        @Override
        public long freeAddresses(Subnet one) {
            return 65_533;
        }

        @Override
        public String addressPool(NetworkId one) {
            throw new UnsupportedOperationException();
        }
    }

    /** One group with a rule of each sort. */
    static final class Groups implements SecurityGroupService {

        private final Authorizer authorizer;
        final List<NewRule> added = new ArrayList<>();

        Groups(Authorizer authorizer) {
            this.authorizer = authorizer;
        }

        static SecurityGroup group() {
            return new SecurityGroup(
                    GROUP,
                    Samples.PROJECT,
                    VPC,
                    "default",
                    "for <tests>",
                    List.of(
                            rule(1, new Traffic(false, 6, 22, 22, new Peer("192.0.2.0/24"))),
                            rule(2, new Traffic(false, 6, 22, 22, new Peer("2001:db8::/32"))),
                            rule(3, new Traffic(false, -1, -1, -1, new Peer(GROUP.value()))),
                            rule(4, new Traffic(false, 1, 8, -1, new Peer("0.0.0.0/0"))),
                            rule(5, new Traffic(true, -1, -1, -1, new Peer("0.0.0.0/0"))),
                            rule(6, new Traffic(true, 6, 443, 444, new Peer(GROUP.value()))),
                            rule(7, new Traffic(true, 17, 53, 53, new Peer("2001:db8::/32")))),
                    TAGS);
        }

        private static SecurityGroupRule rule(int number, Traffic traffic) {
            return new SecurityGroupRule(
                    new SecurityGroupRuleId("sgr-" + Samples.hex(number)),
                    traffic,
                    number == 1 ? "ssh & more" : "",
                    number == 1 ? TAGS : Map.of());
        }

        private void require(RequestContext context, String action) {
            authorizer.require(context.caller(), "ec2:" + action);
        }

        private static SecurityGroup get(GroupRef ref) {
            if (ref.id().map(GROUP::equals).orElse(ref.name().equals("default"))) {
                return group();
            }
            throw new NotFoundException(ResourceType.SECURITY_GROUP, ref);
        }

        @Override
        public SecurityGroup create(
                RequestContext context,
                String name,
                String description,
                Optional<VpcId> vpc,
                Map<String, String> tags) {
            require(context, "CreateSecurityGroup");
            return group();
        }

        @Override
        public void delete(RequestContext context, GroupRef ref) {
            require(context, "DeleteSecurityGroup");
            get(ref);
        }

        @Override
        public Page<SecurityGroup> describe(
                RequestContext context, Collection<GroupRef> refs, String after, int limit) {
            require(context, "DescribeSecurityGroups");
            refs.forEach(Groups::get);
            return new Page<>(
                    GROUP.value().compareTo(after) > 0 ? List.of(group()) : List.of(),
                    Optional.empty());
        }

        @Override
        public SecurityGroupId idOf(RequestContext context, GroupRef ref) {
            return get(ref).id();
        }

        @Override
        public VpcId vpcOf(RequestContext context, GroupRef ref) {
            return get(ref).vpc();
        }

        @Override
        public List<SecurityGroup> withRules(
                RequestContext context, Collection<SecurityGroupRuleId> rules) {
            require(context, "DescribeSecurityGroupRules");
            for (SecurityGroupRuleId rule : rules) {
                if (group().rules().stream().noneMatch(one -> one.id().equals(rule))) {
                    throw new NotFoundException(ResourceType.SECURITY_GROUP_RULE, rule);
                }
            }
            return List.of(group());
        }

        @Override
        public List<SecurityGroup> presentWithRules(
                RequestContext context, Collection<SecurityGroupRuleId> rules) {
            require(context, "DescribeSecurityGroupRules");
            return group().rules().stream().anyMatch(one -> rules.contains(one.id()))
                    ? List.of(group())
                    : List.of();
        }

        @Override
        public List<SecurityGroup> present(
                RequestContext context, Collection<SecurityGroupId> some) {
            require(context, "DescribeSecurityGroupRules");
            return some.contains(GROUP) ? List.of(group()) : List.of();
        }

        @Override
        public List<SecurityGroupRule> authorize(
                RequestContext context,
                GroupRef ref,
                List<NewRule> rules,
                Map<String, String> tags) {
            boolean egress = rules.get(0).traffic().egress();
            require(context, "AuthorizeSecurityGroup" + (egress ? "Egress" : "Ingress"));
            get(ref);
            added.addAll(rules);
            return rules.stream()
                    .map(one -> new SecurityGroupRule(RULE, one.traffic(), one.description(), tags))
                    .toList();
        }

        @Override
        public List<SecurityGroupRule> revoke(
                RequestContext context, GroupRef ref, List<Traffic> rules) {
            boolean egress = rules.get(0).egress();
            require(context, "RevokeSecurityGroup" + (egress ? "Egress" : "Ingress"));
            get(ref);
            return rules.stream()
                    .map(one -> new SecurityGroupRule(RULE, one, "", Map.of()))
                    .toList();
        }

        @Override
        public List<SecurityGroupRule> revokeById(
                RequestContext context,
                GroupRef ref,
                boolean egress,
                Collection<SecurityGroupRuleId> rules) {
            require(context, "RevokeSecurityGroup" + (egress ? "Egress" : "Ingress"));
            return group().rules().stream().filter(one -> rules.contains(one.id())).toList();
        }

        @Override
        public List<PortGroup> forPort(ProjectId project, VpcId vpc, Collection<GroupRef> refs) {
            throw new UnsupportedOperationException();
        }
    }

    /** One address that is on an instance. */
    static final class Addresses implements AddressService {

        private final Authorizer authorizer;

        Addresses(Authorizer authorizer) {
            this.authorizer = authorizer;
        }

        private static ElasticAddress address() {
            return new ElasticAddress(
                    ADDRESS,
                    Samples.PROJECT,
                    new Ipv4("203.0.113.7"),
                    new Cidr("203.0.113.0/24"),
                    Optional.of(
                            new Association(
                                    ASSOCIATION,
                                    Samples.instanceId(1),
                                    new InterfaceId("eni-" + Samples.hex(1)),
                                    new Ipv4("10.0.0.3"))),
                    TAGS);
        }

        private ElasticAddress get(RequestContext context, String action, AddressRef ref) {
            authorizer.require(context.caller(), "ec2:" + action);
            ElasticAddress one = address();
            boolean meant =
                    ref.id().map(one.id()::equals).orElse(false)
                            || ref.address().map(one.address()::equals).orElse(false);
            if (!meant) {
                throw new NotFoundException(ResourceType.ADDRESS, ref);
            }
            return one;
        }

        @Override
        public ElasticAddress allocate(
                RequestContext context, Optional<Ipv4> wanted, Map<String, String> tags) {
            authorizer.require(context.caller(), "ec2:AllocateAddress");
            return address();
        }

        @Override
        public void release(RequestContext context, AddressRef ref) {
            get(context, "ReleaseAddress", ref);
        }

        @Override
        public ElasticAddress associate(RequestContext context, AddressRef ref, Target target) {
            return get(context, "AssociateAddress", ref);
        }

        @Override
        public void disassociate(RequestContext context, AddressRef ref) {
            get(context, "DisassociateAddress", ref);
        }

        @Override
        public void disassociate(RequestContext context, AssociationId association) {
            authorizer.require(context.caller(), "ec2:DisassociateAddress");
            if (!association.equals(ASSOCIATION)) {
                throw new NotFoundException(ResourceType.ADDRESS_ASSOCIATION, association);
            }
        }

        @Override
        public Page<ElasticAddress> describe(
                RequestContext context, Collection<AddressRef> refs, String after, int limit) {
            authorizer.require(context.caller(), "ec2:DescribeAddresses");
            refs.forEach(ref -> get(context, "DescribeAddresses", ref));
            return new Page<>(List.of(address()), Optional.empty());
        }

        @Override
        public Set<InstanceId> instancesWithOne(ProjectId project) {
            return Set.of(Samples.instanceId(1));
        }

        @Override
        public Map<InstanceId, ElasticAddress> ofInstances(Collection<InstanceId> instances) {
            return instances.contains(Samples.instanceId(1))
                    ? Map.of(Samples.instanceId(1), address())
                    : Map.of();
        }
    }
}
