package io.nova.frontend.ec2.action.vpc;

import io.nova.api.compute.ZoneService;
import io.nova.api.network.VpcService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.Arn;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SubnetId;
import io.nova.model.network.Subnet;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the subnets of the project's VPCs. */
@Component(service = Ec2Action.class)
public final class DescribeSubnetsAction implements Ec2Action {

    private static final Values<SubnetId> SUBNET_IDS = Values.of("SubnetId", SubnetId::new);

    private final VpcService vpcs;
    private final ZoneService zones;
    private final Filters<Subnet> filters;
    private final ActionSpec spec;

    @Activate
    public DescribeSubnetsAction(@Reference VpcService vpcs, @Reference ZoneService zones) {
        this.vpcs = vpcs;
        this.zones = zones;
        this.filters =
                fixed().on("available-ip-address-count", vpcs::freeAddresses)
                        .on("subnet-arn", this::arn)
                        .build();
        this.spec =
                ActionSpec.reads("DescribeSubnets", ResourceType.SUBNET)
                        .takes(SUBNET_IDS)
                        .describes(filters)
                        .build();
    }

    @Override
    public ActionSpec spec() {
        return spec;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        return describe().perform(vpcs, context, call);
    }

    /** Returns the filters on what a subnet tells by itself. */
    private static Filters.Builder<Subnet> fixed() {
        String dns = "private-dns-name-options-on-launch.";
        return new Filters.Builder<Subnet>()
                .on("availability-zone", Subnet::zone)
                .on("availabilityZone", Subnet::zone)
                .on("availability-zone-id", Subnet::zone)
                .on("availabilityZoneId", Subnet::zone)
                .on("cidr", Subnet::cidr)
                .on("cidr-block", Subnet::cidr)
                .on("cidrBlock", Subnet::cidr)
                .on("default-for-az", Subnet::defaultForZone)
                .on("defaultForAz", Subnet::defaultForZone)
                .onSame(false, "enable-dns64", "ipv6-native")
                .onSame(false, "map-customer-owned-ip-on-launch", "map-public-ip-on-launch")
                .on("owner-id", Subnet::project)
                .onSame("ip-name", dns + "hostname-type")
                .onSame(false, dns + "enable-resource-name-dns-a-record")
                .onSame(false, dns + "enable-resource-name-dns-aaaa-record")
                .onSame("available", "state")
                .on("subnet-id", Subnet::id)
                .on("vpc-id", Subnet::vpc)
                .onNothing("customer-owned-ipv4-pool", "outpost-arn")
                .onNothing("ipv6-cidr-block-association.ipv6-cidr-block")
                .onNothing("ipv6-cidr-block-association.association-id")
                .onNothing("ipv6-cidr-block-association.state")
                .onNothing("enable-lni-at-device-index")
                .onTags(Subnet::tags);
    }

    private VpcDescribe<Subnet> describe() {
        return new VpcDescribe<>(Subnet.class, SUBNET_IDS, filters, "subnetSet", this::write);
    }

    private void write(XmlWriter xml, Subnet subnet) {
        xml.text("subnetId", subnet.id())
                .text("subnetArn", arn(subnet))
                .text("state", "available")
                .text("ownerId", subnet.project())
                .text("vpcId", subnet.vpc())
                .text("cidrBlock", subnet.cidr())
                .items("ipv6CidrBlockAssociationSet", List.of(), nothing -> {})
                .text("availableIpAddressCount", vpcs.freeAddresses(subnet))
                .text("availabilityZone", subnet.zone())
                .text("availabilityZoneId", subnet.zone())
                .text("defaultForAz", subnet.defaultForZone())
                .text("mapPublicIpOnLaunch", false)
                .text("mapCustomerOwnedIpOnLaunch", false)
                .text("assignIpv6AddressOnCreation", false)
                .text("enableDns64", false)
                .text("ipv6Native", false)
                .element(
                        "privateDnsNameOptionsOnLaunch",
                        () ->
                                xml.text("hostnameType", "ip-name")
                                        .text("enableResourceNameDnsARecord", false)
                                        .text("enableResourceNameDnsAAAARecord", false))
                .tags(subnet.tags());
    }

    private String arn(Subnet subnet) {
        return Arn.of(zones.region(), subnet.project(), "subnet", subnet.id());
    }
}
