package io.nova.frontend.ec2.action;

import io.nova.api.compute.ZoneService;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.VpcService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows what the project may have, and which VPC is its default one. */
@Component(service = Ec2Action.class)
public final class DescribeAccountAttributesAction implements Ec2Action {

    private final Map<String, Function<ProjectId, Object>> attributes = new TreeMap<>();
    private final Values<String> names;
    private final ActionSpec spec;

    @Activate
    public DescribeAccountAttributesAction(
            @Reference QuotaService quotas,
            @Reference VpcService vpcs,
            @Reference ZoneService zones) {
        attributes.put("supported-platforms", project -> "VPC");
        attributes.put(
                "default-vpc",
                project ->
                        vpcs.subnetFor(project, Optional.empty(), zones.zones().get(0).name())
                                .vpc());
        attributes.put("max-instances", project -> quotas.limit(project, Quota.INSTANCES));
        attributes.put("max-elastic-ips", project -> quotas.limit(project, Quota.ADDRESSES));
        attributes.put("vpc-max-elastic-ips", project -> quotas.limit(project, Quota.ADDRESSES));
        attributes.put(
                "vpc-max-security-groups-per-interface",
                project -> SecurityGroupService.MAX_GROUPS_OF_PORT);
        names = Values.of("AttributeName", Type.oneOf(attributes.keySet().toArray(String[]::new)));
        spec =
                ActionSpec.reads("DescribeAccountAttributes", ResourceType.PROJECT)
                        .takes(names)
                        .build();
    }

    @Override
    public ActionSpec spec() {
        return spec;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        Set<String> asked = Set.copyOf(call.list(names));
        Map<String, String> shown = new TreeMap<>();
        attributes.forEach(
                (name, value) -> {
                    if (asked.isEmpty() || asked.contains(name)) {
                        shown.put(name, value.apply(context.project()).toString());
                    }
                });
        return xml ->
                xml.items(
                        "accountAttributeSet",
                        shown.entrySet(),
                        one ->
                                xml.text("attributeName", one.getKey())
                                        .items(
                                                "attributeValueSet",
                                                List.of(one.getValue()),
                                                value -> xml.text("attributeValue", value)));
    }
}
