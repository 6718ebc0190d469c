package io.nova.itests.wire;

import static io.nova.itests.wire.Sdk.filter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.HttpTokensState;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageAttributeName;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceAttributeName;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceTypeOffering;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.LaunchPermission;
import software.amazon.awssdk.services.ec2.model.LocationType;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.ResetImageAttributeName;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;
import software.amazon.awssdk.services.ec2.model.VolumeAttachmentState;
import software.amazon.awssdk.services.ec2.model.VolumeType;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;
import software.amazon.awssdk.services.ec2.waiters.Ec2Waiter;

/** A walk with the AWS SDK for Java, version 2, through all that clients need. */
@ExtendWith(SimulatedCloud.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AwsSdkWalkTest {

    private static final int LAST = 100;

    @TempDir private Path folder;
    private final String image;
    private final Sdk sdk;
    private final Ec2Client ec2;
    private final Ec2Waiter waiter;

    AwsSdkWalkTest(Cloud cloud) {
        image = cloud.image("machine");
        sdk = new Sdk(cloud);
        ec2 = sdk.ec2;
        waiter = sdk.waiter;
    }

    @AfterAll
    void close() {
        sdk.close();
    }

    @Test
    @Order(1)
    void thePlaceAndItsPartsAreDescribed() {
        assertEquals("nova", ec2.describeRegions().regions().get(0).regionName());
        assertEquals(
                "available",
                ec2.describeAvailabilityZones().availabilityZones().get(0).stateAsString());
        Vpc vpc = ec2.describeVpcs().vpcs().get(0);
        assertTrue(vpc.isDefault());
        assertTrue(
                ec2.describeVpcAttribute(
                                of ->
                                        of.vpcId(vpc.vpcId())
                                                .attribute(VpcAttributeName.ENABLE_DNS_SUPPORT))
                        .enableDnsSupport()
                        .value());
        var subnet = ec2.describeSubnets().subnets().get(0);
        assertEquals(vpc.vpcId(), subnet.vpcId());
        var gateway = ec2.describeInternetGateways().internetGateways().get(0);
        assertEquals(vpc.vpcId(), gateway.attachments().get(0).vpcId());
        assertTrue(
                ec2.describeRouteTables().routeTables().get(0).routes().stream()
                        .anyMatch(route -> gateway.internetGatewayId().equals(route.gatewayId())));
        assertEquals(
                subnet.subnetId(),
                ec2.describeNetworkAcls().networkAcls().get(0).associations().get(0).subnetId());
        assertEquals(
                vpc.dhcpOptionsId(),
                ec2.describeDhcpOptions().dhcpOptions().get(0).dhcpOptionsId());
        assertTrue(
                ec2.describeAccountAttributes().accountAttributes().stream()
                        .anyMatch(
                                one ->
                                        one.attributeName().equals("default-vpc")
                                                && one.attributeValues()
                                                        .get(0)
                                                        .attributeValue()
                                                        .equals(vpc.vpcId())));
    }

    @Test
    @Order(2)
    void sizesAreDescribedWithWhereTheyCanBeHad() {
        var tiny =
                ec2.describeInstanceTypes(of -> of.filters(filter("instance-type", "m1.t*")))
                        .instanceTypes()
                        .get(0);
        assertEquals("m1.tiny", tiny.instanceTypeAsString());
        assertEquals(512, tiny.memoryInfo().sizeInMiB());
        assertEquals(
                List.of("nova"),
                ec2
                        .describeInstanceTypeOfferings(
                                of ->
                                        of.locationType(LocationType.AVAILABILITY_ZONE)
                                                .filters(filter("instance-type", "m1.tiny")))
                        .instanceTypeOfferings()
                        .stream()
                        .map(InstanceTypeOffering::location)
                        .toList());
    }

    @Test
    @Order(3)
    void keysAreMadeImportedAndDeleted() throws IOException {
        Path key = folder.resolve("key");
        Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()).run().ok();
        byte[] material = Files.readAllBytes(folder.resolve("key.pub"));
        String made = ec2.createKeyPair(one -> one.keyName("sdk-made")).keyMaterial();
        assertTrue(made.startsWith("-----BEGIN"), made);
        waiter.waitUntilKeyPairExists(these -> these.keyNames("sdk-made"));
        String fingerprint =
                ec2.importKeyPair(
                                one ->
                                        one.keyName("sdk-imported")
                                                .publicKeyMaterial(
                                                        SdkBytes.fromByteArray(material)))
                        .keyFingerprint();
        assertEquals(
                fingerprint,
                ec2.describeKeyPairs(these -> these.keyNames("sdk-imported"))
                        .keyPairs()
                        .get(0)
                        .keyFingerprint());
        for (String name : List.of("sdk-made", "sdk-imported")) {
            ec2.deleteKeyPair(one -> one.keyName(name));
        }
        assertTrue(
                ec2.describeKeyPairs(these -> these.filters(filter("key-name", "sdk-*")))
                        .keyPairs()
                        .isEmpty());
    }

    @Test
    @Order(4)
    void groupsHaveRulesForBothWays() {
        String group =
                ec2.createSecurityGroup(one -> one.groupName("sdk").description("of the SDK"))
                        .groupId();
        waiter.waitUntilSecurityGroupExists(these -> these.groupIds(group));
        ec2.authorizeSecurityGroupIngress(
                rules -> rules.groupId(group).ipPermissions(allowed("tcp", 22)));
        String leaving =
                ec2.authorizeSecurityGroupEgress(
                                rules -> rules.groupId(group).ipPermissions(allowed("udp", 53)))
                        .securityGroupRules()
                        .get(0)
                        .securityGroupRuleId();
        SecurityGroup seen =
                ec2.describeSecurityGroups(these -> these.groupIds(group)).securityGroups().get(0);
        assertEquals(List.of(allowed("tcp", 22)), plain(seen.ipPermissions()));
        assertEquals(
                List.of("udp"),
                seen.ipPermissionsEgress().stream()
                        .map(IpPermission::ipProtocol)
                        .filter(protocol -> !protocol.equals("-1"))
                        .toList());
        assertTrue(
                ec2
                        .describeSecurityGroupRules(
                                these -> these.filters(filter("group-id", group)))
                        .securityGroupRules()
                        .stream()
                        .map(SecurityGroupRule::securityGroupRuleId)
                        .anyMatch(leaving::equals));
        ec2.revokeSecurityGroupIngress(
                rules -> rules.groupId(group).ipPermissions(allowed("tcp", 22)));
        ec2.revokeSecurityGroupEgress(rules -> rules.groupId(group).securityGroupRuleIds(leaving));
        seen = ec2.describeSecurityGroups(these -> these.groupIds(group)).securityGroups().get(0);
        assertTrue(seen.ipPermissions().isEmpty());
        assertEquals(1, seen.ipPermissionsEgress().size());
        ec2.deleteSecurityGroup(one -> one.groupId(group));
    }

    private static IpPermission allowed(String protocol, int port) {
        return IpPermission.builder()
                .ipProtocol(protocol)
                .fromPort(port)
                .toPort(port)
                .ipRanges(IpRange.builder().cidrIp("10.0.0.0/8").build())
                .build();
    }

    /** Without the empty lists that a request leaves out. */
    private static List<IpPermission> plain(List<IpPermission> seen) {
        return seen.stream()
                .map(
                        one ->
                                IpPermission.builder()
                                        .ipProtocol(one.ipProtocol())
                                        .fromPort(one.fromPort())
                                        .toPort(one.toPort())
                                        .ipRanges(one.ipRanges())
                                        .build())
                .toList();
    }

    @Test
    @Order(5)
    void anInstanceIsWaitedForThroughItsLife() {
        List<String> ids = sdk.run(1, "life");
        String id = ids.get(0);
        waiter.waitUntilInstanceExists(these -> these.instanceIds(ids));
        waiter.waitUntilInstanceRunning(these -> these.instanceIds(ids));
        waiter.waitUntilInstanceStatusOk(these -> these.instanceIds(ids));
        assertEquals(
                id,
                ec2.describeInstanceStatus(these -> these.instanceIds(ids))
                        .instanceStatuses()
                        .get(0)
                        .instanceId());
        assertFalse(ec2.getConsoleOutput(one -> one.instanceId(id)).output().isEmpty());
        ec2.rebootInstances(these -> these.instanceIds(ids));
        ec2.createTags(
                these ->
                        these.resources(ids)
                                .tags(Tag.builder().key("more").value("<of it>").build()));
        assertEquals(
                "<of it>",
                ec2.describeTags(
                                these ->
                                        these.filters(
                                                filter("resource-id", id), filter("key", "more")))
                        .tags()
                        .get(0)
                        .value());
        ec2.deleteTags(these -> these.resources(ids).tags(Tag.builder().key("more").build()));
        assertEquals(1, sdk.instance(id).tags().size());
        ec2.stopInstances(these -> these.instanceIds(ids));
        waiter.waitUntilInstanceStopped(these -> these.instanceIds(ids));
        attributesAreWrittenAndReadBack(id);
        ec2.startInstances(these -> these.instanceIds(ids));
        waiter.waitUntilInstanceRunning(these -> these.instanceIds(ids));
        sdk.terminate(ids);
    }

    private void attributesAreWrittenAndReadBack(String id) {
        byte[] data = {0, 1, (byte) 255};
        ec2.modifyInstanceAttribute(
                one ->
                        one.instanceId(id)
                                .userData(user -> user.value(SdkBytes.fromByteArray(data))));
        assertEquals(
                "AAH/",
                ec2.describeInstanceAttribute(
                                one ->
                                        one.instanceId(id)
                                                .attribute(InstanceAttributeName.USER_DATA))
                        .userData()
                        .value());
        assertEquals(
                7,
                ec2.modifyInstanceMetadataOptions(
                                one ->
                                        one.instanceId(id)
                                                .httpTokens(HttpTokensState.REQUIRED)
                                                .httpPutResponseHopLimit(7))
                        .instanceMetadataOptions()
                        .httpPutResponseHopLimit());
        Instance seen = sdk.instance(id);
        assertEquals(
                HttpTokensState.REQUIRED.toString(), seen.metadataOptions().httpTokensAsString());
    }

    @Test
    @Order(6)
    void anAddressMovesFromInstanceToInstance() {
        List<String> ids = sdk.run(2, "addresses");
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
            Address seen =
                    ec2.describeAddresses(these -> these.allocationIds(address)).addresses().get(0);
            assertEquals(id, seen.instanceId());
            NetworkInterface nic = interfaceOf(id);
            assertEquals(association, nic.association().associationId());
            assertEquals(
                    List.of(nic.networkInterfaceId()),
                    sdk.instance(id).networkInterfaces().stream()
                            .map(InstanceNetworkInterface::networkInterfaceId)
                            .toList());
        }
        String last = association;
        ec2.disassociateAddress(one -> one.associationId(last));
        ec2.releaseAddress(one -> one.allocationId(address));
        sdk.terminate(ids);
    }

    private NetworkInterface interfaceOf(String id) {
        return ec2.describeNetworkInterfaces(
                        these -> these.filters(filter("attachment.instance-id", id)))
                .networkInterfaces()
                .get(0);
    }

    @Test
    @Order(7)
    void aVolumeGoesToAnInstanceAndLeavesIt() {
        List<String> ids = sdk.run(1, "volumes");
        waiter.waitUntilInstanceRunning(these -> these.instanceIds(ids));
        String volume = volume();
        ec2.attachVolume(one -> one.volumeId(volume).instanceId(ids.get(0)).device("/dev/sdf"));
        waiter.waitUntilVolumeInUse(these -> these.volumeIds(volume));
        VolumeAttachment there =
                ec2.describeVolumes(these -> these.volumeIds(volume))
                        .volumes()
                        .get(0)
                        .attachments()
                        .get(0);
        assertEquals(ids.get(0), there.instanceId());
        assertEquals("/dev/sdf", there.device());
        assertFalse(there.deleteOnTermination());
        VolumeAttachmentState leaving = ec2.detachVolume(one -> one.volumeId(volume)).state();
        assertTrue(
                List.of(VolumeAttachmentState.DETACHING, VolumeAttachmentState.DETACHED)
                        .contains(leaving),
                leaving::toString);
        waiter.waitUntilVolumeAvailable(these -> these.volumeIds(volume));
        ec2.deleteVolume(one -> one.volumeId(volume));
        sdk.terminate(ids);
    }

    private String volume() {
        String volume =
                ec2.createVolume(
                                one ->
                                        one.availabilityZone("nova")
                                                .size(1)
                                                .volumeType(VolumeType.GP3))
                        .volumeId();
        waiter.waitUntilVolumeAvailable(these -> these.volumeIds(volume));
        return volume;
    }

    @Test
    @Order(8)
    void volumesGoIntoSnapshotsAndBackAndBecomeImages() {
        String volume = volume();
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
                        .map(Snapshot::snapshotId)
                        .anyMatch(snapshot::equals));
        anImageIsRegistered(snapshot);
        ec2.deleteVolume(one -> one.volumeId(volume));
        ec2.deleteVolume(one -> one.volumeId(copy));
        waiter.waitUntilVolumeDeleted(these -> these.volumeIds(volume, copy));
        ec2.deleteSnapshot(one -> one.snapshotId(snapshot));
    }

    private void anImageIsRegistered(String snapshot) {
        BlockDeviceMapping root =
                BlockDeviceMapping.builder()
                        .deviceName("/dev/sda1")
                        .ebs(disk -> disk.snapshotId(snapshot))
                        .build();
        String registered =
                ec2.registerImage(
                                one ->
                                        one.name("sdk-of-snapshot")
                                                .rootDeviceName("/dev/sda1")
                                                .blockDeviceMappings(root))
                        .imageId();
        waiter.waitUntilImageAvailable(these -> these.imageIds(registered));
        ec2.deregisterImage(one -> one.imageId(registered));
    }

    @Test
    @Order(9)
    void imagesAreMadeSharedAndDropped() {
        waiter.waitUntilImageExists(these -> these.imageIds(image));
        List<String> ids = sdk.run(1, "images");
        waiter.waitUntilInstanceRunning(these -> these.instanceIds(ids));
        String made = ec2.createImage(one -> one.instanceId(ids.get(0)).name("sdk-made")).imageId();
        waiter.waitUntilImageAvailable(these -> these.imageIds(made));
        LaunchPermission other = LaunchPermission.builder().userId("000000000042").build();
        ec2.modifyImageAttribute(
                one -> one.imageId(made).launchPermission(change -> change.add(other)));
        assertEquals(List.of(other), sharedWith(made));
        ec2.resetImageAttribute(
                one -> one.imageId(made).attribute(ResetImageAttributeName.LAUNCH_PERMISSION));
        assertEquals(List.of(), sharedWith(made));
        ec2.deregisterImage(one -> one.imageId(made));
        assertTrue(
                ec2
                        .describeImagesPaginator(some -> some.maxResults(5).owners("self"))
                        .images()
                        .stream()
                        .map(Image::imageId)
                        .noneMatch(made::equals));
        sdk.terminate(ids);
    }

    private List<LaunchPermission> sharedWith(String made) {
        return ec2.describeImageAttribute(
                        one -> one.imageId(made).attribute(ImageAttributeName.LAUNCH_PERMISSION))
                .launchPermissions();
    }

    @Test
    @Order(LAST)
    void everyActionThatClientsNeedWasAnswered() {
        sdk.actions.assertAllAnswered();
    }
}
