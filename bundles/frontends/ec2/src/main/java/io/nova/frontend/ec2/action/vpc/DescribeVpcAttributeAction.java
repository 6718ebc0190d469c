package io.nova.frontend.ec2.action.vpc;

import io.nova.api.network.VpcService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.VpcId;
import io.nova.model.network.Vpc;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows one attribute of a VPC. */
@Component(service = Ec2Action.class)
public final class DescribeVpcAttributeAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeVpcAttribute", ResourceType.VPC)
                    .needs("VpcId", "Attribute")
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
    public XmlBody perform(RequestContext context, Query query) {
        VpcId id = new VpcId(query.required("VpcId"));
        String attribute = query.required("Attribute");
        Boolean value = VALUES.get(attribute);
        if (value == null) {
            throw InvalidParameterException.badValue(
                    "Attribute",
                    attribute.length() > 60 ? attribute.substring(0, 60) : attribute,
                    "it is one of " + String.join(", ", VALUES.keySet()));
        }
        Vpc vpc = vpcs.vpc(context, id);
        return xml ->
                xml.text("vpcId", vpc.id())
                        .element(attribute, () -> xml.text("value", value.booleanValue()));
    }

    /** Guests have names and a name server in every VPC. */
    private static final Map<String, Boolean> VALUES =
            new java.util.TreeMap<>(
                    Map.of(
                            "enableDnsHostnames",
                            true,
                            "enableDnsSupport",
                            true,
                            "enableNetworkAddressUsageMetrics",
                            false));
}
