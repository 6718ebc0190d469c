package io.nova.itests.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.frontend.ec2.ActionSpec;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A request with DryRun changes nothing of anybody; the same request without it does. */
class DryRunTest {

    /** Nothing is seen of a restart, and a guest that runs is started already. */
    private static final Set<String> UNSEEN = Set.of("RebootInstances", "StartInstances");

    private static WholeApi api;

    @BeforeAll
    static void start() {
        api = new WholeApi();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void onlyWithoutItAnythingChanges() {
        Belongings bystander = new Belongings(api, 1, "bystander");
        Map<String, String> others = Sight.of(api, bystander);
        Set<String> unseen = new TreeSet<>();
        int project = 2;
        for (ActionSpec spec : api.actions()) {
            Belongings own = spec.mutates() ? new Belongings(api, project++, "own") : bystander;
            Map<String, String> good = new GoodRequest(spec, own).parameters();
            Map<String, String> dry = new TreeMap<>(good);
            dry.put("DryRun", "true");
            Map<String, String> before = Sight.of(api, own);
            assertEquals("DryRunOperation", own.client.call(spec.name(), dry).code(), spec.name());
            assertEquals(before, Sight.of(api, own), spec.name());
            own.client.call(spec.name(), good).ok();
            if (spec.mutates() && before.equals(Sight.of(api, own))) {
                unseen.add(spec.name());
            }
        }
        assertEquals(UNSEEN, unseen);
        assertEquals(others, Sight.of(api, bystander));
    }
}
