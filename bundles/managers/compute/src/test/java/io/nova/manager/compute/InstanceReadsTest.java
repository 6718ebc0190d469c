package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.InstanceLookup;
import io.nova.api.compute.InstanceLookup.By;
import io.nova.api.compute.InstanceQuery;
import io.nova.api.compute.LaunchRequest;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.compute.Instance;
import io.nova.model.compute.PowerState;
import io.nova.model.compute.ShutdownBehavior;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Instances that are found by an index, and how few of the others are looked at. */
class InstanceReadsTest {

    private final Lab lab = new Lab().host("host-1", 1000);

    private List<Instance> run(RequestContext owner, int count, String name) {
        return lab.instances
                .run(
                        owner,
                        Lab.request(
                                count,
                                count,
                                Optional.empty(),
                                Map.of("Name", name),
                                Optional.empty()))
                .instances();
    }

    private static Set<String> tags(String... names) {
        Set<String> tags = new java.util.HashSet<>();
        Stream.of(names).forEach(name -> tags.add(InstanceLookup.tag("Name", name)));
        return tags;
    }

    private Page<Instance> page(
            By by, Set<String> values, Predicate<Instance> matching, String after, int limit) {
        return lab.instances.describe(
                Lab.OWNER,
                new InstanceQuery(
                        List.of(),
                        Optional.of(new InstanceLookup(by, values)),
                        matching,
                        after,
                        limit,
                        false));
    }

    private List<Instance> found(By by, Set<String> values) {
        return page(by, values, one -> true, "", 1000).items();
    }

    @Test
    void thoseOfAKeyAreTheProjectsOwnThatHaveNotEnded() {
        KeyPairManager keys = new KeyPairManager(lab.store, lab, lab, lab.clock, lab.ids);
        for (RequestContext owner : List.of(Lab.OWNER, Lab.OTHER)) {
            keys.create(owner, "mine", "ed25519", Map.of());
        }
        Instance one = withKey(Lab.OWNER, "mine");
        Instance ended = withKey(Lab.OWNER, "mine");
        withKey(Lab.OTHER, "mine");
        run(Lab.OWNER, 1, "no key");
        lab.instances.terminate(Lab.OWNER, List.of(ended.id()));
        lab.reports(Lab.saw(lab.now(ended), PowerState.GONE));
        assertEquals(List.of(one), lab.instances.withKey(Lab.OWNER.project(), "mine"));
        assertEquals(List.of(), lab.instances.withKey(Lab.OWNER.project(), "min"));
    }

    private Instance withKey(RequestContext owner, String key) {
        return lab.instances
                .run(
                        owner,
                        new LaunchRequest(
                                Lab.IMAGE,
                                1,
                                1,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(key),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                ShutdownBehavior.STOP,
                                Optional.empty(),
                                Map.of()))
                .instances()
                .get(0);
    }

    @Test
    void ofOthersNoneIsLookedAt() {
        List<Instance> web = sorted(run(Lab.OWNER, 2, "web"));
        run(Lab.OWNER, 3, "db");
        run(Lab.OTHER, 1, "web");
        List<Instance> seen = new ArrayList<>();
        assertEquals(web, page(By.TAG, tags("web"), seen::add, "", 1000).items());
        assertEquals(web, seen);
        assertEquals(List.of(), found(By.TAG, tags("we")));
        Instance one = web.get(0);
        assertEquals(web, found(By.RESERVATION, Set.of(one.reservation().value())));
        assertEquals(List.of(one), found(By.ID, Set.of(one.id().value(), "i-none")));
        assertEquals(List.of(one), found(By.PRIVATE_ADDRESS, Set.of(one.port().address().value())));
        assertEquals(List.of(one), found(By.NETWORK_INTERFACE, Set.of(one.port().id().value())));
        assertEquals(
                5,
                found(By.SECURITY_GROUP, Set.of(one.port().groups().get(0).id().value())).size());
    }

    @Test
    void whatBelongsToOthersIsNotFound() {
        Instance other = run(Lab.OTHER, 1, "web").get(0);
        assertEquals(List.of(), found(By.ID, Set.of(other.id().value())));
        assertEquals(List.of(), found(By.RESERVATION, Set.of(other.reservation().value())));
        assertEquals(List.of(), found(By.PRIVATE_ADDRESS, Set.of(other.port().address().value())));
        assertEquals(List.of(), found(By.TAG, tags("web")));
    }

    @Test
    void anInstanceIsFoundByTheTagsThatItHasNow() {
        Instance one = run(Lab.OWNER, 1, "web").get(0);
        new InstanceTags(lab.store, lab.ids)
                .retag(Lab.OWNER.project(), one.id().value(), tags -> Map.of("Name", "db"));
        assertEquals(List.of(), found(By.TAG, tags("web")));
        assertEquals(List.of(lab.now(one)), found(By.TAG, tags("db")));
    }

    @Test
    void pagesOfSeveralValuesHoldEachInstanceOnceInOrder() {
        List<Instance> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            all.addAll(run(Lab.OWNER, 1 + i % 3, i % 2 == 0 ? "web" : "db"));
        }
        run(Lab.OWNER, 2, "other");
        for (int limit = 1; limit < all.size() + 2; limit++) {
            assertEquals(sorted(all), pages(By.TAG, tags("web", "db", "none"), limit));
            Set<String> ids = new java.util.HashSet<>();
            all.forEach(one -> ids.add(one.id().value()));
            assertEquals(sorted(all), pages(By.ID, ids, limit));
        }
    }

    private List<Instance> pages(By by, Set<String> values, int limit) {
        List<Instance> read = new ArrayList<>();
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            Page<Instance> page = page(by, values, one -> true, after.get(), limit);
            assertTrue(page.items().size() <= limit && !page.items().isEmpty());
            read.addAll(page.items());
            after = page.next();
        }
        return read;
    }

    @Test
    void aPageLooksAtHardlyMoreThanItShows() {
        run(Lab.OWNER, 20, "web");
        List<Instance> seen = new ArrayList<>();
        InstanceQuery five = new InstanceQuery(List.of(), seen::add, "", 5, false);
        assertEquals(5, lab.instances.describe(Lab.OWNER, five).items().size());
        assertEquals(5, seen.size());
    }

    private static List<Instance> sorted(List<Instance> instances) {
        return instances.stream()
                .sorted(java.util.Comparator.comparing(one -> one.id().value()))
                .toList();
    }
}
