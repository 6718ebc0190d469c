package io.nova.frontend.ec2.action.group;

import io.nova.api.compute.ZoneService;
import io.nova.api.network.SecurityGroupService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.VpcId;
import io.nova.model.network.SecurityGroup;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes a security group. */
@Component(service = Ec2Action.class)
public final class CreateSecurityGroupAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.changes("CreateSecurityGroup", ResourceType.SECURITY_GROUP)
                    .needs("GroupName", "GroupDescription")
                    .takes("VpcId")
                    .tags()
                    .build();

    private final SecurityGroupService groups;
    private final ZoneService zones;

    @Activate
    public CreateSecurityGroupAction(
            @Reference SecurityGroupService groups, @Reference ZoneService zones) {
        this.groups = groups;
        this.zones = zones;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Query query) {
        SecurityGroup group =
                groups.create(
                        context,
                        text(query, "GroupName"),
                        text(query, "GroupDescription"),
                        query.parsed("VpcId", VpcId::new),
                        query.tagsFor("security-group"));
        return xml ->
                xml.text("groupId", group.id())
                        .tags(group.tags())
                        .text("securityGroupArn", GroupXml.arn(zones.region(), group));
    }

    private static String text(Query query, String name) {
        String text = query.required(name);
        if (!TEXT.matcher(text).matches()) {
            throw InvalidParameterException.badValue(
                    name,
                    text.length() > 60 ? text.substring(0, 60) : text,
                    "it has at most 255 of the characters a-z, A-Z, 0-9, spaces, and"
                            + " ._-:/()#,@[]+=&;{}!$*");
        }
        if (name.equals("GroupName") && text.startsWith("sg-")) {
            throw InvalidParameterException.badValue(name, text, "a name cannot begin with sg-");
        }
        return text;
    }

    private static final java.util.regex.Pattern TEXT =
            java.util.regex.Pattern.compile("[a-zA-Z0-9 ._\\-:/()#,@\\[\\]+=&;{}!$*]{1,255}");
}
