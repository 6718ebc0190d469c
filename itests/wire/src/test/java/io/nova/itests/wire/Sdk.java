package io.nova.itests.wire;

import io.nova.itests.cloud.Cloud;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.waiters.Ec2Waiter;

/** The AWS SDK for Java, version 2, as a client of a cloud. */
final class Sdk implements AutoCloseable {

    final Ec2Client ec2;
    final Ec2Waiter waiter;
    final Actions actions = new Actions();
    private final String image;

    Sdk(Cloud cloud) {
        image = cloud.image("machine");
        ec2 =
                Ec2Client.builder()
                        .endpointOverride(cloud.endpoint("ec2"))
                        .region(Region.of("nova"))
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                cloud.credential("access_key"),
                                                cloud.credential("secret_key"))))
                        .httpClient(UrlConnectionHttpClient.create())
                        .overrideConfiguration(
                                settings -> settings.addExecutionInterceptor(new Notes(actions)))
                        .build();
        waiter =
                Ec2Waiter.builder()
                        .client(ec2)
                        .overrideConfiguration(
                                WaiterOverrideConfiguration.builder()
                                        .maxAttempts(600)
                                        .backoffStrategyV2(
                                                BackoffStrategy.fixedDelay(Duration.ofMillis(100)))
                                        .build())
                        .build();
    }

    /** Takes note of what was answered, whoever in the SDK asked. */
    private record Notes(Actions actions) implements ExecutionInterceptor {

        @Override
        public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
            actions.answered(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
        }
    }

    /** Runs instances that have a tag {@code walk}. */
    List<String> run(int count, String tag) {
        return ec2
                .runInstances(
                        launch ->
                                launch.imageId(image)
                                        .instanceType("m1.tiny")
                                        .minCount(count)
                                        .maxCount(count)
                                        .tagSpecifications(walkTag(tag)))
                .instances()
                .stream()
                .map(Instance::instanceId)
                .toList();
    }

    /** Returns when they are terminated. */
    void terminate(List<String> ids) {
        ec2.terminateInstances(these -> these.instanceIds(ids));
        waiter.waitUntilInstanceTerminated(these -> these.instanceIds(ids));
    }

    Instance instance(String id) {
        return ec2.describeInstances(these -> these.instanceIds(id))
                .reservations()
                .get(0)
                .instances()
                .get(0);
    }

    static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    private static TagSpecification walkTag(String value) {
        return TagSpecification.builder()
                .resourceType(ResourceType.INSTANCE)
                .tags(Tag.builder().key("walk").value(value).build())
                .build();
    }

    @Override
    public void close() {
        waiter.close();
        ec2.close();
    }
}
