package io.nova.frontend.ec2.action.group;

import io.nova.api.compute.ZoneService;
import io.nova.api.network.SecurityGroupService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.TagSpecifications;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.VpcId;
import io.nova.model.network.SecurityGroup;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes a security group. */
@Component(service = Ec2Action.class)
public final class CreateSecurityGroupAction implements Ec2Action {

    private static final TagSpecifications TAGS = TagSpecifications.on("security-group");

    private static final Type<String> TEXT =
            Type.matching(
                    Pattern.compile("[a-zA-Z0-9 ._\\-:/()#,@\\[\\]+=&;{}!$*]{1,255}"),
                    "it has at most 255 of the characters a-z, A-Z, 0-9, spaces, and"
                            + " ._-:/()#,@[]+=&;{}!$*");

    private static final Value<String> GROUP_NAME =
            Value.of("GroupName", Type.text(CreateSecurityGroupAction::name));
    private static final Value<String> GROUP_DESCRIPTION = Value.of("GroupDescription", TEXT);
    private static final Value<VpcId> VPC_ID = Value.of("VpcId", VpcId::new);

    private static final ActionSpec SPEC =
            ActionSpec.changes("CreateSecurityGroup", ResourceType.SECURITY_GROUP)
                    .needs(GROUP_NAME, GROUP_DESCRIPTION)
                    .takes(VPC_ID)
                    .tags(TAGS)
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
    public XmlBody perform(RequestContext context, Arguments call) {
        SecurityGroup group =
                groups.create(
                        context,
                        call.get(GROUP_NAME),
                        call.get(GROUP_DESCRIPTION),
                        call.find(VPC_ID),
                        TAGS.of(call));
        return xml ->
                xml.text("groupId", group.id())
                        .tags(group.tags())
                        .text("securityGroupArn", GroupXml.arn(zones.region(), group));
    }

    private static String name(String parameter, String text) {
        String name = TEXT.read(parameter, text);
        if (name.startsWith("sg-")) {
            throw InvalidParameterException.badValue(
                    parameter, name, "a name cannot begin with sg-");
        }
        return name;
    }
}
