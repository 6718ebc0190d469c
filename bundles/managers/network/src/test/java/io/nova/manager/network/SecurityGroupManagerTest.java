package io.nova.manager.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.Quota;
import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.api.network.SecurityGroupService.NewRule;
import io.nova.model.AccessDeniedException;
import io.nova.model.AlreadyExistsException;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.SecurityGroupId;
import io.nova.model.VpcId;
import io.nova.model.network.PortGroup;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.SecurityGroupRule;
import io.nova.model.network.Traffic;
import io.nova.model.network.Traffic.Peer;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Tx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SecurityGroupManagerTest {

    private final Lab lab = new Lab();

    private SecurityGroup create(RequestContext context, String name) {
        return lab.groups.create(context, name, "a group", Optional.empty(), Map.of());
    }

    private static GroupRef ref(SecurityGroup group) {
        return GroupRef.of(group.id());
    }

    private static NewRule tcp(int port, String peer) {
        return new NewRule(new Traffic(false, Traffic.TCP, port, port, new Peer(peer)), "");
    }

    private List<SecurityGroup> all(RequestContext context) {
        return lab.groups.describe(context, List.of(), "", 100).items();
    }

    @Test
    void everyProjectHasADefaultGroupThatTrustsItselfAlone() {
        SecurityGroup group = all(Lab.OWNER).get(0);
        assertEquals("default", group.name());
        assertEquals(
                List.of(group.id().value(), "0.0.0.0/0"),
                group.rules().stream().map(rule -> rule.traffic().peer().value()).toList());
        assertEquals(
                List.of(new PortGroup(group.id(), "default")),
                lab.groups.forPort(Lab.OWNER.project(), group.vpc(), List.of()));
        assertTrue(
                all(Lab.OTHER).stream().noneMatch(other -> other.id().equals(group.id())),
                "each project has its own");
        assertThrows(IncorrectStateException.class, () -> lab.groups.delete(Lab.OWNER, ref(group)));
    }

    @Test
    void aNameIsOneGroupsInAVpcAndFreeAgainAfterItIsDeleted() {
        SecurityGroup web = create(Lab.OWNER, "web");
        assertThrows(AlreadyExistsException.class, () -> create(Lab.OWNER, "web"));
        create(Lab.OTHER, "web");
        lab.groups.delete(Lab.OWNER, GroupRef.named("web"));
        assertThrows(NotFoundException.class, () -> lab.groups.delete(Lab.OWNER, ref(web)));
        assertEquals("web", create(Lab.OWNER, "web").name());
    }

    @Test
    void groupsAreFoundByTheirIdsWithoutMindingOthers() {
        SecurityGroup web = create(Lab.OWNER, "web");
        SecurityGroup db = create(Lab.OWNER, "db");
        SecurityGroup foreign = create(Lab.OTHER, "web");
        SecurityGroupId unknown = new SecurityGroupId("sg-00000000000000099");
        assertEquals(
                Stream.of(web, db).sorted(Comparator.comparing(SecurityGroup::id)).toList(),
                lab.groups.present(
                        Lab.OWNER, List.of(db.id(), unknown, foreign.id(), web.id(), db.id())));
        assertEquals(List.of(), lab.groups.present(Lab.OTHER, List.of(web.id())));
    }

    @Test
    void aGroupThatAPortIsInIsNotDeletedAndADeletedOneTakesNoPort() {
        SecurityGroup web = create(Lab.OWNER, "web");
        String scope = SecurityGroupService.membership(web.id());
        lab.store.commit(Tx.of("join").quota(scope, 1, SecurityGroupService.MAX_MEMBERS).build());
        assertThrows(InUseException.class, () -> lab.groups.delete(Lab.OWNER, ref(web)));
        lab.store.commit(Tx.of("leave").quota(scope, -1, Long.MAX_VALUE).build());
        lab.groups.delete(Lab.OWNER, ref(web));
        // A launch that read the group before comes too late.
        assertInstanceOf(
                CommitResult.QuotaExceeded.class,
                lab.store.commit(
                        Tx.of("late").quota(scope, 1, SecurityGroupService.MAX_MEMBERS).build()));
    }

    @Test
    void aGroupThatAnotherNamesIsNotDeleted() {
        SecurityGroup web = create(Lab.OWNER, "web");
        SecurityGroup db = create(Lab.OWNER, "db");
        lab.groups.authorize(Lab.OWNER, ref(db), List.of(tcp(5432, web.id().value())), Map.of());
        assertThrows(InUseException.class, () -> lab.groups.delete(Lab.OWNER, ref(web)));
        lab.groups.delete(Lab.OWNER, ref(db));
        lab.groups.delete(Lab.OWNER, ref(web));
    }

    @Test
    void groupsAreFoundByTheirRulesWithoutMindingOthers() {
        SecurityGroup web = create(Lab.OWNER, "web");
        List<SecurityGroupRule> added = openToTheWeb(web, Map.of());
        List<SecurityGroup> found = lab.groups.presentWithRules(Lab.OWNER, ids(added));
        assertEquals(List.of(web.id()), found.stream().map(SecurityGroup::id).toList());
        assertEquals(List.of(), lab.groups.presentWithRules(Lab.OTHER, ids(added)));
        lab.groups.revokeById(Lab.OWNER, ref(web), false, ids(added));
        assertEquals(List.of(), lab.groups.presentWithRules(Lab.OWNER, ids(added)));
        assertEquals(List.of(), lab.groups.presentWithRules(Lab.OWNER, List.of()));
    }

    @Test
    void rulesComeAndGoAllOrNone() {
        SecurityGroup web = create(Lab.OWNER, "web");
        List<SecurityGroupRule> added = openToTheWeb(web, Map.of("k", "v"));
        assertEquals(Map.of("k", "v"), added.get(1).tags());
        assertThrows(
                AlreadyExistsException.class,
                () ->
                        lab.groups.authorize(
                                Lab.OWNER,
                                ref(web),
                                List.of(tcp(22, "0.0.0.0/0"), tcp(80, "0.0.0.0/0")),
                                Map.of()));
        assertThrows(
                NotFoundException.class,
                () ->
                        lab.groups.revoke(
                                Lab.OWNER,
                                ref(web),
                                List.of(
                                        tcp(80, "0.0.0.0/0").traffic(),
                                        tcp(81, "0.0.0.0/0").traffic())));
        assertEquals(3, lab.groups.withRules(Lab.OWNER, ids(added)).get(0).rules().size());
        lab.groups.revokeById(Lab.OWNER, ref(web), false, ids(added));
        assertThrows(NotFoundException.class, () -> lab.groups.withRules(Lab.OWNER, ids(added)));
        assertEquals(List.of(web.id(), web.id()), lab.changedGroups);
    }

    private List<SecurityGroupRule> openToTheWeb(SecurityGroup group, Map<String, String> tags) {
        return lab.groups.authorize(
                Lab.OWNER, ref(group), List.of(tcp(80, "0.0.0.0/0"), tcp(443, "0.0.0.0/0")), tags);
    }

    private static List<io.nova.model.SecurityGroupRuleId> ids(List<SecurityGroupRule> rules) {
        return rules.stream().map(SecurityGroupRule::id).toList();
    }

    @Test
    void aRuleNamesOnlyGroupsThatTheProjectHas() {
        SecurityGroup foreign = create(Lab.OTHER, "theirs");
        SecurityGroup web = create(Lab.OWNER, "web");
        NewRule rule = tcp(80, foreign.id().value());
        assertThrows(
                NotFoundException.class,
                () -> lab.groups.authorize(Lab.OWNER, ref(web), List.of(rule), Map.of()));
    }

    @Test
    void anotherProjectsGroupIsNotThere() {
        SecurityGroup foreign = create(Lab.OTHER, "theirs");
        GroupRef ref = ref(foreign);
        assertThrows(NotFoundException.class, () -> lab.groups.delete(Lab.OWNER, ref));
        assertThrows(NotFoundException.class, () -> lab.groups.idOf(Lab.OWNER, ref));
        assertThrows(
                NotFoundException.class,
                () -> lab.groups.describe(Lab.OWNER, List.of(ref), "", 10));
        assertThrows(
                NotFoundException.class,
                () -> lab.groups.forPort(Lab.OWNER.project(), foreign.vpc(), List.of(ref)));
    }

    @Test
    void groupsAndRulesAreLimited() {
        lab.limits.put(Quota.SECURITY_GROUPS, 1L);
        SecurityGroup web = create(Lab.OWNER, "web");
        assertThrows(LimitExceededException.class, () -> create(Lab.OWNER, "db"));
        List<NewRule> rules = new ArrayList<>();
        IntStream.rangeClosed(1, SecurityGroupService.MAX_RULES)
                .forEach(port -> rules.add(tcp(port, "0.0.0.0/0")));
        lab.groups.authorize(Lab.OWNER, ref(web), rules, Map.of());
        assertThrows(
                LimitExceededException.class,
                () ->
                        lab.groups.authorize(
                                Lab.OWNER, ref(web), List.of(tcp(999, "0.0.0.0/0")), Map.of()));
    }

    @Test
    void aPortIsInSixteenGroupsAtMost() {
        List<GroupRef> in = new ArrayList<>();
        SecurityGroup last = create(Lab.OWNER, "g0");
        in.add(ref(last));
        for (int i = 1; i < SecurityGroupService.MAX_GROUPS_OF_PORT; i++) {
            last = create(Lab.OWNER, "g" + i);
            in.add(ref(last));
        }
        // A group that is named twice counts once.
        in.add(ref(last));
        ProjectId owner = Lab.OWNER.project();
        VpcId vpc = last.vpc();
        assertEquals(
                SecurityGroupService.MAX_GROUPS_OF_PORT, lab.groups.forPort(owner, vpc, in).size());
        in.add(ref(create(Lab.OWNER, "more")));
        assertThrows(LimitExceededException.class, () -> lab.groups.forPort(owner, vpc, in));
    }

    @Test
    void whoMayNotIsRefused() {
        lab.denied.add("ec2:CreateSecurityGroup");
        assertThrows(AccessDeniedException.class, () -> create(Lab.OWNER, "web"));
    }
}
