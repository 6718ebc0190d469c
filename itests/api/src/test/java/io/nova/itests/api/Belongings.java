package io.nova.itests.api;

import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.PutRequest;
import io.nova.model.BucketName;
import io.nova.model.InstanceId;
import io.nova.model.RequestContext;
import io.nova.model.compute.PowerState;
import io.nova.model.objectstore.ObjectKey;
import io.nova.protocol.GuestReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** One of each thing that a project can have, found by the name of a parameter that wants it. */
final class Belongings {

    private static final String DISK = "disk.img";

    /** Who may launch the image; nobody asks as this project. */
    private static final String FRIEND = "999999999998";

    final ApiClient client;
    final WholeApi api;
    private final String word;
    private final Map<String, String> byParameter = new HashMap<>();

    /**
     * @param word is in every name, description and tag that its owner can give
     */
    Belongings(WholeApi api, int project, String word) {
        this.api = api;
        this.word = word;
        this.client = api.client(project);
        byParameter.put("ImageLocation", upload(project));
        image();
        accessAndGroup();
        network();
        instance();
        address();
        volumes();
        tags();
    }

    /** Returns what a parameter may name, by its last word; else something short. */
    String value(String parameter) {
        return byParameter.getOrDefault(GoodRequest.last(parameter), "x");
    }

    /** Tells whether the parameter names a thing that the project has. */
    boolean has(String parameter) {
        return !value(parameter).equals("x");
    }

    private ApiClient.Answer ask(String action, String... parameters) {
        return client.call(action, parameters).ok();
    }

    private void put(String value, String... parameters) {
        for (String parameter : parameters) {
            byParameter.put(parameter, value);
        }
    }

    private String upload(int project) {
        BucketName bucket = new BucketName("bucket-" + project);
        RequestContext context = new RequestContext("upload", WholeApi.caller(project));
        byte[] disk = new byte[4096];
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
        api.service(BucketService.class).create(context, bucket, NewBucket.PRIVATE);
        try {
            api.service(ObjectService.class)
                    .put(
                            context,
                            bucket,
                            new ObjectKey(DISK),
                            PutRequest.PLAIN,
                            ObjectBody.of(new ByteArrayInputStream(disk)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bucket.value() + "/" + DISK;
    }

    private void image() {
        String id =
                ask(
                                "RegisterImage",
                                "Name",
                                word,
                                "Description",
                                word,
                                "ImageLocation",
                                value("ImageLocation"))
                        .text("imageId");
        put(id, "ImageId", "SourceImageId");
        ask("ModifyImageAttribute", "ImageId", id, "LaunchPermission.Add.1.UserId", FRIEND);
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!ask("DescribeImages", "ImageId.1", id).text("imageState").equals("available")) {
            if (System.nanoTime() > end) {
                throw new AssertionError(id + " is not read");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    private void accessAndGroup() {
        ApiClient.Answer key = ask("CreateKeyPair", "KeyName", word, "KeyType", "ed25519");
        put(word, "KeyName", "GroupName", "SecurityGroup");
        put(key.text("keyPairId"), "KeyPairId");
        String group =
                ask("CreateSecurityGroup", "GroupName", word, "GroupDescription", word)
                        .text("groupId");
        put(group, "GroupId", "SecurityGroupId");
        String rule =
                ask(
                                "AuthorizeSecurityGroupIngress",
                                "GroupId",
                                group,
                                "IpPermissions.1.IpProtocol",
                                "tcp",
                                "IpPermissions.1.FromPort",
                                "22",
                                "IpPermissions.1.ToPort",
                                "22",
                                "IpPermissions.1.IpRanges.1.CidrIp",
                                "0.0.0.0/0",
                                "IpPermissions.1.IpRanges.1.Description",
                                word,
                                "TagSpecification.1.ResourceType",
                                "security-group-rule",
                                "TagSpecification.1.Tag.1.Key",
                                word,
                                "TagSpecification.1.Tag.1.Value",
                                word)
                        .text("securityGroupRuleId");
        put(rule, "SecurityGroupRuleId");
        put(
                ask("CreateSecurityGroup", "GroupName", "spare", "GroupDescription", word)
                        .text("groupId"),
                "SpareGroupId");
    }

    private void network() {
        put(ask("DescribeVpcs").text("vpcId"), "VpcId");
        put(ask("DescribeSubnets").text("subnetId"), "SubnetId");
        put(ask("DescribeRouteTables").text("routeTableId"), "RouteTableId");
        put(ask("DescribeInternetGateways").text("internetGatewayId"), "InternetGatewayId");
        put(ask("DescribeNetworkAcls").text("networkAclId"), "NetworkAclId");
        put(ask("DescribeDhcpOptions").text("dhcpOptionsId"), "DhcpOptionsId");
    }

    private void instance() {
        // A host that is silent for long gets nothing.
        api.report();
        ApiClient.Answer run =
                ask(
                        "RunInstances",
                        "ImageId",
                        value("ImageId"),
                        "MinCount",
                        "1",
                        "MaxCount",
                        "1",
                        "KeyName",
                        word,
                        "SecurityGroup.1",
                        word,
                        "InstanceType",
                        "m1.tiny");
        String id = run.text("instanceId");
        api.report(new GuestReport(new InstanceId(id), 1, PowerState.ON, "", false));
        put(id, "InstanceId", "ResourceId");
        put(run.text("networkInterfaceId"), "NetworkInterfaceId");
        put(run.text("privateIpAddress"), "PrivateIpAddress");
        put(run.text("ownerId"), "Owner", "UserId", "OwnerId", "ExecutableBy");
    }

    private void address() {
        ApiClient.Answer address = ask("AllocateAddress");
        put(address.text("allocationId"), "AllocationId");
        put(address.text("publicIp"), "PublicIp");
        put(
                ask(
                                "AssociateAddress",
                                "AllocationId",
                                value("AllocationId"),
                                "InstanceId",
                                value("InstanceId"))
                        .text("associationId"),
                "AssociationId");
        put(ask("AllocateAddress").text("allocationId"), "FreeAllocationId");
    }

    /** One on the instance, and one beside it with a snapshot. */
    private void volumes() {
        api.volumes();
        String attached = volume();
        String free = volume();
        api.volumes();
        ask(
                "AttachVolume",
                "VolumeId",
                attached,
                "InstanceId",
                value("InstanceId"),
                "Device",
                "/dev/vdf");
        put(attached, "AttachedVolumeId");
        put(free, "VolumeId");
        put(
                ask("CreateSnapshot", "VolumeId", free, "Description", word).text("snapshotId"),
                "SnapshotId");
        api.volumes();
    }

    private String volume() {
        return ask("CreateVolume", "Size", "1", "AvailabilityZone", "nova").text("volumeId");
    }

    private void tags() {
        for (String kind :
                List.of(
                        "InstanceId",
                        "ImageId",
                        "KeyPairId",
                        "GroupId",
                        "AllocationId",
                        "VolumeId",
                        "SnapshotId")) {
            ask("CreateTags", "ResourceId.1", value(kind), "Tag.1.Key", word, "Tag.1.Value", word);
        }
        if (!ask("DescribeTags").body().contains(word)) {
            throw new AssertionError("no tags");
        }
    }
}
