package io.nova.itests.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.api.ApiClient.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An id that is none, or of nothing, is refused with the code that EC2 has for its kind. */
class IdCodesTest {

    private static WholeApi api;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        api = new WholeApi();
        client = api.client(1);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static void refused(String code, String id, Answer answer) {
        assertEquals(code, answer.code(), answer.body());
        assertEquals(400, answer.status());
        assertTrue(answer.text("Message").contains(id), answer.body());
    }

    @ParameterizedTest(name = "{0} {2}-")
    @CsvSource({
        "DescribeInstances, InstanceId.1, i, InvalidInstanceID.Malformed",
        "DescribeInstanceStatus, InstanceId.1, i, InvalidInstanceID.Malformed",
        "TerminateInstances, InstanceId.1, i, InvalidInstanceID.Malformed",
        "DescribeImages, ImageId.1, ami, InvalidAMIID.Malformed",
        "DeregisterImage, ImageId, ami, InvalidAMIID.Malformed",
        "DescribeVolumes, VolumeId.1, vol, InvalidVolumeID.Malformed",
        "DeleteVolume, VolumeId, vol, InvalidVolumeID.Malformed",
        "DescribeSnapshots, SnapshotId.1, snap, InvalidSnapshotID.Malformed",
        "DescribeVpcs, VpcId.1, vpc, InvalidVpcID.Malformed",
        "DescribeSubnets, SubnetId.1, subnet, InvalidSubnetID.Malformed",
        "DescribeRouteTables, RouteTableId.1, rtb, InvalidRouteTableId.Malformed",
        "DescribeInternetGateways, InternetGatewayId.1, igw, InvalidInternetGatewayId.Malformed",
        "DescribeNetworkAcls, NetworkAclId.1, acl, InvalidNetworkAclId.Malformed",
        "DescribeDhcpOptions, DhcpOptionsId.1, dopt, InvalidDhcpOptionsId.Malformed",
        "DescribeNetworkInterfaces, NetworkInterfaceId.1, eni, InvalidNetworkInterfaceId.Malformed",
        "DescribeSecurityGroups, GroupId.1, sg, InvalidGroupId.Malformed",
        "DeleteSecurityGroup, GroupId, sg, InvalidGroupId.Malformed",
        "DescribeSecurityGroupRules, SecurityGroupRuleId.1, sgr, "
                + "InvalidSecurityGroupRuleId.Malformed",
        "DescribeAddresses, AllocationId.1, eipalloc, InvalidAllocationID.NotFound",
        "ReleaseAddress, AllocationId, eipalloc, InvalidAllocationID.NotFound",
        "DisassociateAddress, AssociationId, eipassoc, InvalidAssociationID.NotFound",
    })
    void whatIsNoIdIsMalformed(String action, String parameter, String prefix, String code) {
        for (String id : new String[] {prefix + "-xyz", prefix + "-0", "fnord", prefix}) {
            refused(code, id, client.call(action, parameter, id));
        }
    }

    @ParameterizedTest(name = "{0} {2}-")
    @CsvSource({
        "DescribeInstances, InstanceId.1, i, InvalidInstanceID.NotFound",
        "DescribeInstanceStatus, InstanceId.1, i, InvalidInstanceID.NotFound",
        "TerminateInstances, InstanceId.1, i, InvalidInstanceID.NotFound",
        "DescribeImages, ImageId.1, ami, InvalidAMIID.NotFound",
        "DeregisterImage, ImageId, ami, InvalidAMIID.NotFound",
        "DescribeVolumes, VolumeId.1, vol, InvalidVolume.NotFound",
        "DeleteVolume, VolumeId, vol, InvalidVolume.NotFound",
        "DescribeSnapshots, SnapshotId.1, snap, InvalidSnapshot.NotFound",
        "DescribeVpcs, VpcId.1, vpc, InvalidVpcID.NotFound",
        "DescribeSubnets, SubnetId.1, subnet, InvalidSubnetID.NotFound",
        "DescribeRouteTables, RouteTableId.1, rtb, InvalidRouteTableID.NotFound",
        "DescribeInternetGateways, InternetGatewayId.1, igw, InvalidInternetGatewayID.NotFound",
        "DescribeNetworkAcls, NetworkAclId.1, acl, InvalidNetworkAclID.NotFound",
        "DescribeDhcpOptions, DhcpOptionsId.1, dopt, InvalidDhcpOptionID.NotFound",
        "DescribeNetworkInterfaces, NetworkInterfaceId.1, eni, InvalidNetworkInterfaceID.NotFound",
        "DescribeSecurityGroups, GroupId.1, sg, InvalidGroup.NotFound",
        "DeleteSecurityGroup, GroupId, sg, InvalidGroup.NotFound",
        "DescribeSecurityGroupRules, SecurityGroupRuleId.1, sgr, "
                + "InvalidSecurityGroupRuleId.NotFound",
        "DescribeAddresses, AllocationId.1, eipalloc, InvalidAllocationID.NotFound",
        "ReleaseAddress, AllocationId, eipalloc, InvalidAllocationID.NotFound",
        "DisassociateAddress, AssociationId, eipassoc, InvalidAssociationID.NotFound",
        "DescribeKeyPairs, KeyPairId.1, key, InvalidKeyPair.NotFound",
    })
    void whatThereIsNotIsNotFound(String action, String parameter, String prefix, String code) {
        for (String id : new String[] {prefix + "-0123456789abcdef0", prefix + "-01234567"}) {
            refused(code, id, client.call(action, parameter, id));
        }
    }

    @ParameterizedTest(name = "{0}-")
    @CsvSource({
        "i, InvalidInstanceID.NotFound",
        "ami, InvalidAMIID.NotFound",
        "vol, InvalidVolume.NotFound",
        "snap, InvalidSnapshot.NotFound",
        "key, InvalidKeyPair.NotFound",
        "vpc, InvalidVpcID.NotFound",
        "subnet, InvalidSubnetID.NotFound",
        "rtb, InvalidRouteTableID.NotFound",
        "igw, InvalidInternetGatewayID.NotFound",
        "acl, InvalidNetworkAclID.NotFound",
        "dopt, InvalidDhcpOptionID.NotFound",
        "eni, InvalidNetworkInterfaceID.NotFound",
        "sg, InvalidGroup.NotFound",
        "sgr, InvalidSecurityGroupRuleId.NotFound",
        "eipalloc, InvalidAllocationID.NotFound",
    })
    void whatIsToBeTaggedHasItsKindsCodeOrIsNoId(String prefix, String code) {
        String missing = prefix + "-0123456789abcdef0";
        for (String action : new String[] {"CreateTags", "DeleteTags"}) {
            refused(code, missing, client.call(action, "ResourceId.1", missing, "Tag.1.Key", "of"));
            for (String id : new String[] {prefix + "-xyz", prefix, "fnord-01234567"}) {
                refused(
                        "InvalidID",
                        id,
                        client.call(action, "ResourceId.1", id, "Tag.1.Key", "of"));
            }
        }
    }
}
