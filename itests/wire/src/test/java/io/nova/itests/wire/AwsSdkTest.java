package io.nova.itests.wire;

import static io.nova.itests.wire.Sdk.filter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Cloud;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.TagDescription;

/** What the AWS SDK for Java, version 2, makes of pages and refusals. */
@ExtendWith(SimulatedCloud.class)
class AwsSdkTest {

    private final String image;
    private final Sdk sdk;

    AwsSdkTest(Cloud cloud) {
        image = cloud.image("machine");
        sdk = new Sdk(cloud);
    }

    @AfterEach
    void close() {
        sdk.close();
    }

    @Test
    void paginatorsReadEverythingOnce() {
        List<String> ids = sdk.run(12, "pages");
        List<String> read =
                sdk
                        .ec2
                        .describeInstancesPaginator(
                                some -> some.maxResults(5).filters(filter("tag:walk", "pages")))
                        .reservations()
                        .stream()
                        .flatMap(one -> one.instances().stream())
                        .map(Instance::instanceId)
                        .toList();
        assertEquals(12, read.size());
        assertEquals(Set.copyOf(ids), Set.copyOf(read));
        Set<String> tagged =
                sdk
                        .ec2
                        .describeTagsPaginator(
                                some -> some.maxResults(5).filters(filter("value", "pages")))
                        .tags()
                        .stream()
                        .map(TagDescription::resourceId)
                        .collect(Collectors.toSet());
        assertEquals(Set.copyOf(ids), tagged);
        assertFalse(
                sdk.ec2.describeInstanceTypesPaginator(all -> {}).instanceTypes().stream()
                        .toList()
                        .isEmpty());
        assertEquals(1, sdk.ec2.describeVpcsPaginator().vpcs().stream().count());
        sdk.terminate(ids);
    }

    @Test
    void refusalsCarryTheirCode() {
        Ec2Exception refusal =
                assertThrows(Ec2Exception.class, () -> sdk.instance("i-00000000000000000"));
        assertEquals("InvalidInstanceID.NotFound", refusal.awsErrorDetails().errorCode());
        assertFalse(refusal.requestId().isEmpty());
        Ec2Exception dry =
                assertThrows(
                        Ec2Exception.class,
                        () ->
                                sdk.ec2.runInstances(
                                        launch ->
                                                launch.imageId(image)
                                                        .minCount(1)
                                                        .maxCount(1)
                                                        .dryRun(true)));
        assertEquals("DryRunOperation", dry.awsErrorDetails().errorCode());
        Ec2Exception unknown =
                assertThrows(
                        Ec2Exception.class,
                        () ->
                                sdk.ec2.describeInstances(
                                        these -> these.filters(filter("no-filter", "x"))));
        assertEquals("InvalidParameterValue", unknown.awsErrorDetails().errorCode());
        assertTrue(unknown.getMessage().contains("no-filter"), unknown::getMessage);
    }
}
