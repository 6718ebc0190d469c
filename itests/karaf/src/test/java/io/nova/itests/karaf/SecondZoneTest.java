package io.nova.itests.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Answer;
import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host in another zone than the cloud's first, as an operator puts it there. */
class SecondZoneTest {

    private static final String AGENT = "karaf/etc/io.nova.agent.compute.cfg";

    private final Cloud cloud = Cloud.simulated("second-zone");

    @AfterEach
    void remove() {
        cloud.close();
    }

    @Test
    void aZoneThatAHostBringsHasASubnetOfItsOwnAndTakesLaunches() throws IOException {
        cloud.up();
        Client ec2 = cloud.ec2();
        String image = cloud.image("machine");
        String first = ec2.call("DescribeSubnets").ok().text("subnetId");
        Files.write(
                cloud.home().resolve(AGENT),
                List.of("directory = ${nova.home}/images", "zone = other"));
        Wait.until(
                "a host in the other zone",
                Duration.ofSeconds(60),
                () -> available(ec2).equals(List.of("other")));

        String second = subnetIn(ec2, "other");
        assertEquals(first, subnetIn(ec2, "nova"), "the first one stays");
        assertEquals(2, ec2.call("DescribeSubnets").ok().all("subnetId").size());
        assertEquals(second, landed(ec2, ec2.run(image, 1, "Placement.AvailabilityZone", "other")));
        assertEquals(second, landed(ec2, ec2.run(image, 1, "SubnetId", second)));
        assertEquals(second, landed(ec2, ec2.run(image, 1)), "where the host is");

        Answer refusal =
                ec2.call(
                        "RunInstances",
                        "ImageId",
                        image,
                        "MinCount",
                        "1",
                        "MaxCount",
                        "1",
                        "SubnetId",
                        second,
                        "Placement.AvailabilityZone",
                        "nova");
        assertEquals(400, refusal.status());
        assertEquals("InvalidParameterValue", refusal.text("Code"));
        assertTrue(refusal.text("Message").contains(second), refusal::body);
    }

    private static List<String> available(Client ec2) {
        return ec2.call(
                        "DescribeAvailabilityZones",
                        "Filter.1.Name",
                        "state",
                        "Filter.1.Value.1",
                        "available")
                .ok()
                .all("zoneName");
    }

    private static String subnetIn(Client ec2, String zone) {
        return ec2.call(
                        "DescribeSubnets",
                        "Filter.1.Name",
                        "availability-zone",
                        "Filter.1.Value.1",
                        zone)
                .ok()
                .text("subnetId");
    }

    /** Returns the subnet of an instance that runs. */
    private static String landed(Client ec2, List<String> instances) {
        String id = instances.get(0);
        Wait.until(
                id + " running",
                Duration.ofMinutes(1),
                () -> "running".equals(ec2.states().get(id)));
        return ec2.call("DescribeInstances", "InstanceId.1", id).ok().text("subnetId");
    }
}
