package io.nova.frontend.ec2.action.group;

import io.nova.api.network.SecurityGroupService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes away what lets traffic out of a security group. */
@Component(service = Ec2Action.class)
public final class RevokeSecurityGroupEgressAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.changes("RevokeSecurityGroupEgress", ResourceType.SECURITY_GROUP)
                    .takes(Permissions.GROUP_ID, Revocation.RULE_IDS)
                    .takes(Permissions.PARAMETERS)
                    .refuses(Permissions.REFUSED)
                    .build();

    private final SecurityGroupService groups;

    @Activate
    public RevokeSecurityGroupEgressAction(@Reference SecurityGroupService groups) {
        this.groups = groups;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        return Revocation.perform(groups, context, call, true);
    }
}
