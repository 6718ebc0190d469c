package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.frontend.ec2.TestCloud.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How metadata is to be served to an instance. */
class InstanceMetadataTest {

    private static final String I1 = Samples.instanceId(1).value();

    private final TestCloud cloud = new TestCloud();

    @AfterEach
    void stop() {
        cloud.close();
    }

    private Answer modify(String name, String value) {
        return cloud.post("ModifyInstanceMetadataOptions", "InstanceId", I1, name, value);
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "HttpTokens, required, httpTokens, optional",
        "HttpEndpoint, disabled, httpEndpoint, enabled",
        "HttpPutResponseHopLimit, 64, httpPutResponseHopLimit, 1",
        "InstanceMetadataTags, enabled, instanceMetadataTags, disabled",
    })
    void oneChangesAndTheOthersStay(String name, String value, String element, String before) {
        Answer shown = cloud.post("DescribeInstances", "InstanceId.1", I1);
        assertEquals(before, shown.text(element), shown.body());
        Answer changed = modify(name, value);
        assertEquals(I1, changed.text("instanceId"), changed.body());
        assertEquals("pending", changed.text("state"), changed.body());
        assertEquals(value, changed.text(element), changed.body());
        Answer after = cloud.post("DescribeInstances", "InstanceId.1", I1);
        assertEquals(
                shown.text("metadataOptions")
                        .replace(
                                "<%s>%s<".formatted(element, before),
                                "<%s>%s<".formatted(element, value)),
                after.text("metadataOptions"));
        assertEquals("applied", after.text("metadataOptions").split("</?state>", -1)[1]);
    }

    @ParameterizedTest(name = "{0}={1} gives {2}")
    @CsvSource({
        "HttpTokens, maybe, InvalidParameterValue",
        "HttpEndpoint, on, InvalidParameterValue",
        "HttpPutResponseHopLimit, 0, InvalidParameterValue",
        "HttpPutResponseHopLimit, 65, InvalidParameterValue",
        "HttpPutResponseHopLimit, one, InvalidParameterValue",
        "InstanceMetadataTags, true, InvalidParameterValue",
        "HttpProtocolIpv6, enabled, UnsupportedOperation",
    })
    void badOptionsAreRefused(String name, String value, String code) {
        assertEquals(code, modify(name, value).code());
    }

    @Test
    void anUnknownInstanceIsNotFound() {
        Answer answer =
                cloud.post("ModifyInstanceMetadataOptions", "InstanceId", "i-0000000000000dead");
        assertEquals("InvalidInstanceID.NotFound", answer.code());
    }
}
