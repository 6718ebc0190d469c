package io.nova.frontend.ec2.action.group;

import io.nova.api.compute.ZoneService;
import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.action.group.GroupFilters.Named;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.SecurityGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the project's security groups. */
@Component(service = Ec2Action.class)
public final class DescribeSecurityGroupsAction implements Ec2Action {

    private static final Values<SecurityGroupId> GROUP_IDS =
            Values.of("GroupId", SecurityGroupId::new);
    private static final Values<String> GROUP_NAMES = Values.text("GroupName");

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeSecurityGroups", ResourceType.SECURITY_GROUP)
                    .takes(GROUP_IDS, GROUP_NAMES)
                    .describes(GroupFilters.FILTERS)
                    .build();

    private static final int STEP = 1000;

    private final SecurityGroupService groups;
    private final ZoneService zones;

    @Activate
    public DescribeSecurityGroupsAction(
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
        List<GroupRef> asked = new ArrayList<>();
        call.list(GROUP_IDS).forEach(id -> asked.add(GroupRef.of(id)));
        call.list(GROUP_NAMES).forEach(name -> asked.add(GroupRef.named(name)));
        Paging paging = Paging.of(call, !asked.isEmpty());
        Predicate<Named> matching = GroupFilters.FILTERS.of(call);
        Names names = new Names(context);
        Page<SecurityGroup> page =
                paging.read(
                        (after, limit) -> groups.describe(context, asked, after, limit),
                        one -> matching.test(new Named(one, names::of)));
        return xml ->
                xml.items(
                                "securityGroupInfo",
                                page.items(),
                                one -> GroupXml.write(xml, zones.region(), one))
                        .text("nextToken", page.next().map(paging::token));
    }

    /**
     * The names of the project's groups: rules tell the groups that they mean by id. They are read
     * once, and only for a filter that asks for one.
     */
    private final class Names {

        private final RequestContext context;
        private final Map<SecurityGroupId, String> known = new HashMap<>();

        Names(RequestContext context) {
            this.context = context;
        }

        Optional<String> of(SecurityGroupId id) {
            if (known.isEmpty()) {
                read();
            }
            return Optional.ofNullable(known.get(id));
        }

        private void read() {
            Page.all(after -> groups.describe(context, List.of(), after, STEP))
                    .forEach(one -> known.put(one.id(), one.name()));
        }
    }
}
