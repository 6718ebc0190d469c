package io.nova.itests.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.api.network.SecurityGroupService;
import io.nova.itests.api.ApiClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a project that has all it may have, and all in use, is told. */
class LimitCodesTest {

    private static final int FULL = 1;
    private static final int OTHER = 2;

    private static WholeApi api;
    private static Belongings own;

    @BeforeAll
    static void start() {
        api =
                new WholeApi(
                        Map.of(
                                "QuotaManager.keyPairs", 1L,
                                "QuotaManager.addresses", 2L,
                                "QuotaManager.securityGroups", 2L,
                                "QuotaManager.volumes", 2L,
                                "QuotaManager.snapshots", 1L,
                                "QuotaManager.instances", 1L,
                                "QuotaManager.images", 1L));
        own = new Belongings(api, FULL, "own");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static void refused(String code, Answer answer) {
        assertEquals(code, answer.code(), answer.body());
    }

    static List<List<String>> oneMore() {
        return List.of(
                List.of("KeyPairLimitExceeded", "CreateKeyPair", "KeyName", "more"),
                List.of("AddressLimitExceeded", "AllocateAddress"),
                List.of(
                        "SecurityGroupLimitExceeded",
                        "CreateSecurityGroup",
                        "GroupName",
                        "more",
                        "GroupDescription",
                        "x"),
                List.of(
                        "VolumeLimitExceeded",
                        "CreateVolume",
                        "Size",
                        "1",
                        "AvailabilityZone",
                        "nova"),
                List.of("SnapshotLimitExceeded", "CreateSnapshot", "VolumeId", "@VolumeId"),
                List.of(
                        "InstanceLimitExceeded",
                        "RunInstances",
                        "ImageId",
                        "@ImageId",
                        "MinCount",
                        "1",
                        "MaxCount",
                        "1"),
                List.of(
                        "ResourceLimitExceeded",
                        "RegisterImage",
                        "Name",
                        "more",
                        "ImageLocation",
                        "@ImageLocation"),
                List.of("InvalidKeyPair.Duplicate", "CreateKeyPair", "KeyName", "@KeyName"),
                List.of(
                        "InvalidGroup.Duplicate",
                        "CreateSecurityGroup",
                        "GroupName",
                        "@GroupName",
                        "GroupDescription",
                        "x"),
                List.of("DependencyViolation", "DeleteSecurityGroup", "GroupId", "@GroupId"),
                List.of("CannotDelete", "DeleteSecurityGroup", "GroupName", "default"),
                List.of(
                        "InvalidIPAddress.InUse",
                        "ReleaseAddress",
                        "AllocationId",
                        "@AllocationId"),
                List.of("InvalidAddress.NotFound", "ReleaseAddress", "PublicIp", "192.0.2.1"),
                List.of(
                        "InvalidAllocationID.NotFound",
                        "AssociateAddress",
                        "AllocationId",
                        "eipalloc-01234567",
                        "InstanceId",
                        "@InstanceId"),
                List.of(
                        "InvalidZone.NotFound",
                        "CreateVolume",
                        "Size",
                        "1",
                        "AvailabilityZone",
                        "mars"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oneMore")
    void whatCannotBeIsRefusedInEc2sWords(List<String> request) {
        List<String> parameters = new ArrayList<>();
        for (String one : request.subList(2, request.size())) {
            parameters.add(one.startsWith("@") ? own.value(one.substring(1)) : one);
        }
        refused(request.get(0), own.client.call(request.get(1), parameters.toArray(String[]::new)));
    }

    private static Answer authorize(int port) {
        return rule("AuthorizeSecurityGroupIngress", port);
    }

    private static Answer rule(String action, int port) {
        return own.client.call(
                action,
                "GroupId",
                own.value("GroupId"),
                "IpPermissions.1.IpProtocol",
                "udp",
                "IpPermissions.1.FromPort",
                Integer.toString(port),
                "IpPermissions.1.ToPort",
                Integer.toString(port),
                "IpPermissions.1.IpRanges.1.CidrIp",
                "10.0.0.0/8");
    }

    @Test
    void aRuleIsThereOnceAndThereAreSoManyOfThem() {
        // One is there for the instance's sake.
        for (int port = 1; port < SecurityGroupService.MAX_RULES; port++) {
            authorize(port).ok();
        }
        refused("RulesPerSecurityGroupLimitExceeded", authorize(SecurityGroupService.MAX_RULES));
        refused("InvalidPermission.Duplicate", authorize(7));
        rule("RevokeSecurityGroupIngress", 7).ok();
        refused("InvalidPermission.NotFound", rule("RevokeSecurityGroupIngress", 7));
        refused(
                "InvalidSecurityGroupRuleId.NotFound",
                own.client.call(
                        "RevokeSecurityGroupIngress",
                        "GroupId",
                        own.value("GroupId"),
                        "SecurityGroupRuleId.1",
                        "sgr-01234567"));
    }

    @Test
    void fiftyTagsAreTheMostHoweverTheyCame() {
        Map<String, String> tags = new TreeMap<>();
        tags.put("ResourceId.1", own.value("VpcId"));
        for (int i = 1; i <= 50; i++) {
            tags.put("Tag.%d.Key".formatted(i), "key-" + i);
        }
        own.client.call("CreateTags", tags).ok();
        refused(
                "TagLimitExceeded",
                own.client.call(
                        "CreateTags", "ResourceId.1", own.value("VpcId"), "Tag.1.Key", "a"));
    }

    @Test
    void whoseImageIsSharedStaysItsOnlyMaster() {
        own.client
                .call(
                        "ModifyImageAttribute",
                        "ImageId",
                        own.value("ImageId"),
                        "LaunchPermission.Add.1.Group",
                        "all")
                .ok();
        refused(
                "AuthFailure",
                api.client(OTHER).call("DeregisterImage", "ImageId", own.value("ImageId")));
    }
}
