package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.InstanceLookup;
import io.nova.api.compute.InstanceLookup.By;
import io.nova.frontend.ec2.TestCloud.Answer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a project may have, what is offered where, and the interfaces of its instances. */
class AccountTest {

    private static final String ENI = "eni-" + Samples.hex(1);

    private final TestCloud cloud = new TestCloud();

    @AfterEach
    void stop() {
        cloud.close();
    }

    private Answer filtered(String action, String name, String value) {
        return cloud.post(action, "Filter.1.Name", name, "Filter.1.Value.1", value);
    }

    @ParameterizedTest
    @CsvSource({
        "max-instances, 40",
        "max-elastic-ips, 7",
        "vpc-max-elastic-ips, 7",
        "vpc-max-security-groups-per-interface, 16",
        "supported-platforms, VPC",
    })
    void limitsAreTheQuotas(String name, String value) {
        Answer answer = cloud.post("DescribeAccountAttributes", "AttributeName.1", name);
        assertEquals(1, answer.count("<attributeName>"), answer.body());
        assertEquals(name, answer.text("attributeName"));
        assertEquals(value, answer.text("attributeValue"));
    }

    @Test
    void theDefaultVpcIsTheProjectsAndUnknownAttributesAreRefused() {
        Answer vpc = cloud.post("DescribeAccountAttributes", "AttributeName.1", "default-vpc");
        assertEquals(FakeNetworks.VPC.value(), vpc.text("attributeValue"));
        assertEquals(6, cloud.post("DescribeAccountAttributes").count("<attributeName>"));
        Answer none = cloud.post("DescribeAccountAttributes", "AttributeName.1", "fnord");
        assertEquals("InvalidParameterValue", none.code());
        assertTrue(none.text("Message").contains("fnord"), none.body());
    }

    @ParameterizedTest(name = "{0}: {1} places")
    @CsvSource({"region, 2", "availability-zone, 4", "availability-zone-id, 4", "outpost, 0"})
    void everySizeIsOfferedEverywhere(String type, int found) {
        Answer answer = cloud.post("DescribeInstanceTypeOfferings", "LocationType", type);
        assertEquals(found, answer.count("<location>"), answer.body());
        assertEquals(found, answer.count("<locationType>" + type + "<"));
    }

    @Test
    void offeringsAreFilteredAndAnUnknownKindOfPlaceIsRefused() {
        Answer one =
                cloud.post(
                        "DescribeInstanceTypeOfferings",
                        "LocationType",
                        "availability-zone",
                        "Filter.1.Name",
                        "location",
                        "Filter.1.Value.1",
                        "nor*",
                        "Filter.2.Name",
                        "instance-type",
                        "Filter.2.Value.1",
                        "m1.tiny");
        assertEquals(1, one.count("<location>"), one.body());
        assertEquals("north", one.text("location"));
        Answer mars = cloud.post("DescribeInstanceTypeOfferings", "LocationType", "planet");
        assertEquals("InvalidParameterValue", mars.code());
    }

    @ParameterizedTest(name = "{0}={1} finds {2}")
    @CsvSource({
        "network-interface-id, eni-*2, 1",
        "attachment.instance-id, i-00000000000000001, 1",
        "addresses.private-ip-address, 10.0.0.3, 1",
        "association.public-ip, 203.0.113.*, 1",
        "association.allocation-id, eipalloc-*, 1",
        "association.association-id, eipassoc-*, 1",
        "status, in-use, 2",
        "status, available, 0",
        "group-name, default, 2",
        "vpc-id, vpc-*, 2",
        "tag-key, *, 0",
        "ipv6-addresses.ipv6-address, *, 0",
    })
    void filtersFindInterfaces(String name, String value, int found) {
        Answer answer = filtered("DescribeNetworkInterfaces", name, value);
        assertEquals(found, answer.count("<networkInterfaceId>"), answer.body());
    }

    @Test
    void anInterfaceIsShownAsItsInstanceShowsIt() {
        Answer answer = cloud.post("DescribeNetworkInterfaces", "NetworkInterfaceId.1", ENI);
        Answer instance =
                cloud.post("DescribeInstances", "InstanceId.1", Samples.instanceId(1).value());
        assertEquals(Samples.instanceId(1).value(), answer.text("instanceId"));
        for (String part :
                new String[] {
                    "networkInterfaceId", "attachmentId", "macAddress", "groupSet", "attachTime"
                }) {
            assertTrue(!answer.text(part).isEmpty(), part);
            assertTrue(instance.body().contains(answer.text(part)), part);
        }
        assertEquals(FakeNetworks.ADDRESS.value(), answer.text("allocationId"));
        assertEquals(2, answer.count("<association>"), "of it, and of its address");
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource({
        "eni-00000000000000099, InvalidNetworkInterfaceID.NotFound",
        "eni-00000000000000003, InvalidNetworkInterfaceID.NotFound",
        "eni-x, InvalidNetworkInterfaceId.Malformed",
    })
    void anInterfaceThatIsNotThereIsToldByName(String id, String code) {
        Answer answer = cloud.post("DescribeNetworkInterfaces", "NetworkInterfaceId.1", id);
        assertEquals(code, answer.code());
        assertTrue(answer.text("Message").contains(id), answer.body());
    }

    @Test
    void whatAnIndexCanServeIsLookedUp() {
        var unused = filtered("DescribeNetworkInterfaces", "group-id", "sg-1");
        assertEquals(
                List.of(Optional.of(new InstanceLookup(By.SECURITY_GROUP, Set.of("sg-1")))),
                cloud.instances.lookups);
    }
}
