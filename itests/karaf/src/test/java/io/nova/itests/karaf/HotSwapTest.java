package io.nova.itests.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.PretendedHost;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hypervisor driver is exchanged while sixteen clients run and terminate instances. */
class HotSwapTest {

    private static final String DRIVER = "io.nova.driver.hypervisor.simulated";
    private static final String FEATURE = "nova-driver-hypervisor-simulated";
    private static final String SET = "config:property-set --pid " + DRIVER + " ";
    private static final int CLIENTS = 16;
    private static final Duration AT_LEAST = Duration.ofSeconds(30);

    @TempDir private Path folder;

    @Test
    void noCallFailsAndNoInstanceIsLostOrLaunchedTwice() throws Exception {
        try (Cloud cloud = Cloud.simulated("hot-swap")) {
            cloud.configure("io.nova.manager.identity.quotas", "instances = 9000", "cores = 9000");
            cloud.withoutRequestLimits();
            cloud.up();
            List<List<String>> exchanges = exchanges();
            long swaps = swaps(cloud);
            Load load = new Load(cloud, CLIENTS);
            int rounds = 0;
            try (load) {
                long began = System.nanoTime();
                do {
                    for (List<String> exchange : exchanges) {
                        load.awaitCalls(100);
                        exchange.forEach(cloud::shell);
                        load.awaitCalls(100);
                    }
                    load.awaitCalls(100);
                    rounds++;
                } while (System.nanoTime() - began < AT_LEAST.toNanos());
                // A driver of another name, and back.
                cloud.shell(SET + "driver.name another");
                awaitDriver(cloud, "another");
                load.awaitCalls(100);
                cloud.shell(SET + "driver.name simulated");
                awaitDriver(cloud, "simulated");
                load.awaitCalls(100);
            }
            assertEquals(List.of(), load.failures());
            JsonNode driver = driver(cloud);
            System.out.printf(
                    "%d calls, %d instances kept, %d terminated; %s%n",
                    load.calls(), load.kept().size(), load.terminated().size(), driver);
            assertTrue(
                    swaps(cloud) - swaps >= (long) rounds * exchanges.size() + 2, driver::toString);
            long longest = driver.path("longestPauseMs").asLong(-1);
            assertTrue(longest >= 0, driver::toString);
            assertTrue(driver.path("waitedMs").asLong(-1) >= longest, driver::toString);
            everyInstanceIsAsAsked(cloud, load);
            assertEquals(List.of(), cloud.log().stream().filter(l -> l.contains("ERROR")).toList());
        }
    }

    /**
     * Each leaves another driver object in charge: of the same code, of new code, of other
     * settings.
     */
    private List<List<String>> exchanges() throws IOException {
        return List.of(
                List.of("bundle:restart " + DRIVER),
                List.of("bundle:update " + DRIVER + " " + Jars.newer(DRIVER, folder).toUri()),
                List.of(SET + "latencyMillis 5"),
                List.of("bundle:stop " + DRIVER, "bundle:start " + DRIVER),
                List.of("feature:uninstall -r " + FEATURE, "feature:install -r " + FEATURE),
                List.of("bundle:update " + DRIVER),
                List.of("bundle:refresh " + DRIVER),
                List.of(SET + "latencyMillis 0"));
    }

    /** Nothing is lost, and nothing was done twice. */
    static void everyInstanceIsAsAsked(Cloud cloud, Load load) {
        assertEquals(load.acknowledged(), load.kept().size() + load.terminated().size());
        Wait.until(
                "the terminated are gone, the others are there, and there are no more",
                Duration.ofSeconds(60),
                () -> PretendedHost.starts(cloud).keySet().equals(new TreeSet<>(load.kept())));
        assertEquals(
                List.of(),
                PretendedHost.starts(cloud).values().stream().filter(n -> n != 1).toList(),
                "started more than once");
        Wait.until(
                "every end is reported",
                Duration.ofSeconds(60),
                () -> !cloud.ec2().states().containsValue("shutting-down"));
        Map<String, String> states = cloud.ec2().states();
        load.kept().forEach(id -> assertEquals("running", states.get(id), id));
        load.terminated().forEach(id -> assertEquals("terminated", states.get(id), id));
        assertEquals(load.acknowledged(), states.size(), "instances that nobody asked for");
    }

    private static void awaitDriver(Cloud cloud, String name) {
        // Hosts report every few seconds who serves.
        Wait.until(
                "the driver " + name,
                Duration.ofSeconds(30),
                () -> driver(cloud).path("driver").asText().equals(name));
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
