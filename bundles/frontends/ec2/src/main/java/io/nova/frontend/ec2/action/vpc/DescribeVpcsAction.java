package io.nova.frontend.ec2.action.vpc;

import io.nova.api.network.VpcService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.VpcId;
import io.nova.model.network.Vpc;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the project's VPCs. */
@Component(service = Ec2Action.class)
public final class DescribeVpcsAction implements Ec2Action {

    private static final Filters<Vpc> FILTERS =
            new Filters.Builder<Vpc>()
                    .on("cidr", Vpc::cidr)
                    .on("cidr-block-association.cidr-block", Vpc::cidr)
                    .on("cidr-block-association.association-id", DescribeVpcsAction::association)
                    .on("cidr-block-association.state", vpc -> "associated")
                    .on("dhcp-options-id", Vpc::dhcpOptions)
                    .on("is-default", Vpc::isDefault)
                    .on("isDefault", Vpc::isDefault)
                    .on("owner-id", Vpc::project)
                    .on("state", vpc -> "available")
                    .on("vpc-id", Vpc::id)
                    .onNothing("ipv6-cidr-block-association.ipv6-cidr-block")
                    .onNothing("ipv6-cidr-block-association.ipv6-pool")
                    .onNothing("ipv6-cidr-block-association.association-id")
                    .onNothing("ipv6-cidr-block-association.state")
                    .onTags(Vpc::tags)
                    .build();

    private static final Values<VpcId> VPC_IDS = Values.of("VpcId", VpcId::new);

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeVpcs", ResourceType.VPC)
                    .takes(VPC_IDS)
                    .describes(FILTERS)
                    .build();

    private final VpcService vpcs;

    @Activate
    public DescribeVpcsAction(@Reference VpcService vpcs) {
        this.vpcs = vpcs;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        return DESCRIBE.perform(vpcs, context, call);
    }

    private static final VpcDescribe<Vpc> DESCRIBE =
            new VpcDescribe<>(Vpc.class, VPC_IDS, FILTERS, "vpcSet", DescribeVpcsAction::write);

    private static void write(XmlWriter xml, Vpc vpc) {
        xml.text("vpcId", vpc.id())
                .text("ownerId", vpc.project())
                .text("state", "available")
                .text("cidrBlock", vpc.cidr())
                .items(
                        "cidrBlockAssociationSet",
                        List.of(vpc.cidr()),
                        range ->
                                xml.text("cidrBlock", range)
                                        .text("associationId", association(vpc))
                                        .element(
                                                "cidrBlockState",
                                                () -> xml.text("state", "associated")))
                .text("dhcpOptionsId", vpc.dhcpOptions())
                .text("instanceTenancy", "default")
                .text("isDefault", vpc.isDefault())
                .tags(vpc.tags());
    }

    private static String association(Vpc vpc) {
        return vpc.id().value().replace("vpc-", "vpc-cidr-assoc-");
    }
}
