package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.api.compute.InstanceChange;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.frontend.ec2.TestCloud.Answer;
import io.nova.model.InstanceTypeName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways to name an attribute, and what each of them shows. */
class InstanceAttributesTest {

    private static final String I1 = Samples.instanceId(1).value();

    private final TestCloud cloud = new TestCloud();

    @AfterEach
    void stop() {
        cloud.close();
    }

    private InstanceChange change(String... parameters) {
        Answer answer = modify(parameters);
        assertEquals(200, answer.status(), answer.body());
        assertEquals(1, cloud.instances.changed.size());
        return cloud.instances.changed.get(0);
    }

    private Answer modify(String... parameters) {
        var all = TestCloud.parameters("ModifyInstanceAttribute", parameters);
        all.put("InstanceId", I1);
        return cloud.post(all);
    }

    @Test
    void anAttributeIsAStructure() {
        assertEquals(
                Optional.of(new InstanceTypeName("t3.small")),
                change("InstanceType.Value", "t3.small").type());
    }

    @Test
    void anAttributeIsThePairOfOld() {
        assertEquals(
                Optional.of(new InstanceTypeName("t3.small")),
                change("Attribute", "instanceType", "Value", "t3.small").type());
    }

    @Test
    void emptyUserDataIsTakenAway() {
        assertEquals(Optional.of(""), change("UserData.Value", "").userData());
    }

    @Test
    void aGuestMayBeLetCarryOthersTraffic() {
        assertEquals(
                Optional.of(false), change("SourceDestCheck.Value", "false").sourceDestCheck());
    }

    @Test
    void groupsAreReplacedTogether() {
        assertEquals(
                List.of(GroupRef.of(FakeNetworks.GROUP)),
                change("GroupId.1", FakeNetworks.GROUP.value()).groups());
    }

    @ParameterizedTest(name = "{0}={1} gives {2}")
    @CsvSource({
        "InstanceType.Value, fnord, InvalidParameterValue",
        "Kernel.Value, fnord, InvalidAMIID.Malformed",
        "GroupId.1, fnord, InvalidGroupId.Malformed",
        "EnaSupport.Value, true, UnsupportedOperation",
        "EbsOptimized.Value, true, UnsupportedOperation",
        "EbsOptimized.Value, maybe, UnsupportedOperation",
        "SourceDestCheck.Value, maybe, InvalidParameterValue",
        "SriovNetSupport.Value, simple, UnsupportedOperation",
        "Attribute, productCodes, UnsupportedOperation",
        "Attribute, instanceType, MissingParameter",
        "InstanceInitiatedShutdownBehavior.Value, sleep, InvalidParameterValue",
    })
    void badChangesAreRefused(String name, String value, String code) {
        Answer answer = modify(name, value);
        assertEquals(code, answer.code(), answer.body());
        assertEquals(List.of(), cloud.instances.changed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "instanceType",
                "kernel",
                "ramdisk",
                "userData",
                "disableApiTermination",
                "disableApiStop",
                "instanceInitiatedShutdownBehavior",
                "rootDeviceName",
                "blockDeviceMapping",
                "productCodes",
                "sourceDestCheck",
                "groupSet",
                "ebsOptimized",
                "sriovNetSupport",
                "enaSupport",
                "enclaveOptions"
            })
    void everyAttributeOfEc2IsShown(String attribute) {
        Answer answer =
                cloud.post("DescribeInstanceAttribute", "InstanceId", I1, "Attribute", attribute);
        assertEquals(200, answer.status(), answer.body());
        assertEquals(1, answer.count("<" + attribute), answer.body());
    }
}
