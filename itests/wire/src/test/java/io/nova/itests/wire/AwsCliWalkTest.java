package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A walk through the families of EC2 with the command line client and its pages. */
@ExtendWith(SimulatedCloud.class)
class AwsCliWalkTest {

    private final Cloud cloud;

    AwsCliWalkTest(Cloud cloud) {
        this.cloud = cloud;
    }

    @Test
    void anInstanceHasAKeyAGroupAnAddressAndTags() {
        String key = ec2("create-key-pair --key-name cli --query KeyMaterial");
        assertTrue(key.startsWith("-----BEGIN"), key);
        String group =
                ec2("create-security-group --group-name cli --description cli --query GroupId");
        ec2(
                "authorize-security-group-ingress --protocol tcp --port 22 --cidr 10.0.0.0/8 --group-id",
                group);
        assertEquals(
                "22\t10.0.0.0/8",
                ec2(
                        "describe-security-group-rules --query"
                                + " SecurityGroupRules[?!IsEgress].[FromPort,CidrIpv4] --filters",
                        "Name=group-id,Values=" + group));
        String id =
                ec2(
                        "run-instances --instance-type m1.tiny --key-name cli --query"
                                + " Instances[0].InstanceId --client-token cli --image-id",
                        cloud.image("machine"),
                        "--security-group-ids",
                        group);
        await("running", "DescribeInstances", "InstanceId.1", id);
        ec2("create-tags --tags Key=walk,Value=cli --resources", id);
        assertEquals(
                id + "\tcli\t" + group,
                ec2(
                        "describe-instances --filters Name=tag:walk,Values=c?i --query"
                                + " Reservations[].Instances[].[InstanceId,KeyName,SecurityGroups[0].GroupId]"));
        String address = ec2("allocate-address --domain vpc --query AllocationId");
        String association =
                ec2(
                        "associate-address --query AssociationId --allocation-id",
                        address,
                        "--instance-id",
                        id);
        assertEquals(
                id,
                ec2(
                        "describe-addresses --query Addresses[0].InstanceId --allocation-ids",
                        address));
        ec2("disassociate-address --association-id", association);
        ec2("release-address --allocation-id", address);
        ec2("stop-instances --instance-ids", id);
        await("stopped", "DescribeInstances", "InstanceId.1", id);
        ec2("terminate-instances --instance-ids", id);
        await("terminated", "DescribeInstances", "InstanceId.1", id);
        ec2("delete-security-group --group-id", group);
        ec2("delete-key-pair --key-name cli");
    }

    @Test
    void aVolumeGoesIntoASnapshotAndBack() {
        String volume = ec2("create-volume --availability-zone nova --size 1 --query VolumeId");
        await("available", "DescribeVolumes", "VolumeId.1", volume);
        String snapshot = ec2("create-snapshot --query SnapshotId --volume-id", volume);
        await("completed", "DescribeSnapshots", "SnapshotId.1", snapshot);
        String copy =
                ec2(
                        "create-volume --availability-zone nova --query VolumeId --snapshot-id",
                        snapshot);
        await("available", "DescribeVolumes", "VolumeId.1", copy);
        ec2("delete-volume --volume-id", volume);
        ec2("delete-volume --volume-id", copy);
        await("InvalidVolume.NotFound", "DescribeVolumes", "VolumeId.1", volume);
        await("InvalidVolume.NotFound", "DescribeVolumes", "VolumeId.1", copy);
        ec2("delete-snapshot --snapshot-id", snapshot);
    }

    @Test
    void pagesAreReadToTheirEnd() {
        String vpc = ec2("describe-vpcs --query Vpcs[0].VpcId");
        assertEquals(vpc, ec2("describe-subnets --page-size 5 --query Subnets[0].VpcId"));
        List<String> types =
                ec2("describe-instance-types --page-size 5 --query InstanceTypes[].InstanceType")
                        .lines()
                        .flatMap(line -> Arrays.stream(line.split("\\s+", -1)))
                        .toList();
        assertTrue(types.containsAll(List.of("m1.tiny", "m1.xlarge", "t3.nano")), types::toString);
        assertEquals(types.size(), types.stream().distinct().count(), types::toString);
    }

    // The client's own waiters look every 15 s; one of them is in AwsCliTest, and a command takes a
    // second of a processor.
    private void await(String state, String action, String... parameters) {
        Client client = cloud.ec2();
        Wait.until(
                parameters[1] + " " + state,
                Duration.ofMinutes(1),
                () -> client.call(action, parameters).body().contains(">" + state + "<"));
    }

    /** Returns what a command, given by its words, prints as text. */
    private String ec2(String words, String... more) {
        List<String> all = new ArrayList<>(List.of(words.split(" ", -1)));
        all.addAll(List.of(more));
        all.addAll(List.of("--output", "text"));
        Command command = cloud.aws("ec2", all.toArray(String[]::new));
        return command.run().ok().out().strip();
    }
}
