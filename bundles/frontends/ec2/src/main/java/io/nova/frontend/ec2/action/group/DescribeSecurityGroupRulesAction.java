package io.nova.frontend.ec2.action.group;

import io.nova.api.compute.ZoneService;
import io.nova.api.network.SecurityGroupService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SecurityGroupId;
import io.nova.model.SecurityGroupRuleId;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.SecurityGroupRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the rules of the project's security groups, one by one. */
@Component(service = Ec2Action.class)
public final class DescribeSecurityGroupRulesAction implements Ec2Action {

    private static final String RULE = "security-group-rule-id";

    private static final Filters<Owned> FILTERS =
            new Filters.Builder<Owned>()
                    .on("group-id", one -> one.group().id())
                    .on(RULE, one -> one.rule().id())
                    .onTags(one -> one.rule().tags())
                    .build();

    private static final Values<SecurityGroupRuleId> SECURITY_GROUP_RULE_IDS =
            Values.of("SecurityGroupRuleId", SecurityGroupRuleId::new);

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeSecurityGroupRules", ResourceType.SECURITY_GROUP)
                    .takes(SECURITY_GROUP_RULE_IDS)
                    .describes(FILTERS)
                    .build();

    private final SecurityGroupService groups;
    private final ZoneService zones;

    @Activate
    public DescribeSecurityGroupRulesAction(
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
        Set<SecurityGroupRuleId> ids = new LinkedHashSet<>(call.list(SECURITY_GROUP_RULE_IDS));
        Paging paging = Paging.of(call, !ids.isEmpty());
        Predicate<Owned> matching = FILTERS.of(call);
        List<Owned> rules = new ArrayList<>();
        for (SecurityGroup group : groups(context, call, ids)) {
            for (SecurityGroupRule rule : group.rules()) {
                Owned owned = new Owned(group, rule);
                if ((ids.isEmpty() || ids.contains(rule.id())) && matching.test(owned)) {
                    rules.add(owned);
                }
            }
        }
        rules.sort(Comparator.comparing(one -> one.rule().id()));
        Page<Owned> page =
                paging.read(
                        (after, limit) ->
                                Paging.page(rules, one -> one.rule().id().value(), after, limit));
        return xml ->
                xml.items(
                                "securityGroupRuleSet",
                                page.items(),
                                one ->
                                        GroupXml.rule(
                                                xml,
                                                zones.region(),
                                                one.group().project(),
                                                one.group().id(),
                                                one.rule()))
                        .text("nextToken", page.next().map(paging::token));
    }

    /** A filter that names groups or rules exactly has them looked up, and no others. */
    private List<SecurityGroup> groups(
            RequestContext context, Arguments call, Set<SecurityGroupRuleId> ids) {
        if (!ids.isEmpty()) {
            return groups.withRules(context, ids);
        }
        return Filters.ids(call, RULE, SecurityGroupRuleId::new)
                .map(some -> groups.presentWithRules(context, some))
                .or(
                        () ->
                                Filters.ids(call, "group-id", SecurityGroupId::new)
                                        .map(some -> groups.present(context, some)))
                .orElseGet(() -> groups.withRules(context, ids));
    }

    private record Owned(SecurityGroup group, SecurityGroupRule rule) {}
}
