package io.nova.manager.network;

import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.api.network.SecurityGroupService.NewRule;
import io.nova.model.AlreadyExistsException;
import io.nova.model.IdSource;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.SecurityGroupId;
import io.nova.model.SecurityGroupRuleId;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.SecurityGroupRule;
import io.nova.model.network.Traffic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A group with other rules; pure.
 *
 * @param rules those that were added or removed
 */
record RuleChanges(SecurityGroup group, List<SecurityGroupRule> rules, Set<GroupRef> newPeers) {

    static RuleChanges added(
            SecurityGroup group, List<NewRule> wanted, Map<String, String> tags, IdSource ids) {
        List<SecurityGroupRule> rules = new ArrayList<>(group.rules());
        List<SecurityGroupRule> added = new ArrayList<>();
        Set<GroupRef> peers = new HashSet<>();
        for (NewRule one : wanted) {
            if (rules.stream().anyMatch(rule -> rule.traffic().equals(one.traffic()))) {
                throw new AlreadyExistsException(
                        ResourceType.SECURITY_GROUP_RULE,
                        one.traffic().peer().value(),
                        "The rule \"peer: %s, %s\" already exists in the security group '%s'"
                                .formatted(one.traffic().peer(), words(one.traffic()), group.id()));
            }
            SecurityGroupRule rule =
                    new SecurityGroupRule(
                            SecurityGroupRuleId.next(ids), one.traffic(), one.description(), tags);
            rules.add(rule);
            added.add(rule);
            if (one.traffic().peer().isGroup()) {
                peers.add(GroupRef.of(new SecurityGroupId(one.traffic().peer().value())));
            }
        }
        refuseTooMany(group, rules);
        return new RuleChanges(group.withRules(rules), added, peers);
    }

    static RuleChanges removed(SecurityGroup group, List<Traffic> unwanted) {
        List<SecurityGroupRule> removed = new ArrayList<>();
        for (Traffic traffic : Set.copyOf(unwanted)) {
            removed.add(
                    group.rules().stream()
                            .filter(rule -> rule.traffic().equals(traffic))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new NotFoundException(
                                                    ResourceType.SECURITY_GROUP_RULE,
                                                    traffic.peer().value(),
                                                    ("The security group '%s' has no rule"
                                                                    + " \"peer: %s, %s\"")
                                                            .formatted(
                                                                    group.id(),
                                                                    traffic.peer(),
                                                                    words(traffic)))));
        }
        return without(group, removed);
    }

    static RuleChanges removedById(
            SecurityGroup group, boolean egress, Collection<SecurityGroupRuleId> unwanted) {
        List<SecurityGroupRule> removed = new ArrayList<>();
        for (SecurityGroupRuleId id : Set.copyOf(unwanted)) {
            removed.add(
                    group.rules().stream()
                            .filter(rule -> rule.id().equals(id))
                            .filter(rule -> rule.traffic().egress() == egress)
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new NotFoundException(
                                                    ResourceType.SECURITY_GROUP_RULE, id)));
        }
        return without(group, removed);
    }

    private static RuleChanges without(SecurityGroup group, List<SecurityGroupRule> removed) {
        List<SecurityGroupRule> rules = new ArrayList<>(group.rules());
        rules.removeAll(removed);
        return new RuleChanges(group.withRules(rules), removed, Set.of());
    }

    private static void refuseTooMany(SecurityGroup group, List<SecurityGroupRule> rules) {
        long out = rules.stream().filter(rule -> rule.traffic().egress()).count();
        if (Math.max(out, rules.size() - out) > SecurityGroupService.MAX_RULES) {
            throw new LimitExceededException(
                    ResourceType.SECURITY_GROUP_RULE,
                    group.id().value(),
                    "The security group '%s' can have %d rules at most in each direction"
                            .formatted(group.id(), SecurityGroupService.MAX_RULES));
        }
    }

    private static String words(Traffic traffic) {
        return "%s, protocol %d, from %d to %d"
                .formatted(
                        traffic.egress() ? "outbound" : "inbound",
                        traffic.protocol(),
                        traffic.from(),
                        traffic.to());
    }
}
