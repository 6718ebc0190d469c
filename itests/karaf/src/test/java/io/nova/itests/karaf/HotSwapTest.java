package io.nova.itests.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.PretendedHost;
import io.nova.itests.cloud.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The hypervisor driver is exchanged while sixteen clients run and terminate instances. */
class HotSwapTest {

    private static final String DRIVER = "io.nova.driver.hypervisor.simulated";
    private static final String FEATURE = "nova-driver-hypervisor-simulated";
    private static final int CLIENTS = 16;

    /**
     * Each leaves another driver object in charge: of the same code, of new code, of other
     * settings.
     */
    private static final List<List<String>> EXCHANGES =
            List.of(
                    List.of("bundle:restart " + DRIVER),
                    List.of("bundle:update " + DRIVER),
                    List.of("config:property-set --pid " + DRIVER + " latencyMillis 5"),
                    List.of("bundle:stop " + DRIVER, "bundle:start " + DRIVER),
                    List.of("feature:uninstall " + FEATURE, "feature:install " + FEATURE),
                    List.of("bundle:refresh " + DRIVER),
                    List.of("config:property-set --pid " + DRIVER + " latencyMillis 0"));

    @Test
    void noCallFailsAndNoInstanceIsLostOrLaunchedTwice() throws Exception {
        try (Cloud cloud = Cloud.simulated("hot-swap")) {
            cloud.configure("io.nova.manager.identity.quotas", "instances = 9000", "cores = 9000");
            cloud.up();
            long swaps = swaps(cloud);
            Load load = new Load(cloud, CLIENTS);
            try (load) {
                for (List<String> exchange : EXCHANGES) {
                    load.awaitCalls(100);
                    exchange.forEach(cloud::shell);
                    load.awaitCalls(100);
                }
            }
            assertEquals(List.of(), load.failures());
            JsonNode driver = driver(cloud);
            System.out.printf(
                    "%d calls, %d instances kept, %d terminated; %s%n",
                    load.calls(), load.kept().size(), load.terminated().size(), driver);
            assertTrue(swaps(cloud) - swaps >= EXCHANGES.size(), driver::toString);
            Map<String, String> states = cloud.ec2().states();
            load.kept().forEach(id -> assertEquals("running", states.get(id), id));
            Wait.until(
                    "the terminated are gone, the others are there",
                    Duration.ofSeconds(60),
                    () -> PretendedHost.starts(cloud).keySet().equals(new TreeSet<>(load.kept())));
            assertEquals(
                    List.of(),
                    PretendedHost.starts(cloud).values().stream().filter(n -> n != 1).toList(),
                    "started more than once");
        }
    }

    private static long swaps(Cloud cloud) {
        return driver(cloud).path("swaps").asLong();
    }

    private static JsonNode driver(Cloud cloud) {
        String out = cloud.shell("nova:driver-list --json");
        try {
            for (JsonNode row : new ObjectMapper().readTree(out)) {
                if (row.path("family").asText().equalsIgnoreCase("hypervisor")) {
                    return row;
                }
            }
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + out, e);
        }
        throw new AssertionError("no hypervisor driver in " + out);
    }
}
