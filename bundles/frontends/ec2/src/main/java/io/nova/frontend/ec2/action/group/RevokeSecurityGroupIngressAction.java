package io.nova.frontend.ec2.action.group;

import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.api.network.SecurityGroupService.NewRule;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SecurityGroupId;
import io.nova.model.SecurityGroupRuleId;
import io.nova.model.network.SecurityGroupRule;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes away what lets traffic into a security group. */
@Component(service = Ec2Action.class)
public final class RevokeSecurityGroupIngressAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.changes("RevokeSecurityGroupIngress", ResourceType.SECURITY_GROUP)
                    .takes("GroupId", "GroupName", "SecurityGroupRuleId.N")
                    .takes(Permissions.LISTED)
                    .takes(Permissions.FLAT)
                    .refuses(Permissions.REFUSED)
                    .build();

    private final SecurityGroupService groups;

    @Activate
    public RevokeSecurityGroupIngressAction(@Reference SecurityGroupService groups) {
        this.groups = groups;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Query query) {
        GroupRef group = Permissions.group(query);
        SecurityGroupId id = groups.idOf(context, group);
        List<SecurityGroupRule> gone = revoke(context, query, group);
        return xml ->
                xml.text("return", true)
                        .items(
                                "revokedSecurityGroupRuleSet",
                                gone,
                                rule -> GroupXml.revoked(xml, id, rule));
    }

    private List<SecurityGroupRule> revoke(RequestContext context, Query query, GroupRef group) {
        List<SecurityGroupRuleId> ids = query.list("SecurityGroupRuleId", SecurityGroupRuleId::new);
        if (ids.isEmpty()) {
            List<NewRule> rules = Permissions.read(groups, context, query, false);
            return groups.revoke(context, group, rules.stream().map(NewRule::traffic).toList());
        }
        return groups.revokeById(context, group, false, ids);
    }
}
