package io.nova.manager.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.api.network.SecurityGroupService.NewRule;
import io.nova.api.tag.TaggedResources.Tagged;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.SecurityGroupRule;
import io.nova.model.network.Traffic;
import io.nova.model.network.Traffic.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecurityGroupRuleTagsTest {

    private static final ProjectId OWNER = Lab.OWNER.project();
    private static final ProjectId OTHER = Lab.OTHER.project();

    private final Lab lab = new Lab();
    private final SecurityGroupRuleTags tags = new SecurityGroupRuleTags(lab.store, lab.ids);
    private final SecurityGroup group =
            lab.groups.create(Lab.OWNER, "web", "web", Optional.empty(), Map.of("of", "group"));

    private SecurityGroupRule rule(int port, Map<String, String> its) {
        Traffic traffic = new Traffic(false, Traffic.TCP, port, port, new Peer("0.0.0.0/0"));
        return lab.groups
                .authorize(
                        Lab.OWNER,
                        GroupRef.of(group.id()),
                        List.of(new NewRule(traffic, "why")),
                        its)
                .get(0);
    }

    private Optional<Map<String, String>> of(SecurityGroupRule rule) {
        return tags.find(OWNER, rule.id().value());
    }

    private List<String> listed(int limit) {
        return Page.all(after -> tags.list(OWNER, "security-group-rule", after, limit)).stream()
                .map(Tagged::id)
                .toList();
    }

    @Test
    void aRuleHasTagsOfItsOwn() {
        SecurityGroupRule http = rule(80, Map.of("a", "1"));
        SecurityGroupRule https = rule(443, Map.of());
        assertEquals(Optional.of(Map.of("a", "1")), of(http));
        tags.retag(OWNER, https.id().value(), before -> Map.of("b", "2"));
        assertEquals(Optional.of(Map.of("b", "2")), of(https));
        assertEquals(Optional.of(Map.of("a", "1")), of(http));
        SecurityGroup after = lab.groups.withRules(Lab.OWNER, List.of(https.id())).get(0);
        assertEquals(Map.of("of", "group"), after.tags());
        assertEquals(
                List.of(group.rules().get(0), http, https.withTags(Map.of("b", "2"))),
                after.rules(),
                "nothing else of the group is changed");
    }

    @Test
    void aRuleThatWasRevokedOrIsAnothersIsUnknown() {
        SecurityGroupRule http = rule(80, Map.of("a", "1"));
        assertEquals(Optional.empty(), tags.find(OTHER, http.id().value()));
        assertThrows(
                NotFoundException.class,
                () -> tags.retag(OTHER, http.id().value(), before -> Map.of()));
        lab.groups.revokeById(Lab.OWNER, GroupRef.of(group.id()), false, List.of(http.id()));
        assertEquals(Optional.empty(), of(http));
        NotFoundException gone =
                assertThrows(
                        NotFoundException.class,
                        () -> tags.retag(OWNER, http.id().value(), before -> Map.of("a", "2")));
        assertEquals(ResourceType.SECURITY_GROUP_RULE, gone.type());
        assertEquals(List.of(), listed(10));
    }

    @Test
    void pagesHoldEachOnceInTheOrderOfTheirIds() {
        List<String> all = new ArrayList<>();
        for (int port = 1; port <= 5; port++) {
            all.add(rule(port, Map.of("a", "1")).id().value());
        }
        rule(6, Map.of());
        all.sort(null);
        for (int limit : List.of(1, 2, 5, 9)) {
            assertEquals(all, listed(limit));
        }
    }
}
