package io.nova.itests.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Redis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The state driver is restarted, updated, and exchanged for another that gets all records, while
 * clients run instances and keep objects.
 */
class StateSwapTest {

    private static final String EMBEDDED = "io.nova.driver.state.embedded";
    private static final String REDIS = "io.nova.driver.state.redis";

    @TempDir private Path folder;

    @Test
    void noCallFailsAndNothingIsLostOrDoneTwice() throws Exception {
        Assumptions.assumeTrue(Redis.isInstalled(), "no redis-server");
        try (Redis redis = Redis.start(Files.createDirectory(folder.resolve("redis")), "everysec");
                Cloud cloud = Cloud.simulated("state-swap")) {
            cloud.set("NOVA_ROLES", "api, compute, network, objectstore, volume");
            cloud.configure("io.nova.manager.identity.quotas", "instances = 9000", "cores = 9000");
            cloud.configure(REDIS, "servers = " + redis.address());
            cloud.withoutRequestLimits();
            cloud.up();
            assertEquals("embedded", state(cloud).path("driver").asText());
            Load load = new Load(cloud, 4);
            try (load;
                    SteadyCalls steady = new SteadyCalls(cloud, 4)) {
                under(load, steady, cloud, "bundle:restart " + EMBEDDED);
                String newer = Jars.newer(EMBEDDED, folder).toUri().toString();
                under(load, steady, cloud, "bundle:update " + EMBEDDED + " " + newer);
                String told = under(load, steady, cloud, "nova:state-migrate redis");
                assertTrue(told.contains("redis serves; changes waited for"), told);
                assertTrue(told.contains("nova:state-migrate embedded"), told);
                assertEquals("redis", state(cloud).path("driver").asText());
                assertEquals(List.of("state-redis"), stateDrivers(cloud));
                under(load, steady, cloud, "bundle:restart " + REDIS);
                under(load, steady, cloud, "nova:state-migrate embedded");
                assertEquals(List.of("state-embedded"), stateDrivers(cloud));
                load.close();
                steady.stop();
                assertEquals(List.of(), load.failures());
                assertEquals(List.of(), steady.failures());
                JsonNode figures = state(cloud);
                System.out.printf(
                        "%d and %d calls, %d instances kept, %d terminated; %s%n",
                        load.calls(),
                        steady.calls(),
                        load.kept().size(),
                        load.terminated().size(),
                        figures);
                assertEquals("embedded", figures.path("driver").asText());
                assertEquals(5, figures.path("swaps").asLong(), figures::toString);
                assertTrue(figures.path("longestPauseMs").asLong() > 0, figures::toString);
            }
            HotSwapTest.everyInstanceIsAsAsked(cloud, load);
            assertEquals(List.of(), cloud.log().stream().filter(l -> l.contains("ERROR")).toList());
            theChoiceOutlivesTheProcess(cloud, load);
        }
    }

    private static String under(Load load, SteadyCalls steady, Cloud cloud, String command) {
        load.awaitCalls(40);
        steady.awaitCalls(40);
        String out = cloud.shell(command);
        load.awaitCalls(40);
        steady.awaitCalls(40);
        return out;
    }

    private static void theChoiceOutlivesTheProcess(Cloud cloud, Load load) throws IOException {
        Command.Result refused = cloud.nova("shell", "nova:state-migrate rediss");
        assertEquals(1, refused.exit(), refused::toString);
        assertTrue(refused.out().contains("'state-rediss' is none of"), refused::toString);
        cloud.shell("nova:state-migrate redis");
        cloud.kill();
        cloud.up();
        assertEquals("redis", state(cloud).path("driver").asText());
        assertEquals(List.of("state-redis"), stateDrivers(cloud));
        HotSwapTest.everyInstanceIsAsAsked(cloud, load);
        // By hand and without its records, the other store is not taken for the cloud.
        Path file = cloud.home().resolve("karaf/etc/io.nova.gated.state.cfg");
        assertTrue(Files.readString(file).contains("driver = redis"), Files.readString(file));
        assertFalse(cloud.shell("bundle:list -s --no-format").contains(EMBEDDED));
    }

    private static JsonNode state(Cloud cloud) throws IOException {
        String out = cloud.shell("nova:driver-list --json");
        for (JsonNode row : new ObjectMapper().readTree(out)) {
            if (row.path("family").asText().equals("state")) {
                return row;
            }
        }
        throw new AssertionError("no state in " + out);
    }

    /** Returns those of the host's drivers that keep records, as its file has them. */
    private static List<String> stateDrivers(Cloud cloud) throws IOException {
        String out = cloud.shell("nova:host-roles --json");
        List<String> drivers = new ArrayList<>();
        new ObjectMapper()
                .readTree(out)
                .path(0)
                .path("drivers")
                .forEach(word -> drivers.add(word.asText()));
        drivers.removeIf(word -> !word.startsWith("state-"));
        return drivers;
    }
}
