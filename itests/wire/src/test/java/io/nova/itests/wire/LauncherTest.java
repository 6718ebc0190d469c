package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./nova} promises about a cloud that has instances. */
@ExtendWith(SimulatedCloud.class)
class LauncherTest {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Test
    void upOnARunningCloudSaysSoInUnderASecond(Cloud cloud) {
        long began = System.nanoTime();
        Command.Result again = cloud.nova("up").ok();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertTrue(again.out().contains("already up (pid " + cloud.pid() + ")"), again::toString);
        // The promise itself, not a benchmark: it takes some 50 ms.
        assertTrue(took.compareTo(Duration.ofSeconds(1)) < 0, () -> "took " + took);
    }

    @Test
    void statusTellsWhatRuns(Cloud cloud) {
        String status = cloud.nova("status").ok().out();
        assertTrue(status.contains("pid " + cloud.pid()), status);
        assertTrue(status.contains(cloud.endpoint("ec2").toString()), status);
        assertTrue(status.contains("hosts up"), status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nova:status",
                "nova:host-list",
                "nova:instance-list",
                "nova:driver-list",
                "nova:image-list",
                "nova:volume-list",
                "nova:snapshot-list",
                "nova:objectstore-status",
                "nova:objectstore-status --damages",
                "nova:project-list",
                "nova:user-list",
                "nova:project-create wire-project",
                "nova:user-create wire-user",
                "nova:access-key-create --project wire-project wire-user"
            })
    void theShellPrintsJsonAndNothingElse(String line, Cloud cloud) throws IOException {
        Command.Result result = cloud.nova("shell", line + " --json").ok();
        assertTrue(JSON.readTree(result.out()).isContainerNode(), result::toString);
        assertEquals("", result.err());
    }

    @Test
    void theShellListsTheInstancesThatTheApiShows(Cloud cloud) throws IOException {
        List<String> ids = cloud.ec2().run(cloud.image("machine"), 3);
        JsonNode rows = JSON.readTree(cloud.shell("nova:instance-list --json"));
        List<String> listed = rows.findValuesAsText("instance");
        assertTrue(listed.containsAll(ids), () -> rows.toString());
        JsonNode one = JSON.readTree(cloud.shell("nova:instance-show " + ids.get(0) + " --json"));
        assertTrue(one.toString().contains(ids.get(0)), one::toString);
        terminate(cloud.ec2(), ids);
    }

    /** More than a pipe holds, which ssh does not wait for when the server hangs up. */
    @Test
    void aLongAnswerOfTheShellArrivesWhole(Cloud cloud) {
        String line = "x".repeat(100_000);
        for (int answers = 0; answers < 5; answers++) {
            String answer = cloud.nova("shell", "echo " + line).ok().out();
            assertEquals(line.length() + 1, answer.length(), "characters and the end of the line");
        }
    }

    @Test
    void aFailingShellCommandFailsAndSaysWhy(Cloud cloud) {
        Command.Result result = cloud.nova("shell", "nova:instance-show i-00000000000000000");
        assertFalse(result.exit() == 0, result::toString);
        assertTrue((result.out() + result.err()).contains("i-00000000000000000"), result::toString);
    }

    @Test
    void instancesAreThereAfterDownAndUp(Cloud cloud) {
        Client ec2 = cloud.ec2();
        List<String> ids = ec2.run(cloud.image("machine"), 5);
        awaitAll(ec2, ids, "running");
        Map<String, String> before = new TreeMap<>(ec2.states());
        cloud.nova("down").ok();
        assertEquals(3, cloud.nova("status").exit());
        cloud.up();
        assertEquals(before, new TreeMap<>(ec2.states()));
        terminate(ec2, ids);
    }

    @Test
    void downStopsTheInstancesIfAsked(Cloud cloud) {
        Client ec2 = cloud.ec2();
        List<String> ids = ec2.run(cloud.image("machine"), 2);
        awaitAll(ec2, ids, "running");
        cloud.nova("down", "--stop-instances").ok();
        cloud.up();
        awaitAll(ec2, ids, "stopped");
        terminate(ec2, ids);
    }

    static void awaitAll(Client ec2, List<String> ids, String state) {
        Wait.until(
                "%d instances like %s are %s".formatted(ids.size(), ids.get(0), state),
                Duration.ofSeconds(60),
                () -> {
                    Map<String, String> states = ec2.states();
                    return ids.stream().allMatch(id -> state.equals(states.get(id)));
                });
    }

    static void terminate(Client ec2, List<String> ids) {
        String[] parameters = new String[2 * ids.size()];
        for (int i = 0; i < ids.size(); i++) {
            parameters[2 * i] = "InstanceId." + (i + 1);
            parameters[2 * i + 1] = ids.get(i);
        }
        ec2.call("TerminateInstances", parameters).ok();
        awaitAll(ec2, ids, "terminated");
    }
}
