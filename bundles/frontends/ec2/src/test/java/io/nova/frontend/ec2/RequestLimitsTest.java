package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.ec2.TestCloud.Answer;
import io.nova.frontend.ec2.limit.RequestLimits;
import io.nova.frontend.ec2.limit.RequestLimits.Kind;
import io.nova.frontend.ec2.limit.TestLimits;
import io.nova.model.ProjectId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each project has EC2's token buckets, and learns when it may come again. */
class RequestLimitsTest {

    private final TestLimits.Nanos clock = new TestLimits.Nanos();
    private final RequestLimits limits =
            TestLimits.of(
                    Map.of(
                            "reads", 4,
                            "readsPerSecond", 2,
                            "unpagedReads", 2,
                            "unpagedReadsPerSecond", 1,
                            "changes", 12,
                            "changesPerSecond", 1,
                            "instances", 6,
                            "instancesPerSecond", 1),
                    clock);
    private final TestCloud cloud = new TestCloud(limits);

    @AfterEach
    void stop() {
        cloud.close();
    }

    private static void limited(int retryAfter, Answer answer) {
        assertEquals(503, answer.status(), answer.body());
        assertEquals("RequestLimitExceeded", answer.code());
        assertEquals(Optional.of(Integer.toString(retryAfter)), answer.retryAfter());
    }

    private void good(String action, String... parameters) {
        Answer answer = cloud.post(action, parameters);
        assertEquals(200, answer.status(), answer.body());
    }

    private void run(int most) {
        good("RunInstances", launch(most));
    }

    private static String[] launch(int most) {
        return new String[] {
            "ImageId",
            Samples.imageId(1).value(),
            "MinCount",
            "1",
            "MaxCount",
            Integer.toString(most)
        };
    }

    @Test
    void readsHaveABucketOfTheirOwn() {
        String[] one = {"InstanceId.1", Samples.instanceId(1).value()};
        for (int i = 0; i < 4; i++) {
            good("DescribeInstances", one);
        }
        limited(1, cloud.post("DescribeInstances", one));
        limited(1, cloud.post("DescribeVpcAttribute"));
        good("RebootInstances", one);
        good("DescribeInstances");
        clock.addMillis(500);
        good("DescribeInstances", one);
        limited(1, cloud.post("DescribeInstances", one));
    }

    @Test
    void whoAsksForAllOfItIsLimitedMore() {
        good("DescribeInstances");
        good("DescribeRegions");
        limited(1, cloud.post("DescribeInstances"));
        good("DescribeInstances", "MaxResults", "5");
        good("DescribeInstances", "Filter.1.Name", "instance-id", "Filter.1.Value.1", "i-1*");
        clock.addMillis(1_000);
        good("DescribeInstances");
    }

    @Test
    void changesHaveABucketOfTheirOwn() {
        for (int i = 0; i < 12; i++) {
            good("RebootInstances", "InstanceId.1", Samples.instanceId(1).value());
        }
        limited(1, cloud.post("RebootInstances"));
        good("DescribeInstances");
    }

    @Test
    void whatIsWrongOrDeniedOrADryRunCountsToo() {
        cloud.policy.denied.add("ec2:GetConsoleOutput");
        String[] console = {"InstanceId", Samples.instanceId(1).value()};
        assertEquals("UnauthorizedOperation", cloud.post("GetConsoleOutput", console).code());
        assertEquals("MissingParameter", cloud.post("GetConsoleOutput").code());
        assertEquals("InvalidAction", cloud.post("Nonsense").code());
        assertEquals(
                "DryRunOperation",
                cloud.post(
                                "DescribeInstances",
                                "InstanceId.1",
                                Samples.instanceId(1).value(),
                                "DryRun",
                                "true")
                        .code());
        limited(1, cloud.post("Nonsense"));
    }

    @Test
    void launchesAreCountedByInstances() {
        run(4);
        limited(2, cloud.post("RunInstances", launch(4)));
        run(2);
        limited(3, cloud.post("RunInstances", launch(3)));
        clock.addMillis(3_000);
        run(3);
        good("TerminateInstances", "InstanceId.1", Samples.instanceId(1).value());
    }

    @Test
    void whatIsRefusedIsAboutNoInstances() {
        String[] six = new String[12];
        for (int i = 0; i < 6; i++) {
            six[2 * i] = "InstanceId." + i;
            six[2 * i + 1] = Samples.instanceId(i == 5 ? 99 : 1).value();
        }
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    "InvalidInstanceID.NotFound", cloud.post("TerminateInstances", six).code());
        }
        six[11] = six[1];
        good("TerminateInstances", six);
        limited(1, cloud.post("TerminateInstances", "InstanceId.1", six[1]));
    }

    @Test
    void oneProjectTakesNothingFromAnother() {
        ProjectId greedy = new ProjectId("111111111111");
        Duration wait = Duration.ZERO;
        for (int i = 0; i < 1_000; i++) {
            wait = limits.request(greedy, Kind.READ);
        }
        assertEquals(Duration.ofMillis(500), wait);
        good("DescribeInstances", "InstanceId.1", Samples.instanceId(1).value());
    }

    @Test
    void zeroMeansWithoutLimit() {
        for (int i = 0; i < 100_000; i++) {
            assertTrue(TestLimits.NONE.request(Samples.PROJECT, Kind.CHANGE).isZero());
        }
        assertTrue(
                TestLimits.NONE
                        .instances(Samples.PROJECT, "RunInstances", Integer.MAX_VALUE)
                        .isZero());
    }

    @Test
    void aBadValueIsRefusedWithItsKey() {
        for (String key : new String[] {"reads", "changes", "instancesPerSecond"}) {
            IllegalArgumentException refusal =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> TestLimits.of(Map.of(key, -1), clock));
            assertTrue(refusal.getMessage().contains("key " + key + ": -1"), refusal.getMessage());
        }
    }
}
