package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Cloud;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ImageAttributeName;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.LaunchPermission;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeType;
import software.amazon.awssdk.services.ec2.waiters.Ec2Waiter;

/** The AWS SDK for Java, version 2, with its paginators and its waiters. */
@ExtendWith(SimulatedCloud.class)
class AwsSdkTest {

    private final String image;
    private final Ec2Client ec2;
    private final Ec2Waiter waiter;

    AwsSdkTest(Cloud cloud) {
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

    @AfterEach
    void close() {
        waiter.close();
        ec2.close();
    }

    private List<String> run(int count, String tag) {
        RunInstancesResponse reservation =
                ec2.runInstances(
                        launch ->
                                launch.imageId(image)
                                        .instanceType("m1.tiny")
                                        .minCount(count)
                                        .maxCount(count)
                                        .tagSpecifications(walkTag(tag)));
        return reservation.instances().stream().map(Instance::instanceId).toList();
    }

    private static TagSpecification walkTag(String value) {
        return TagSpecification.builder()
                .resourceType(ResourceType.INSTANCE)
                .tags(Tag.builder().key("walk").value(value).build())
                .build();
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    private static IpPermission tcp(int port) {
        return IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(port)
                .toPort(port)
                .ipRanges(IpRange.builder().cidrIp("0.0.0.0/0").build())
                .build();
    }

    private void terminate(List<String> ids) {
        ec2.terminateInstances(these -> these.instanceIds(ids));
        waiter.waitUntilInstanceTerminated(these -> these.instanceIds(ids));
    }

    @Test
    void thePlaceIsFound() {
        assertEquals("nova", ec2.describeRegions().regions().get(0).regionName());
        assertEquals(
                "available",
                ec2.describeAvailabilityZones().availabilityZones().get(0).stateAsString());
        assertTrue(ec2.describeVpcs().vpcs().get(0).isDefault());
        assertEquals(
                ec2.describeVpcs().vpcs().get(0).vpcId(),
                ec2.describeSubnets().subnets().get(0).vpcId());
        waiter.waitUntilImageAvailable(these -> these.imageIds(image));
        assertTrue(
                ec2.describeImages(these -> these.owners("self")).images().stream()
                        .anyMatch(one -> one.imageId().equals(image)));
    }

    @Test
    void instancesAreWaitedForThroughTheirLife() {
        String key = ec2.createKeyPair(one -> one.keyName("sdk")).keyMaterial();
        assertTrue(key.startsWith("-----BEGIN"), key);
        waiter.waitUntilKeyPairExists(these -> these.keyNames("sdk"));
        String group =
                ec2.createSecurityGroup(one -> one.groupName("sdk").description("of the SDK"))
                        .groupId();
        waiter.waitUntilSecurityGroupExists(these -> these.groupIds(group));
        ec2.authorizeSecurityGroupIngress(rules -> rules.groupId(group).ipPermissions(tcp(22)));
        List<String> ids =
                ec2
                        .runInstances(
                                launch ->
                                        launch.imageId(image)
                                                .instanceType("m1.tiny")
                                                .minCount(1)
                                                .maxCount(1)
                                                .keyName("sdk")
                                                .securityGroupIds(group)
                                                .clientToken("sdk-walk"))
                        .instances()
                        .stream()
                        .map(Instance::instanceId)
                        .toList();
        waiter.waitUntilInstanceExists(these -> these.instanceIds(ids));
        Instance running =
                waiter.waitUntilInstanceRunning(these -> these.instanceIds(ids))
                        .matched()
                        .response()
                        .orElseThrow()
                        .reservations()
                        .get(0)
                        .instances()
                        .get(0);
        assertEquals("sdk", running.keyName());
        assertEquals(group, running.securityGroups().get(0).groupId());
        ec2.stopInstances(these -> these.instanceIds(ids));
        waiter.waitUntilInstanceStopped(these -> these.instanceIds(ids));
        ec2.startInstances(these -> these.instanceIds(ids));
        waiter.waitUntilInstanceRunning(these -> these.instanceIds(ids));
        assertFalse(ec2.getConsoleOutput(one -> one.instanceId(ids.get(0))).output().isEmpty());
        terminate(ids);
        ec2.deleteSecurityGroup(one -> one.groupId(group));
        ec2.deleteKeyPair(one -> one.keyName("sdk"));
    }

    @Test
    void paginatorsReadEverythingOnce() {
        List<String> ids = run(12, "pages");
        List<String> read =
                ec2
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
                ec2
                        .describeTagsPaginator(
                                some -> some.maxResults(5).filters(filter("value", "pages")))
                        .tags()
                        .stream()
                        .map(one -> one.resourceId())
                        .collect(Collectors.toSet());
        assertEquals(Set.copyOf(ids), tagged);
        assertFalse(
                ec2.describeInstanceTypesPaginator(all -> {}).instanceTypes().stream()
                        .toList()
                        .isEmpty());
        assertEquals(1, ec2.describeVpcsPaginator().vpcs().stream().count());
        terminate(ids);
    }

    @Test
    void anAddressMovesFromInstanceToInstance() {
        List<String> ids = run(2, "addresses");
        waiter.waitUntilInstanceRunning(these -> these.instanceIds(ids));
        String address = ec2.allocateAddress(one -> one.domain(DomainType.VPC)).allocationId();
        String association = "";
        for (String id : ids) {
            association =
                    ec2.associateAddress(
                                    one ->
                                            one.allocationId(address)
                                                    .instanceId(id)
                                                    .allowReassociation(true))
                            .associationId();
            assertEquals(
                    id,
                    ec2.describeAddresses(these -> these.allocationIds(address))
                            .addresses()
                            .get(0)
                            .instanceId());
        }
        String last = association;
        ec2.disassociateAddress(one -> one.associationId(last));
        ec2.releaseAddress(one -> one.allocationId(address));
        terminate(ids);
    }

    @Test
    void volumesGoIntoSnapshotsAndBack() {
        String volume =
                ec2.createVolume(
                                one ->
                                        one.availabilityZone("nova")
                                                .size(1)
                                                .volumeType(VolumeType.GP3)
                                                .clientToken("sdk-volume"))
                        .volumeId();
        waiter.waitUntilVolumeAvailable(these -> these.volumeIds(volume));
        String snapshot = ec2.createSnapshot(one -> one.volumeId(volume)).snapshotId();
        waiter.waitUntilSnapshotCompleted(these -> these.snapshotIds(snapshot));
        String copy =
                ec2.createVolume(one -> one.availabilityZone("nova").snapshotId(snapshot))
                        .volumeId();
        waiter.waitUntilVolumeAvailable(these -> these.volumeIds(copy));
        assertEquals(
                List.of(copy),
                ec2
                        .describeVolumesPaginator(
                                some -> some.maxResults(5).filters(filter("snapshot-id", snapshot)))
                        .volumes()
                        .stream()
                        .map(Volume::volumeId)
                        .toList());
        assertTrue(
                ec2
                        .describeSnapshotsPaginator(some -> some.maxResults(5).ownerIds("self"))
                        .snapshots()
                        .stream()
                        .anyMatch(one -> one.snapshotId().equals(snapshot)));
        ec2.deleteVolume(one -> one.volumeId(volume));
        ec2.deleteVolume(one -> one.volumeId(copy));
        waiter.waitUntilVolumeDeleted(these -> these.volumeIds(volume, copy));
        ec2.deleteSnapshot(one -> one.snapshotId(snapshot));
    }

    @Test
    void imagesAreMadeSharedAndDropped() {
        List<String> ids = run(1, "images");
        waiter.waitUntilInstanceRunning(these -> these.instanceIds(ids));
        String made = ec2.createImage(one -> one.instanceId(ids.get(0)).name("sdk-made")).imageId();
        waiter.waitUntilImageExists(these -> these.imageIds(made));
        waiter.waitUntilImageAvailable(these -> these.imageIds(made));
        ec2.modifyImageAttribute(
                one ->
                        one.imageId(made)
                                .launchPermission(
                                        change ->
                                                change.add(
                                                        LaunchPermission.builder()
                                                                .userId("000000000042")
                                                                .build())));
        assertEquals(
                List.of("000000000042"),
                ec2
                        .describeImageAttribute(
                                one ->
                                        one.imageId(made)
                                                .attribute(ImageAttributeName.LAUNCH_PERMISSION))
                        .launchPermissions()
                        .stream()
                        .map(LaunchPermission::userId)
                        .toList());
        ec2.deregisterImage(one -> one.imageId(made));
        assertTrue(
                ec2
                        .describeImagesPaginator(some -> some.maxResults(5).owners("self"))
                        .images()
                        .stream()
                        .noneMatch(one -> one.imageId().equals(made)));
        terminate(ids);
    }

    @Test
    void refusalsCarryTheirCode() {
        Ec2Exception refusal =
                assertThrows(
                        Ec2Exception.class,
                        () ->
                                ec2.describeInstances(
                                        these -> these.instanceIds("i-00000000000000000")));
        assertEquals("InvalidInstanceID.NotFound", refusal.awsErrorDetails().errorCode());
        assertFalse(refusal.requestId().isEmpty());
        Ec2Exception dry =
                assertThrows(
                        Ec2Exception.class,
                        () ->
                                ec2.runInstances(
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
                                ec2.describeInstances(
                                        these -> these.filters(filter("no-filter", "x"))));
        assertEquals("InvalidParameterValue", unknown.awsErrorDetails().errorCode());
    }
}
