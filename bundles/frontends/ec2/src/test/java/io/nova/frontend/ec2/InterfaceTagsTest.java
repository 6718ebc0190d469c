package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.frontend.ec2.TestCloud.Answer;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tags of network interfaces are their own, and not their instances'. */
class InterfaceTagsTest {

    private final TestCloud cloud = new TestCloud();
    private final Instance tagged = tagged();

    private Instance tagged() {
        Instance plain = Samples.instance(1, 1, InstanceState.RUNNING, Map.of("of", "instance"));
        Instance made =
                plain.with(
                        plain.spec()
                                .with(
                                        plain.spec()
                                                .options()
                                                .withInterfaceTags(Map.of("of", "<interface>"))));
        cloud.instances.put(made);
        return made;
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void theyAreShownWithTheInterface() {
        Answer answer =
                cloud.post(
                        "DescribeNetworkInterfaces",
                        "NetworkInterfaceId.1",
                        tagged.port().id().value());
        assertEquals(
                "<item><key>of</key><value>&lt;interface&gt;</value></item>",
                answer.text("tagSet"),
                answer.body());
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "tag:of, <interface>, 1",
        "tag-key, of, 1",
        "tag-value, *face*, 1",
        "tag:of, instance, 0",
        "tag-value, web22, 0"
    })
    void interfacesAreFoundByThem(String name, String value, int many) {
        Answer answer =
                cloud.post(
                        "DescribeNetworkInterfaces",
                        "Filter.1.Name",
                        name,
                        "Filter.1.Value.1",
                        value);
        assertEquals(200, answer.status(), answer.body());
        assertEquals(many, answer.count("<networkInterfaceId>"), answer.body());
    }
}
