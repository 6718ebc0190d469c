package io.nova.frontend.ec2;

import java.util.Map;
import java.util.TreeMap;

/** For each action a request that works. */
final class Requests {

    private static final String I1 = Samples.instanceId(1).value();

    private static final String[] RULE = {
        "GroupId",
        FakeNetworks.GROUP.value(),
        "IpPermissions.1.IpProtocol",
        "tcp",
        "IpPermissions.1.FromPort",
        "22",
        "IpPermissions.1.ToPort",
        "22",
        "IpPermissions.1.IpRanges.1.CidrIp",
        "0.0.0.0/0"
    };

    static final Map<String, Map<String, String>> GOOD =
            new TreeMap<>(
                    Map.ofEntries(
                            good(
                                    "DescribeInstanceAttribute",
                                    "InstanceId",
                                    I1,
                                    "Attribute",
                                    "disableApiTermination"),
                            good(
                                    "ModifyInstanceAttribute",
                                    "InstanceId",
                                    I1,
                                    "DisableApiTermination.Value",
                                    "true"),
                            good(
                                    "ModifyInstanceMetadataOptions",
                                    "InstanceId",
                                    I1,
                                    "HttpTokens",
                                    "required"),
                            good("CreateTags", "ResourceId.1", I1, "Tag.1.Key", "a"),
                            good("DeleteTags", "ResourceId.1", I1, "Tag.1.Key", "a"),
                            good("DescribeTags"),
                            good(
                                    "AttachVolume",
                                    "VolumeId",
                                    FakeVolumes.FREE.value(),
                                    "InstanceId",
                                    I1,
                                    "Device",
                                    "/dev/sdg"),
                            good("CreateSnapshot", "VolumeId", FakeVolumes.USED.value()),
                            good("CreateVolume", "Size", "1", "AvailabilityZone", "nova"),
                            good("DeleteSnapshot", "SnapshotId", FakeVolumes.SNAPSHOT.value()),
                            good("DeleteVolume", "VolumeId", FakeVolumes.FREE.value()),
                            good("DescribeSnapshots"),
                            good("DescribeVolumes"),
                            good("DetachVolume", "VolumeId", FakeVolumes.USED.value()),
                            good("AllocateAddress"),
                            good(
                                    "AssociateAddress",
                                    "AllocationId",
                                    FakeNetworks.ADDRESS.value(),
                                    "InstanceId",
                                    I1),
                            good("AuthorizeSecurityGroupEgress", RULE),
                            good("AuthorizeSecurityGroupIngress", RULE),
                            good(
                                    "CreateSecurityGroup",
                                    "GroupName",
                                    "web",
                                    "GroupDescription",
                                    "web servers"),
                            good("DeleteSecurityGroup", "GroupName", "default"),
                            good("DescribeAddresses"),
                            good("DescribeDhcpOptions"),
                            good("DescribeInternetGateways"),
                            good("DescribeNetworkAcls"),
                            good("DescribeRouteTables"),
                            good("DescribeSecurityGroupRules"),
                            good("DescribeSecurityGroups"),
                            good("DescribeSubnets"),
                            good(
                                    "DescribeVpcAttribute",
                                    "VpcId",
                                    FakeNetworks.VPC.value(),
                                    "Attribute",
                                    "enableDnsSupport"),
                            good("DescribeVpcs"),
                            good(
                                    "DisassociateAddress",
                                    "AssociationId",
                                    FakeNetworks.ASSOCIATION.value()),
                            good("ReleaseAddress", "AllocationId", FakeNetworks.ADDRESS.value()),
                            good("RevokeSecurityGroupEgress", RULE),
                            good("RevokeSecurityGroupIngress", RULE),
                            good("CreateKeyPair", "KeyName", "new"),
                            good("DeleteKeyPair", "KeyName", "mine"),
                            good("CreateImage", "InstanceId", I1, "Name", "golden"),
                            good(
                                    "DescribeImageAttribute",
                                    "ImageId",
                                    Samples.imageId(1).value(),
                                    "Attribute",
                                    "launchPermission"),
                            good(
                                    "ModifyImageAttribute",
                                    "ImageId",
                                    Samples.imageId(1).value(),
                                    "LaunchPermission.Add.1.Group",
                                    "all"),
                            good(
                                    "ResetImageAttribute",
                                    "ImageId",
                                    Samples.imageId(1).value(),
                                    "Attribute",
                                    "launchPermission"),
                            good("DeregisterImage", "ImageId", Samples.imageId(1).value()),
                            good("DescribeAccountAttributes"),
                            good("DescribeInstanceTypeOfferings"),
                            good("DescribeNetworkInterfaces"),
                            good("DescribeAvailabilityZones"),
                            good("DescribeImages"),
                            good("DescribeInstanceTypes"),
                            good("DescribeInstanceStatus"),
                            good("DescribeInstances"),
                            good("DescribeKeyPairs", "IncludePublicKey", "true"),
                            good("DescribeRegions"),
                            good("GetConsoleOutput", "InstanceId", I1),
                            good(
                                    "ImportKeyPair",
                                    "KeyName",
                                    "imported",
                                    "PublicKeyMaterial",
                                    "c3NoLXJzYSBBQUFB"),
                            good("RebootInstances", "InstanceId.1", I1),
                            good("RegisterImage", "ImageLocation", "images/disk.img"),
                            good(
                                    "RunInstances",
                                    "ImageId",
                                    Samples.imageId(1).value(),
                                    "MinCount",
                                    "1",
                                    "MaxCount",
                                    "2"),
                            good("StartInstances", "InstanceId.1", I1),
                            good("StopInstances", "InstanceId.1", I1),
                            good("TerminateInstances", "InstanceId.1", I1)));

    private Requests() {}

    private static Map.Entry<String, Map<String, String>> good(String action, String... more) {
        return Map.entry(action, TestCloud.parameters(action, more));
    }

    static Map<String, String> with(String action, String name, String value) {
        Map<String, String> parameters = new TreeMap<>(GOOD.get(action));
        parameters.put(name, value);
        return parameters;
    }

    /** Returns a good request without the parameter, or the list of that name. */
    static Map<String, String> without(String action, String name) {
        Map<String, String> parameters = new TreeMap<>(GOOD.get(action));
        parameters.keySet().removeIf(one -> one.equals(name) || one.startsWith(name + "."));
        return parameters;
    }
}
