package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.InstanceHealth.Check;
import io.nova.api.compute.InstanceHealth.Verdict;
import io.nova.frontend.ec2.TestCloud.Answer;
import io.nova.model.compute.InstanceState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How instances do: 1 is well, 4 does not answer, 5 has a host that is gone, 6 just started; 2 and
 * 3 do not run.
 */
class InstanceStatusTest {

    private final TestCloud cloud = new TestCloud();

    @BeforeEach
    void fill() {
        Check ok = Check.of(Verdict.OK);
        Check unknown = Check.of(Verdict.INSUFFICIENT_DATA);
        List<List<Check>> found =
                List.of(
                        List.of(ok, Check.impaired(Samples.NOW)),
                        List.of(Check.impaired(Samples.NOW), unknown),
                        List.of(ok, Check.of(Verdict.INITIALIZING)));
        for (int i = 0; i < found.size(); i++) {
            cloud.instances.put(Samples.instance(i + 4, 9, InstanceState.RUNNING, Map.of()));
            cloud.health.found.put(Samples.instanceId(i + 4), found.get(i));
        }
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @ParameterizedTest(name = "{0}={1} finds {2}")
    @CsvSource({
        "availability-zone, nova, 123456",
        "instance-state-code, 16, 1456",
        "instance-state-name, stop*, 2",
        "instance-status.status, ok, 1",
        "instance-status.status, impaired, 4",
        "instance-status.status, insufficient-data, 5",
        "instance-status.status, initializing, 6",
        "instance-status.status, not-applicable, 23",
        "instance-status.reachability, passed, 1",
        "instance-status.reachability, failed, 4",
        "instance-status.reachability, in*, 56",
        "system-status.status, impaired, 5",
        "system-status.reachability, passed, 146",
        "event.code, *, ''",
        "event.not-before, *, ''",
        "attached-ebs-status.status, *, ''",
        "operator.managed, false, 123456",
    })
    void filtersFindInstances(String name, String value, String found) {
        Answer answer =
                cloud.post(
                        "DescribeInstanceStatus",
                        "IncludeAllInstances",
                        "true",
                        "Filter.1.Name",
                        name,
                        "Filter.1.Value.1",
                        value);
        assertShown(found, answer);
    }

    @Test
    void onlyWhatRunsIsShownUnlessAllIsAskedFor() {
        assertShown("1456", cloud.post("DescribeInstanceStatus"));
        assertShown("123456", cloud.post("DescribeInstanceStatus", "IncludeAllInstances", "true"));
        String stopped = Samples.instanceId(2).value();
        assertShown("", cloud.post("DescribeInstanceStatus", "InstanceId.1", stopped));
        Answer all =
                cloud.post(
                        "DescribeInstanceStatus",
                        "InstanceId.1",
                        stopped,
                        "IncludeAllInstances",
                        "true");
        assertShown("2", all);
        assertEquals(2, all.count("<status>not-applicable</status>"), all.body());
        assertFalse(all.body().contains("<details>"), all.body());
    }

    @Test
    void anImpairedOneTellsSinceWhen() {
        Answer answer =
                cloud.post("DescribeInstanceStatus", "InstanceId.1", Samples.instanceId(4).value());
        assertTrue(
                answer.text("instanceStatus")
                        .contains(
                                "<status>impaired</status><details><item><name>reachability</name>"
                                        + "<status>failed</status><impairedSince>"
                                        + "2026-01-02T03:04:05.000Z</impairedSince>"),
                answer.body());
        assertTrue(answer.text("systemStatus").startsWith("<status>ok</status>"), answer.body());
    }

    @Test
    void pagesHoldEachOnce() {
        for (int i = 10; i < 16; i++) {
            cloud.instances.put(Samples.instance(i, i, InstanceState.RUNNING, Map.of()));
        }
        Answer first = cloud.post("DescribeInstanceStatus", "MaxResults", "5");
        assertEquals(5, first.count("<instanceId>"));
        Answer second =
                cloud.post(
                        "DescribeInstanceStatus",
                        "MaxResults",
                        "5",
                        "NextToken",
                        first.text("nextToken"));
        assertEquals(5, second.count("<instanceId>"), second.body());
        assertEquals("", second.text("nextToken"));
    }

    @ParameterizedTest(name = "{0}={1} gives {2}")
    @CsvSource({
        "InstanceId.1, i-0000000000000dead, InvalidInstanceID.NotFound",
        "InstanceId.1, fnord, InvalidInstanceID.Malformed",
        "IncludeAllInstances, maybe, InvalidParameterValue",
        "MaxResults, 4, InvalidParameterValue",
        "Filter.1.Name, fnord, MissingParameter",
    })
    void badQuestionsAreRefused(String name, String value, String code) {
        assertEquals(code, cloud.post("DescribeInstanceStatus", name, value).code());
    }

    private static void assertShown(String numbers, Answer answer) {
        assertEquals(200, answer.status(), answer.body());
        for (int i = 1; i <= 6; i++) {
            assertEquals(
                    numbers.contains(Integer.toString(i)),
                    answer.body().contains(Samples.instanceId(i).value()),
                    "instance " + i + ": " + answer.body());
        }
    }
}
