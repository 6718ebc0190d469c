package io.nova.manager.network;

import io.nova.api.tag.TaggedResources;
import io.nova.model.IdSource;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.SecurityGroupRule;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tags of security groups' rules, which are kept with their groups. */
@Component
public final class SecurityGroupRuleTags implements TaggedResources {

    private final Records<SecurityGroup> groups;
    private final IdSource ids;

    @Activate
    public SecurityGroupRuleTags(@Reference StateStore store, @Reference IdSource ids) {
        this.groups = new Records<>(store, Kinds.SECURITY_GROUP);
        this.ids = ids;
    }

    @Override
    public Map<String, String> kinds() {
        return Map.of("sgr", "security-group-rule");
    }

    private Optional<Rec<SecurityGroup>> holder(ProjectId project, String id) {
        return groups.page(Kinds.ofRule(id), "", 1).items().stream()
                .filter(rec -> rec.value().project().equals(project))
                .findFirst();
    }

    private static Optional<SecurityGroupRule> rule(SecurityGroup group, String id) {
        return group.rules().stream().filter(one -> one.id().value().equals(id)).findFirst();
    }

    @Override
    public Optional<Map<String, String>> find(ProjectId project, String id) {
        return holder(project, id)
                .flatMap(rec -> rule(rec.value(), id))
                .map(SecurityGroupRule::tags);
    }

    @Override
    public void retag(ProjectId project, String id, UnaryOperator<Map<String, String>> change) {
        Optional<?> changed =
                holder(project, id)
                        .flatMap(
                                rec ->
                                        groups.change(
                                                rec.id(),
                                                () -> "tag/" + ids.hex(16),
                                                one -> retagged(one, id, change)));
        if (changed.isEmpty()) {
            throw new NotFoundException(ResourceType.SECURITY_GROUP_RULE, id);
        }
    }

    /** The rule may have been revoked since its group was found. */
    private static Optional<SecurityGroup> retagged(
            SecurityGroup group, String id, UnaryOperator<Map<String, String>> change) {
        return rule(group, id)
                .map(
                        old -> {
                            List<SecurityGroupRule> rules = new ArrayList<>(group.rules());
                            rules.set(rules.indexOf(old), old.withTags(change.apply(old.tags())));
                            return group.withRules(rules);
                        });
    }

    /** A project has a bounded number of groups, and these of rules. */
    @Override
    public Page<Tagged> list(ProjectId project, String kind, String afterId, int limit) {
        List<Tagged> all = new ArrayList<>();
        groups.each(
                Kinds.ofProject(project),
                rec ->
                        rec.value().rules().stream()
                                .filter(rule -> !rule.tags().isEmpty())
                                .map(rule -> new Tagged(rule.id().value(), rule.tags()))
                                .forEach(all::add));
        return TaggedResources.page(all, afterId, limit);
    }
}
