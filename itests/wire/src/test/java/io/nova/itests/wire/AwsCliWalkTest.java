package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A walk with the command line client through all that clients need. Each command costs a second,
 * and its waiters look every 15 seconds: what takes time is waited for with a faster client.
 */
@ExtendWith(SimulatedCloud.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AwsCliWalkTest {

    private static final int LAST = 100;

    @TempDir private Path folder;
    private final Cloud cloud;
    private final Actions actions = new Actions();

    AwsCliWalkTest(Cloud cloud) {
        this.cloud = cloud;
    }

    @Test
    @Order(1)
    void thePlaceAndItsPartsAreDescribed() {
        assertEquals("nova", ec2("describe-regions --query Regions[].RegionName"));
        assertEquals(
                "nova\tavailable",
                ec2("describe-availability-zones --query AvailabilityZones[].[ZoneName,State]"));
        String vpc = ec2("describe-vpcs --query Vpcs[?IsDefault].VpcId");
        assertEquals(
                vpc,
                ec2(
                        "describe-account-attributes --attribute-names default-vpc --query"
                                + " AccountAttributes[].AttributeValues[].AttributeValue"));
        assertEquals(
                "True",
                ec2(
                        "describe-vpc-attribute --attribute enableDnsSupport --query"
                                + " EnableDnsSupport.Value --vpc-id",
                        vpc));
        String subnet = ec2("describe-subnets --page-size 5 --query Subnets[].[SubnetId,VpcId]");
        assertTrue(subnet.endsWith("\t" + vpc), subnet);
        String gateway =
                ec2(
                        "describe-internet-gateways --query"
                                + " InternetGateways[].[InternetGatewayId,Attachments[0].VpcId]");
        assertTrue(gateway.endsWith("\t" + vpc), gateway);
        String routes = ec2("describe-route-tables --query RouteTables[].Routes[].GatewayId");
        assertTrue(routes.contains(gateway.split("\t", -1)[0]), routes);
        assertEquals(
                subnet.split("\t", -1)[0],
                ec2("describe-network-acls --query NetworkAcls[].Associations[].SubnetId"));
        assertEquals(
                ec2("describe-vpcs --query Vpcs[].DhcpOptionsId"),
                ec2("describe-dhcp-options --query DhcpOptions[].DhcpOptionsId"));
        List<String> types =
                words(
                        ec2(
                                "describe-instance-types --page-size 5 --query"
                                        + " InstanceTypes[].InstanceType"));
        assertTrue(types.containsAll(List.of("m1.tiny", "m1.xlarge", "t3.nano")), types::toString);
        assertEquals(types.size(), types.stream().distinct().count(), types::toString);
        assertEquals(
                "m1.tiny\tnova",
                ec2(
                        "describe-instance-type-offerings --location-type availability-zone --query"
                                + " InstanceTypeOfferings[].[InstanceType,Location] --filters",
                        "Name=instance-type,Values=m1.t*"));
    }

    @Test
    @Order(2)
    void keysAreMadeImportedAndDeleted() {
        Path key = folder.resolve("key");
        Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()).run().ok();
        String made = ec2("create-key-pair --key-name cli-made --query KeyMaterial");
        assertTrue(made.startsWith("-----BEGIN"), made);
        String fingerprint =
                ec2(
                        "import-key-pair --key-name cli-imported --query KeyFingerprint"
                                + " --public-key-material",
                        "fileb://" + key + ".pub");
        assertEquals(
                fingerprint,
                ec2(
                        "describe-key-pairs --key-names cli-imported --query KeyPairs[].KeyFingerprint"));
        ec2("delete-key-pair --key-name cli-made");
        ec2("delete-key-pair --key-name cli-imported");
        assertEquals("", ec2("describe-key-pairs --query KeyPairs[].KeyName --filters", named()));
    }

    private static String named() {
        return "Name=key-name,Values=cli-*";
    }

    @Test
    @Order(3)
    void groupsHaveRulesForBothWays() {
        String group =
                ec2("create-security-group --group-name cli --description cli --query GroupId");
        ec2(
                "authorize-security-group-ingress --protocol tcp --port 22 --cidr 10.0.0.0/8 --group-id",
                group);
        String rule =
                ec2(
                        "authorize-security-group-egress --query"
                                + " SecurityGroupRules[].SecurityGroupRuleId --group-id",
                        group,
                        "--ip-permissions",
                        "IpProtocol=udp,FromPort=53,ToPort=53,"
                                + "IpRanges=[{CidrIp=10.1.0.0/16,Description=names}]");
        assertEquals(
                "22\t10.0.0.0/8",
                ec2(
                        "describe-security-group-rules --query"
                                + " SecurityGroupRules[?!IsEgress].[FromPort,CidrIpv4] --filters",
                        "Name=group-id,Values=" + group));
        assertEquals(
                "10.1.0.0/16\tnames",
                ec2(
                        "describe-security-groups --query SecurityGroups[].IpPermissionsEgress[]"
                                + ".IpRanges[?Description].[CidrIp,Description][] --group-ids",
                        group));
        ec2(
                "revoke-security-group-ingress --protocol tcp --port 22 --cidr 10.0.0.0/8 --group-id",
                group);
        ec2("revoke-security-group-egress --group-id", group, "--security-group-rule-ids", rule);
        assertEquals(
                "-1",
                ec2(
                        "describe-security-groups --query SecurityGroups[]"
                                + ".[IpPermissions,IpPermissionsEgress][][].IpProtocol --group-ids",
                        group));
        ec2("delete-security-group --group-id", group);
    }

    @Test
    @Order(4)
    void anInstanceLivesWithAnAddressAndTags() {
        String id = run("--client-token cli-walk --user-data of-the-walk");
        ec2("wait instance-running --instance-ids", id);
        ec2("create-tags --tags Key=walk,Value=cli Key=gone,Value=soon --resources", id);
        ec2("delete-tags --tags Key=gone --resources", id);
        assertEquals(
                "walk\tcli",
                ec2("describe-tags --query Tags[].[Key,Value] --filters", on("resource-id", id)));
        assertEquals(
                id + "\tm1.tiny\trunning",
                ec2(
                        "describe-instances --filters Name=tag:walk,Values=c?i --query"
                                + " Reservations[].Instances[].[InstanceId,InstanceType,State.Name]"));
        assertEquals(
                id,
                ec2(
                        "describe-instance-status --query InstanceStatuses[].InstanceId"
                                + " --instance-ids",
                        id));
        assertTrue(
                ec2("get-console-output --query Output --instance-id", id)
                        .contains("GUEST: READY"));
        address(id);
        attributes(id);
        ec2("reboot-instances --instance-ids", id);
        assertEquals(
                "running\tstopping",
                ec2(
                        "stop-instances --query"
                                + " StoppingInstances[].[PreviousState.Name,CurrentState.Name]"
                                + " --instance-ids",
                        id));
        await(id, "stopped");
        assertEquals(
                "pending",
                ec2(
                        "start-instances --query StartingInstances[].CurrentState.Name"
                                + " --instance-ids",
                        id));
        await(id, "running");
        assertEquals(
                "shutting-down",
                ec2(
                        "terminate-instances --query TerminatingInstances[].CurrentState.Name"
                                + " --instance-ids",
                        id));
        await(id, "terminated");
    }

    private void address(String id) {
        String address = ec2("allocate-address --domain vpc --query AllocationId");
        String association =
                ec2(
                        "associate-address --query AssociationId --allocation-id",
                        address,
                        "--instance-id",
                        id);
        String shown =
                ec2(
                        "describe-addresses --query Addresses[].[InstanceId,PublicIp]"
                                + " --allocation-ids",
                        address);
        assertTrue(shown.startsWith(id + "\t"), shown);
        assertEquals(
                association + "\t" + shown.split("\t", -1)[1],
                ec2(
                        "describe-network-interfaces --query NetworkInterfaces[].Association"
                                + ".[AssociationId,PublicIp] --filters",
                        on("attachment.instance-id", id)));
        ec2("disassociate-address --association-id", association);
        ec2("release-address --allocation-id", address);
    }

    private void attributes(String id) {
        ec2("modify-instance-attribute --no-source-dest-check --instance-id", id);
        assertEquals(
                "False",
                ec2(
                        "describe-instance-attribute --attribute sourceDestCheck --query"
                                + " SourceDestCheck.Value --instance-id",
                        id));
        // What is of the walk, in base64.
        assertEquals(
                "b2YtdGhlLXdhbGs=",
                ec2(
                        "describe-instance-attribute --attribute userData --query UserData.Value"
                                + " --instance-id",
                        id));
        assertEquals(
                "required",
                ec2(
                        "modify-instance-metadata-options --http-tokens required --query"
                                + " InstanceMetadataOptions.HttpTokens --instance-id",
                        id));
    }

    @Test
    @Order(5)
    void aVolumeGoesToAnInstanceIntoASnapshotAndBecomesAnImage() {
        String volume = ec2("create-volume --availability-zone nova --size 1 --query VolumeId");
        awaitVolume(volume, "available");
        ec2("wait volume-available --volume-ids", volume);
        String id = run("--count 1");
        ec2("attach-volume --device /dev/sdf --volume-id", volume, "--instance-id", id);
        awaitVolume(volume, "attached");
        assertEquals(
                id + "\t/dev/sdf\tattached",
                ec2(
                        "describe-volumes --query"
                                + " Volumes[].Attachments[].[InstanceId,Device,State]"
                                + " --volume-ids",
                        volume));
        ec2("detach-volume --volume-id", volume);
        awaitVolume(volume, "available");
        String snapshot = ec2("create-snapshot --query SnapshotId --volume-id", volume);
        awaitSeen("DescribeSnapshots", "SnapshotId.1", snapshot, "<status>completed</status>");
        ec2("delete-volume --volume-id", volume);
        assertEquals(
                volume + "\tcompleted",
                ec2(
                        "describe-snapshots --query Snapshots[].[VolumeId,State] --snapshot-ids",
                        snapshot));
        String image =
                ec2(
                        "register-image --name cli-of-snapshot --root-device-name /dev/sda1 --query"
                                + " ImageId --block-device-mappings",
                        "DeviceName=/dev/sda1,Ebs={SnapshotId=" + snapshot + "}");
        awaitImage(image);
        ec2("deregister-image --image-id", image);
        ec2("delete-snapshot --snapshot-id", snapshot);
        anImageIsMadeOf(id);
        cloud.ec2().call("TerminateInstances", "InstanceId.1", id).ok();
    }

    private void anImageIsMadeOf(String id) {
        String image = ec2("create-image --name cli-made --query ImageId --instance-id", id);
        awaitImage(image);
        ec2("wait image-available --image-ids", image);
        ec2(
                "modify-image-attribute --launch-permission Add=[{UserId=000000000042}] --image-id",
                image);
        assertEquals("000000000042", sharedWith(image));
        ec2("reset-image-attribute --attribute launchPermission --image-id", image);
        assertEquals("", sharedWith(image));
        assertEquals(
                image,
                ec2("describe-images --owners self --query Images[].ImageId --filters", ofName()));
        ec2("deregister-image --image-id", image);
    }

    private static String ofName() {
        return "Name=name,Values=cli-made";
    }

    private String sharedWith(String image) {
        return ec2(
                "describe-image-attribute --attribute launchPermission --query"
                        + " LaunchPermissions[].UserId --image-id",
                image);
    }

    @Test
    @Order(LAST)
    void everyActionThatClientsNeedWasAnswered() {
        actions.assertAllAnswered();
    }

    private String run(String words) {
        String id =
                ec2(
                        "run-instances --instance-type m1.tiny --query Instances[0].InstanceId "
                                + words
                                + " --image-id",
                        cloud.image("machine"));
        await(id, "running");
        return id;
    }

    private void await(String instance, String state) {
        String seen = "<name>" + state + "</name>";
        awaitSeen("DescribeInstances", "InstanceId.1", instance, seen);
    }

    /** Waits for the state of a volume, or of its attachment. */
    private void awaitVolume(String volume, String state) {
        String seen = "<status>" + state + "</status>";
        awaitSeen("DescribeVolumes", "VolumeId.1", volume, seen);
    }

    private void awaitImage(String image) {
        String seen = "<imageState>available</imageState>";
        awaitSeen("DescribeImages", "ImageId.1", image, seen);
    }

    private void awaitSeen(String action, String parameter, String id, String text) {
        Wait.until(
                id + " " + text,
                Duration.ofSeconds(60),
                () -> cloud.ec2().call(action, parameter, id).ok().body().contains(text));
    }

    private static String on(String filter, String value) {
        return "Name=" + filter + ",Values=" + value;
    }

    private static List<String> words(String text) {
        return text.lines().flatMap(line -> Arrays.stream(line.split("\\s+", -1))).toList();
    }

    /** Returns what a command, given by its words, prints as text. */
    private String ec2(String words, String... more) {
        List<String> all = new ArrayList<>(List.of(words.split(" ", -1)));
        String command = all.get(0);
        all.addAll(List.of(more));
        all.addAll(List.of("--output", "text"));
        String out = cloud.aws("ec2", all.toArray(String[]::new)).run().ok().out().strip();
        actions.answered(command);
        return out;
    }
}
