package io.nova.manager.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.Authorizer;
import io.nova.api.tag.TagService;
import io.nova.api.tag.TagService.Tag;
import io.nova.model.AccessDeniedException;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.Role;
import io.nova.model.UserId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagManagerTest implements Authorizer {

    private static final RequestContext OWNER = context("000000000001");
    private static final RequestContext OTHER = context("000000000002");

    private final Set<String> denied = new HashSet<>();
    private final TagManager tags = new TagManager(this);
    private final Shelf groups = new Shelf("sg", "security-group", ResourceType.SECURITY_GROUP);
    private final Shelf rules =
            new Shelf("sgr", "security-group-rule", ResourceType.SECURITY_GROUP_RULE);
    private final Shelf instances = new Shelf("i", "instance", ResourceType.INSTANCE);

    TagManagerTest() {
        List.of(rules, instances, groups).forEach(tags::addOwner);
    }

    private static RequestContext context(String project) {
        return new RequestContext(
                "request",
                new Caller(
                        new UserId("alice"),
                        new ProjectId(project),
                        new AccessKeyId("AKIAIOSFODNN7EXAMPLE"),
                        Set.of(Role.SYSADMIN)));
    }

    private static String put(Shelf shelf, int number, Map<String, String> its) {
        return shelf.put(OWNER.project(), number, its);
    }

    private static Map<String, String> many(int from, int to) {
        Map<String, String> some = new TreeMap<>();
        IntStream.range(from, to).forEach(i -> some.put("key-" + i, "value"));
        return some;
    }

    private List<Tag> all(Set<String> kinds, int limit) {
        List<Tag> found = new ArrayList<>();
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            Page<Tag> page = tags.describe(OWNER, kinds, Set.of(), tag -> true, after.get(), limit);
            assertTrue(page.items().size() <= limit);
            found.addAll(page.items());
            after = page.next();
        }
        return found;
    }

    @Test
    void tagsAreSetOnResourcesOfSeveralKindsAndTakenOff() {
        String one = put(instances, 1, Map.of("old", "1"));
        String two = put(rules, 1, Map.of());
        tags.create(OWNER, List.of(one, two), Map.of("a", "b", "old", "2"));
        assertEquals(Map.of("a", "b", "old", "2"), instances.tags(one));
        assertEquals(Map.of("a", "b", "old", "2"), rules.tags(two));
        tags.delete(
                OWNER,
                List.of(one, two),
                Map.of("a", Optional.empty(), "old", Optional.of("another")));
        assertEquals(Map.of("old", "2"), instances.tags(one), "of another value it stays");
        tags.delete(OWNER, List.of(one), Map.of());
        assertEquals(Map.of(), instances.tags(one));
    }

    @Test
    void fiftyTagsAreTheMostAndWhoSetsOneAgainAddsNone() {
        String full = put(instances, 1, Map.of());
        tags.create(OWNER, List.of(full), many(0, 40));
        tags.create(OWNER, List.of(full), many(30, TagService.MAX_TAGS));
        assertEquals(TagService.MAX_TAGS, instances.tags(full).size());
        tags.create(OWNER, List.of(full), Map.of("key-7", "other"));
        assertEquals("other", instances.tags(full).get("key-7"));
        LimitExceededException many =
                assertThrows(
                        LimitExceededException.class,
                        () -> tags.create(OWNER, List.of(full), Map.of("one", "more")));
        assertEquals(ResourceType.TAG, many.type());
        assertEquals(TagService.MAX_TAGS, instances.tags(full).size());
    }

    @Test
    void oneResourceThatCannotBeTaggedLeavesAllAsTheyWere() {
        String free = put(groups, 1, Map.of());
        String full = put(instances, 1, many(0, TagService.MAX_TAGS));
        String foreign = instances.put(OTHER.project(), 2, Map.of());
        for (String wrong : List.of(full, foreign, "i-00000000", "fnord-00000001", "sg-xyz")) {
            assertThrows(
                    RuntimeException.class,
                    () -> tags.create(OWNER, List.of(free, wrong), Map.of("a", "b")),
                    wrong);
        }
        assertEquals(Map.of(), groups.tags(free));
        assertEquals(0, groups.writes + instances.writes);
    }

    @Test
    void whatIsNotThereIsMissedAsWhatItsIdSaysItIs() {
        String foreign = rules.put(OTHER.project(), 1, Map.of());
        NotFoundException rule =
                assertThrows(
                        NotFoundException.class,
                        () -> tags.create(OWNER, List.of(foreign), Map.of("a", "b")));
        assertEquals(ResourceType.SECURITY_GROUP_RULE, rule.type());
        NotFoundException instance =
                assertThrows(
                        NotFoundException.class,
                        () -> tags.delete(OWNER, List.of("i-00000000"), Map.of()));
        assertEquals(ResourceType.INSTANCE, instance.type());
        assertEquals("i-00000000", instance.id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "i",
                "i-",
                "i-0000000",
                "i-0000000000000000g",
                "i-0000000000000000A",
                "I-00000001",
                "x-00000001",
                "sg-00000001-00000001",
                "i-00000001 "
            })
    void whatIsNoIdIsRefused(String id) {
        InvalidParameterException malformed =
                assertThrows(
                        InvalidParameterException.class,
                        () -> tags.create(OWNER, List.of(id), Map.of("a", "b")));
        assertEquals(InvalidParameterException.Problem.MALFORMED_ID, malformed.problem());
        assertEquals(ResourceType.TAG, malformed.type());
    }

    @Test
    void pagesHoldEachTagOnceWhateverTheNamesOfTheKindsHaveInCommon() {
        for (Shelf shelf : List.of(groups, rules, instances)) {
            for (int i = 1; i <= 3; i++) {
                put(shelf, i, Map.of("a", "1", "b/c", "2", "z", "3"));
            }
        }
        List<Tag> whole = all(Set.of(), 1000);
        assertEquals(27, whole.size());
        for (int limit : List.of(1, 2, 5, 9, 26)) {
            assertEquals(whole, all(Set.of(), limit), "in pages of " + limit);
        }
        assertEquals(
                whole.stream().filter(tag -> tag.kind().startsWith("security-group")).toList(),
                all(Set.of("security-group", "security-group-rule"), 4));
    }

    @Test
    void tagsOfSomeResourcesAreFoundByTheirIds() {
        String group = put(groups, 1, Map.of("a", "1"));
        String rule = put(rules, 1, Map.of("b", "2"));
        put(rules, 2, Map.of("c", "3"));
        Page<Tag> found =
                tags.describe(
                        OWNER, Set.of(), Set.of(rule, group, "i-1", "-"), tag -> true, "", 10);
        assertEquals(
                Set.of(
                        new Tag("security-group", group, "a", "1"),
                        new Tag("security-group-rule", rule, "b", "2")),
                Set.copyOf(found.items()));
        assertEquals(
                List.of(),
                tags.describe(OTHER, Set.of(), Set.of(rule, group), tag -> true, "", 10).items());
    }

    @Test
    void whoMayNotIsRefused() {
        String one = put(instances, 1, Map.of());
        denied.addAll(List.of("ec2:CreateTags", "ec2:DeleteTags", "ec2:DescribeTags"));
        assertThrows(
                AccessDeniedException.class,
                () -> tags.create(OWNER, List.of(one), Map.of("a", "b")));
        assertThrows(AccessDeniedException.class, () -> tags.delete(OWNER, List.of(one), Map.of()));
        assertThrows(AccessDeniedException.class, () -> all(Set.of(), 10));
        assertEquals(0, instances.writes);
    }

    @Override
    public void require(Caller caller, String action) {
        if (!allows(caller, action)) {
            throw new AccessDeniedException(action, "You may not " + action);
        }
    }

    @Override
    public boolean allows(Caller caller, String action) {
        return !denied.contains(action);
    }
}
