package io.nova.frontend.ec2.action.vpc;

import io.nova.api.network.VpcService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.VpcId;
import io.nova.model.network.Vpc;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows one attribute of a VPC. */
@Component(service = Ec2Action.class)
public final class DescribeVpcAttributeAction implements Ec2Action {

    private static final Value<VpcId> VPC_ID = Value.of("VpcId", VpcId::new);
    private static final Value<String> ATTRIBUTE =
            Value.of(
                    "Attribute",
                    Type.oneOf(
                            "enableDnsHostnames",
                            "enableDnsSupport",
                            "enableNetworkAddressUsageMetrics"));

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeVpcAttribute", ResourceType.VPC)
                    .needs(VPC_ID, ATTRIBUTE)
                    .build();

    private final VpcService vpcs;

    @Activate
    public DescribeVpcAttributeAction(@Reference VpcService vpcs) {
        this.vpcs = vpcs;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        VpcId id = call.get(VPC_ID);
        String attribute = call.get(ATTRIBUTE);
        // Guests have names and a name server in every VPC.
        boolean value = !attribute.equals("enableNetworkAddressUsageMetrics");
        Vpc vpc = vpcs.vpc(context, id);
        return xml ->
                xml.text("vpcId", vpc.id()).element(attribute, () -> xml.text("value", value));
    }
}
