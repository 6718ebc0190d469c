package io.nova.itests.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The only driver of each family that is not proven by a test of its own is restarted and updated
 * while clients run instances, make volumes, and write and read objects.
 */
class FamiliesSwapTest {

    private static final List<String> DRIVERS =
            List.of(
                    "io.nova.driver.identity.local",
                    "io.nova.driver.objectstore.filesystem",
                    "io.nova.driver.volume.simulated",
                    "io.nova.driver.network.simulated");

    @TempDir private Path folder;

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger volumes = new AtomicInteger();
    private volatile boolean stopped;

    @Test
    void noCallFailsWhicheverDriverComesAnew() throws Exception {
        try (Cloud cloud = Cloud.simulated("families-swap")) {
            cloud.configure("io.nova.manager.identity.quotas", "instances = 9000", "cores = 9000");
            cloud.withoutRequestLimits();
            cloud.up();
            ExecutorService owner = Executors.newSingleThreadExecutor();
            owner.execute(() -> comeAndGo(cloud));
            try (Load load = new Load(cloud, 4);
                    SteadyCalls calls = new SteadyCalls(cloud, 2)) {
                for (String driver : DRIVERS) {
                    String newer = Jars.newer(driver, folder).toUri().toString();
                    exchange(cloud, load, calls, "bundle:restart " + driver);
                    exchange(cloud, load, calls, "bundle:update " + driver + " " + newer);
                }
                calls.stop();
                load.close();
                stopped = true;
                owner.shutdown();
                assertTrue(owner.awaitTermination(90, TimeUnit.SECONDS));
                assertEquals(List.of(), load.failures());
                assertEquals(List.of(), calls.failures());
                HotSwapTest.everyInstanceIsAsAsked(cloud, load);
                System.out.printf(
                        "%d calls of instances, %d others, %d volumes; %s%n",
                        load.calls(), calls.calls(), volumes.get(), families(cloud));
            } finally {
                owner.shutdownNow();
            }
            assertEquals(List.of(), List.copyOf(failures));
            assertEquals(List.of(), cloud.log().stream().filter(l -> l.contains("ERROR")).toList());
        }
    }

    private void exchange(Cloud cloud, Load load, SteadyCalls calls, String command) {
        pass(load, calls);
        cloud.shell(command);
        pass(load, calls);
        assertEquals(List.of(), load.failures(), command);
        assertEquals(List.of(), calls.failures(), command);
        assertEquals(List.of(), List.copyOf(failures), command);
    }

    private void pass(Load load, SteadyCalls calls) {
        int seen = volumes.get();
        load.awaitCalls(50);
        calls.awaitCalls(50);
        Wait.until(
                "another volume",
                Duration.ofSeconds(60),
                () -> volumes.get() > seen || !failures.isEmpty());
    }

    /** Makes one volume after another. */
    private void comeAndGo(Cloud cloud) {
        Client ec2 = cloud.ec2();
        try {
            while (!stopped) {
                String[] wanted = {"AvailabilityZone", "nova", "Size", "1"};
                String id = ec2.call("CreateVolume", wanted).ok().text("volumeId");
                Wait.until(
                        id + " is available",
                        Duration.ofSeconds(60),
                        () ->
                                ec2.call("DescribeVolumes", "VolumeId.1", id)
                                        .ok()
                                        .body()
                                        .contains("<status>available</status>"));
                ec2.call("DeleteVolume", "VolumeId", id).ok();
                volumes.incrementAndGet();
            }
        } catch (RuntimeException | AssertionError e) {
            failures.add(e.toString());
        }
    }

    /** What the gates of these families tell of the exchanges. */
    private static String families(Cloud cloud) throws IOException {
        StringBuilder pauses = new StringBuilder();
        for (JsonNode row : new ObjectMapper().readTree(cloud.shell("nova:driver-list --json"))) {
            String family = row.path("family").asText();
            if (DRIVERS.stream().anyMatch(one -> one.contains("." + family + "."))) {
                assertTrue(row.path("swaps").asLong(-1) >= 2, row::toString);
                pauses.append(row.path("longestPauseMs").asText())
                        .append(" ms without ")
                        .append(family)
                        .append("; ");
            }
        }
        return pauses.toString();
    }
}
