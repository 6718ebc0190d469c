package io.nova.frontend.ec2.action.group;

import io.nova.api.compute.ZoneService;
import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.TagSpecifications;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.SecurityGroupRule;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lets traffic into a security group. */
@Component(service = Ec2Action.class)
public final class AuthorizeSecurityGroupIngressAction implements Ec2Action {

    private static final TagSpecifications TAGS = TagSpecifications.on("security-group-rule");

    private static final ActionSpec SPEC =
            ActionSpec.changes("AuthorizeSecurityGroupIngress", ResourceType.SECURITY_GROUP)
                    .takes(Permissions.GROUP_ID, Permissions.GROUP_NAME)
                    .takes(Permissions.PARAMETERS)
                    .refuses(Permissions.REFUSED)
                    .tags(TAGS)
                    .build();

    private final SecurityGroupService groups;
    private final ZoneService zones;

    @Activate
    public AuthorizeSecurityGroupIngressAction(
            @Reference SecurityGroupService groups, @Reference ZoneService zones) {
        this.groups = groups;
        this.zones = zones;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        GroupRef group = Permissions.group(call);
        SecurityGroupId id = groups.idOf(context, group);
        List<SecurityGroupRule> added =
                groups.authorize(
                        context,
                        group,
                        Permissions.read(groups, context, call, false),
                        TAGS.of(call));
        return xml ->
                xml.text("return", true)
                        .items(
                                "securityGroupRuleSet",
                                added,
                                rule ->
                                        GroupXml.rule(
                                                xml, zones.region(), context.project(), id, rule));
    }
}
