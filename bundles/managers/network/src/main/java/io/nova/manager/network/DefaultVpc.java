package io.nova.manager.network;

import io.nova.model.DhcpOptionsId;
import io.nova.model.InternetGatewayId;
import io.nova.model.NetworkAclAssociationId;
import io.nova.model.NetworkAclId;
import io.nova.model.ProjectId;
import io.nova.model.RouteTableAssociationId;
import io.nova.model.RouteTableId;
import io.nova.model.SecurityGroupId;
import io.nova.model.SecurityGroupRuleId;
import io.nova.model.SubnetId;
import io.nova.model.VpcId;
import io.nova.model.ZoneName;
import io.nova.model.network.Cidr;
import io.nova.model.network.DhcpOptions;
import io.nova.model.network.InternetGateway;
import io.nova.model.network.Network;
import io.nova.model.network.NetworkAcl;
import io.nova.model.network.RouteTable;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.SecurityGroupRule;
import io.nova.model.network.Subnet;
import io.nova.model.network.Traffic;
import io.nova.model.network.Traffic.Peer;
import io.nova.model.network.Vpc;
import io.nova.spi.state.Tx;
import java.util.List;
import java.util.Map;

/**
 * The VPC that a project has from the start, with all that belongs to it. The ids follow from the
 * project and the segment, so that it is made once however many ask for it first.
 *
 * @param subnet that of the segment's own zone; those of other zones are made when they are needed
 */
record DefaultVpc(
        Vpc vpc,
        Subnet subnet,
        RouteTable routes,
        InternetGateway gateway,
        NetworkAcl acl,
        DhcpOptions dhcp,
        SecurityGroup group) {

    private static final Cidr ANYWHERE = new Cidr("0.0.0.0/0");

    static VpcId id(ProjectId project, Network network) {
        return new VpcId("vpc-" + digits(project, network, "vpc"));
    }

    static DefaultVpc of(ProjectId project, Network network, String domain) {
        VpcId vpc = id(project, network);
        SubnetId subnet = new SubnetId("subnet-" + digits(project, network, "subnet"));
        DhcpOptionsId dhcp = new DhcpOptionsId("dopt-" + digits(project, network, "dhcp"));
        InternetGatewayId gateway =
                new InternetGatewayId("igw-" + digits(project, network, "gateway"));
        SecurityGroupId group = new SecurityGroupId("sg-" + digits(project, network, "group"));
        return new DefaultVpc(
                new Vpc(vpc, project, network.id(), network.cidr(), true, dhcp, Map.of()),
                new Subnet(
                        subnet,
                        project,
                        vpc,
                        network.id(),
                        network.zone(),
                        network.cidr(),
                        true,
                        Map.of()),
                new RouteTable(
                        new RouteTableId("rtb-" + digits(project, network, "routes")),
                        project,
                        vpc,
                        network.cidr(),
                        true,
                        new RouteTableAssociationId(
                                "rtbassoc-" + digits(project, network, "routes-use")),
                        List.of(new RouteTable.Route(ANYWHERE, gateway)),
                        Map.of()),
                new InternetGateway(gateway, project, vpc, Map.of()),
                new NetworkAcl(
                        new NetworkAclId("acl-" + digits(project, network, "acl")),
                        project,
                        vpc,
                        true,
                        subnet,
                        new NetworkAclAssociationId(
                                "aclassoc-" + digits(project, network, "acl-use")),
                        Map.of()),
                new DhcpOptions(dhcp, project, domain, Map.of()),
                new SecurityGroup(
                        group,
                        project,
                        vpc,
                        SecurityGroup.DEFAULT,
                        "default VPC security group",
                        List.of(
                                rule(project, network, "in", false, group.value()),
                                rule(project, network, "out", true, ANYWHERE.value())),
                        Map.of()));
    }

    /** Returns the subnet of another zone than the first; it lies on the same segment. */
    Subnet subnetIn(ZoneName zone) {
        String digits = Digits.of(subnet.project() + "/" + subnet.network() + "/subnet/" + zone);
        return new Subnet(
                new SubnetId("subnet-" + digits),
                subnet.project(),
                subnet.vpc(),
                subnet.network(),
                zone,
                subnet.cidr(),
                true,
                Map.of());
    }

    /** Returns the id of the subnet's use of the default ACL, which every subnet has. */
    static NetworkAclAssociationId association(NetworkAcl acl, SubnetId subnet) {
        return subnet.equals(acl.subnet())
                ? acl.association()
                : new NetworkAclAssociationId(
                        "aclassoc-" + Digits.of(acl.id() + "/" + subnet + "/acl-use"));
    }

    Tx.Builder create() {
        return Tx.of("default-vpc/" + vpc.id())
                .create(Kinds.VPC, vpc.id().value(), vpc)
                .create(Kinds.SUBNET, subnet.id().value(), subnet)
                .create(Kinds.ROUTE_TABLE, routes.id().value(), routes)
                .create(Kinds.INTERNET_GATEWAY, gateway.id().value(), gateway)
                .create(Kinds.NETWORK_ACL, acl.id().value(), acl)
                .create(Kinds.DHCP_OPTIONS, dhcp.id().value(), dhcp)
                .create(Kinds.SECURITY_GROUP, group.id().value(), group);
    }

    private static SecurityGroupRule rule(
            ProjectId project, Network network, String part, boolean egress, String peer) {
        return new SecurityGroupRule(
                new SecurityGroupRuleId("sgr-" + digits(project, network, "rule-" + part)),
                new Traffic(egress, Traffic.ALL, Traffic.ALL, Traffic.ALL, new Peer(peer)),
                "",
                Map.of());
    }

    private static String digits(ProjectId project, Network network, String part) {
        return Digits.of(project + "/" + network.id() + "/" + part);
    }
}
