package io.nova.frontend.ec2.action.vpc;

import io.nova.api.network.VpcService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.InternetGatewayId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.network.InternetGateway;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the internet gateways of the project's VPCs. */
@Component(service = Ec2Action.class)
public final class DescribeInternetGatewaysAction implements Ec2Action {

    private static final Filters<InternetGateway> FILTERS =
            new Filters.Builder<InternetGateway>()
                    .on("attachment.state", gateway -> "available")
                    .on("attachment.vpc-id", InternetGateway::vpc)
                    .on("internet-gateway-id", InternetGateway::id)
                    .on("owner-id", InternetGateway::project)
                    .onTags(InternetGateway::tags)
                    .build();

    private static final Values<InternetGatewayId> INTERNET_GATEWAY_IDS =
            Values.of("InternetGatewayId", InternetGatewayId::new);

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeInternetGateways", ResourceType.INTERNET_GATEWAY)
                    .takes(INTERNET_GATEWAY_IDS)
                    .describes(FILTERS)
                    .build();

    private final VpcService vpcs;

    @Activate
    public DescribeInternetGatewaysAction(@Reference VpcService vpcs) {
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

    private static final VpcDescribe<InternetGateway> DESCRIBE =
            new VpcDescribe<>(
                    InternetGateway.class,
                    INTERNET_GATEWAY_IDS,
                    FILTERS,
                    "internetGatewaySet",
                    DescribeInternetGatewaysAction::write);

    private static void write(XmlWriter xml, InternetGateway gateway) {
        xml.text("internetGatewayId", gateway.id())
                .text("ownerId", gateway.project())
                .items(
                        "attachmentSet",
                        List.of(gateway.vpc()),
                        vpc -> xml.text("vpcId", vpc).text("state", "available"))
                .tags(gateway.tags());
    }
}
