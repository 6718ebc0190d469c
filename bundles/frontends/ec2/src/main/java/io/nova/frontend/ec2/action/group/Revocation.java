package io.nova.frontend.ec2.action.group;

import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.api.network.SecurityGroupService.NewRule;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.SecurityGroupId;
import io.nova.model.SecurityGroupRuleId;
import io.nova.model.network.SecurityGroupRule;
import java.util.List;

/** Takes rules of one direction away from a group: those of the ids given, or of the traffic. */
final class Revocation {

    /** Which rules, if they are named by their ids. */
    static final Values<SecurityGroupRuleId> RULE_IDS =
            Values.of("SecurityGroupRuleId", SecurityGroupRuleId::new);

    private Revocation() {}

    static XmlBody perform(
            SecurityGroupService groups, RequestContext context, Arguments call, boolean egress) {
        GroupRef group = Permissions.group(call);
        SecurityGroupId id = groups.idOf(context, group);
        List<SecurityGroupRule> gone = revoke(groups, context, call, group, egress);
        return xml ->
                xml.text("return", true)
                        .items(
                                "revokedSecurityGroupRuleSet",
                                gone,
                                rule -> GroupXml.revoked(xml, id, rule));
    }

    private static List<SecurityGroupRule> revoke(
            SecurityGroupService groups,
            RequestContext context,
            Arguments call,
            GroupRef group,
            boolean egress) {
        List<SecurityGroupRuleId> ids = call.list(RULE_IDS);
        if (ids.isEmpty()) {
            List<NewRule> rules = Permissions.read(groups, context, call, egress);
            return groups.revoke(context, group, rules.stream().map(NewRule::traffic).toList());
        }
        return groups.revokeById(context, group, egress, ids);
    }
}
