package io.nova.frontend.ec2.action.group;

import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.SecurityGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the project's security groups. */
@Component(service = Ec2Action.class)
public final class DescribeSecurityGroupsAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeSecurityGroups", ResourceType.SECURITY_GROUP)
                    .takes("GroupId.N", "GroupName.N")
                    .describes()
                    .build();

    private final SecurityGroupService groups;

    @Activate
    public DescribeSecurityGroupsAction(@Reference SecurityGroupService groups) {
        this.groups = groups;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Query query) {
        List<GroupRef> asked = new ArrayList<>();
        query.list("GroupId", SecurityGroupId::new).forEach(id -> asked.add(GroupRef.of(id)));
        query.list("GroupName").forEach(name -> asked.add(GroupRef.named(name)));
        Paging paging = Paging.of(query, !asked.isEmpty());
        Predicate<SecurityGroup> matching = GroupFilters.FILTERS.of(query);
        Page<SecurityGroup> page =
                paging.read((after, limit) -> groups.describe(context, asked, after, limit));
        List<SecurityGroup> shown = page.items().stream().filter(matching).toList();
        return xml ->
                xml.items("securityGroupInfo", shown, one -> GroupXml.write(xml, one))
                        .text("nextToken", page.next().map(paging::token));
    }
}
