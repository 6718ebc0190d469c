package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.LaunchRequest;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.frontend.ec2.TestCloud.Answer;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceOptions;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.MetadataOptions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request to run instances says beside their image and size. */
class LaunchOptionsTest {

    private final TestCloud cloud = new TestCloud();

    @AfterEach
    void stop() {
        cloud.close();
    }

    private Answer run(String... more) {
        Map<String, String> request = new TreeMap<>(Requests.GOOD.get("RunInstances"));
        for (int i = 0; i < more.length; i += 2) {
            request.put(more[i], more[i + 1]);
        }
        return cloud.post(request);
    }

    private LaunchRequest launched(String... more) {
        Answer answer = run(more);
        assertEquals(200, answer.status(), answer.body());
        return cloud.instances.launches.get(0);
    }

    @Test
    void optionsReachTheCloudWhole() {
        LaunchRequest request =
                launched(
                        "DisableApiTermination", "true",
                        "DisableApiStop", "true",
                        "MetadataOptions.HttpEndpoint", "disabled",
                        "MetadataOptions.HttpTokens", "required",
                        "MetadataOptions.HttpPutResponseHopLimit", "64",
                        "MetadataOptions.InstanceMetadataTags", "enabled",
                        "TagSpecification.1.ResourceType", "network-interface",
                        "TagSpecification.1.Tag.1.Key", "nic",
                        "TagSpecification.1.Tag.1.Value", "1");
        assertEquals(
                new InstanceOptions(
                        new MetadataOptions(false, true, 64, true),
                        true,
                        true,
                        "",
                        Map.of("nic", "1")),
                request.options());
        assertEquals(Map.of(), request.tags());
    }

    @Test
    void whoSaysNothingGetsTheDefaults() {
        assertEquals(InstanceOptions.DEFAULT, launched().options());
    }

    @Test
    void theInterfaceFormSaysTheSameAsTheInstances() {
        LaunchRequest request =
                launched(
                        "MaxCount", "1",
                        "NetworkInterface.1.DeviceIndex", "0",
                        "NetworkInterface.1.SubnetId", "subnet-" + Samples.hex(1),
                        "NetworkInterface.1.SecurityGroupId.1", FakeNetworks.GROUP.value(),
                        "NetworkInterface.1.PrivateIpAddress", "10.0.0.9",
                        "NetworkInterface.1.Description", "front <door>",
                        "NetworkInterface.1.DeleteOnTermination", "true",
                        "NetworkInterface.1.AssociatePublicIpAddress", "false");
        assertEquals("subnet-" + Samples.hex(1), request.subnet().orElseThrow().value());
        assertEquals(List.of(GroupRef.of(FakeNetworks.GROUP)), request.groups());
        assertEquals("10.0.0.9", request.address().orElseThrow().value());
        assertEquals("front <door>", request.options().interfaceDescription());
    }

    @ParameterizedTest(name = "{0}={1} gives {2}")
    @CsvSource({
        "MetadataOptions.HttpTokens, maybe, InvalidParameterValue",
        "MetadataOptions.HttpPutResponseHopLimit, 0, InvalidParameterValue",
        "MetadataOptions.HttpPutResponseHopLimit, 65, InvalidParameterValue",
        "DisableApiStop, perhaps, InvalidParameterValue",
        "NetworkInterface.2.Description, second, UnsupportedOperation",
        "SubnetId, subnet-00000000000000001, InvalidParameterCombination",
        "SecurityGroupId.1, sg-00000000000000001, InvalidParameterCombination",
        "NetworkInterface.1.AssociatePublicIpAddress, true, UnsupportedOperation",
        "NetworkInterface.1.NetworkInterfaceId, eni-00000000000000001, UnsupportedOperation",
    })
    void whatCannotBeIsRefused(String name, String value, String code) {
        Answer answer = run("NetworkInterface.1.DeviceIndex", "0", name, value);
        assertEquals(code, answer.code(), answer.body());
        assertTrue(cloud.instances.launches.isEmpty());
    }

    @Test
    void optionsReadBackWhole() {
        Instance plain = Samples.instance(1, 1, InstanceState.RUNNING, Map.of());
        InstanceOptions options =
                InstanceOptions.DEFAULT
                        .with(new MetadataOptions(false, true, 7, true))
                        .withInterfaceDescription("front <door>");
        cloud.instances.put(plain.with(plain.spec().with(options)));
        Answer answer = cloud.post("DescribeInstances", "InstanceId.1", plain.id().value());
        assertEquals("required", answer.text("httpTokens"));
        assertEquals("7", answer.text("httpPutResponseHopLimit"));
        assertEquals("disabled", answer.text("httpEndpoint"));
        assertEquals("enabled", answer.text("instanceMetadataTags"));
        assertEquals("front &lt;door&gt;", answer.text("description"));
    }
}
