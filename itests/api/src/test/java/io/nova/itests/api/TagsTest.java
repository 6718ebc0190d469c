package io.nova.itests.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.ec2.ActionSpec;
import io.nova.itests.api.ApiClient.Answer;
import io.nova.model.InstanceId;
import io.nova.model.compute.PowerState;
import io.nova.protocol.GuestReport;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is made can be made with tags, has them, and is found by them. */
class TagsTest {

    private static final AtomicInteger NUMBERS = new AtomicInteger(1);

    private static WholeApi api;
    private static Belongings own;
    private static String snapshot;

    @BeforeAll
    static void start() {
        api = new WholeApi();
        own = new Belongings(api, 1, "own");
        snapshot = own.value("SnapshotId");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    /**
     * An action that makes something.
     *
     * @param kind EC2's word for what it makes
     * @param describe the action that shows it
     * @param parameter by which it shows one
     * @param element that has its id, where it is made and where it is shown
     * @param request names and values in turn; a {@code #} is another number each time, and a value
     *     that begins with a {@code @} is what the project has for the parameter
     */
    record Creation(
            String action,
            String kind,
            String describe,
            String parameter,
            String element,
            List<String> request) {

        static Creation of(
                String action,
                String kind,
                String describe,
                String parameter,
                String element,
                String... request) {
            return new Creation(action, kind, describe, parameter, element, List.of(request));
        }

        Map<String, String> form() {
            String number = Integer.toString(NUMBERS.getAndIncrement());
            Map<String, String> form = new TreeMap<>();
            for (int i = 0; i < request.size(); i += 2) {
                String value = request.get(i + 1);
                form.put(
                        request.get(i),
                        value.startsWith("@")
                                ? own.value(value.substring(1))
                                : value.replace("#", number));
            }
            return form;
        }

        Map<String, String> tagged(String type, Map<String, String> tags) {
            Map<String, String> form = form();
            form.put("TagSpecification.1.ResourceType", type);
            int number = 1;
            for (Map.Entry<String, String> tag : tags.entrySet()) {
                form.put("TagSpecification.1.Tag.%d.Key".formatted(number), tag.getKey());
                form.put("TagSpecification.1.Tag.%d.Value".formatted(number++), tag.getValue());
            }
            return form;
        }

        /** Makes one, and returns its id. */
        String make(Map<String, String> tags) {
            Answer answer = own.client.call(action, tagged(kind, tags)).ok();
            if (action.equals("RunInstances") && kind.equals("volume")) {
                return shown("attachment.instance-id", answer.text("instanceId")).text(element);
            }
            return answer.text(element);
        }

        Answer shown(String id) {
            return own.client.call(describe, parameter + ".1", id).ok();
        }

        Answer shown(String filter, String value) {
            return own.client
                    .call(describe, "Filter.1.Name", filter, "Filter.1.Value.1", value)
                    .ok();
        }

        /** Returns the ids of all that there are. */
        Set<String> all() {
            return ids(own.client.call(describe).ok());
        }

        Set<String> ids(Answer answer) {
            Set<String> ids = new TreeSet<>();
            for (String part : answer.body().split("<" + element + ">", -1)) {
                ids.add(part.substring(0, Math.max(0, part.indexOf("</" + element + ">"))));
            }
            ids.remove("");
            return ids;
        }

        @Override
        public String toString() {
            return action + " " + kind;
        }
    }

    private static final String[] RUN = {
        "ImageId", "@ImageId", "MinCount", "1", "MaxCount", "1", "InstanceType", "m1.tiny"
    };

    private static String[] run(String... more) {
        String[] all = new String[RUN.length + more.length];
        System.arraycopy(RUN, 0, all, 0, RUN.length);
        System.arraycopy(more, 0, all, RUN.length, more.length);
        return all;
    }

    private static final String[] RULE = {
        "GroupId", "@GroupId",
        "IpPermissions.1.IpProtocol", "tcp",
        "IpPermissions.1.FromPort", "#",
        "IpPermissions.1.ToPort", "#",
        "IpPermissions.1.IpRanges.1.CidrIp", "10.0.0.0/8"
    };

    static List<Creation> creations() {
        return List.of(
                Creation.of(
                        "RunInstances",
                        "instance",
                        "DescribeInstances",
                        "InstanceId",
                        "instanceId",
                        run()),
                Creation.of(
                        "RunInstances",
                        "network-interface",
                        "DescribeNetworkInterfaces",
                        "NetworkInterfaceId",
                        "networkInterfaceId",
                        run()),
                Creation.of(
                        "RunInstances",
                        "volume",
                        "DescribeVolumes",
                        "VolumeId",
                        "volumeId",
                        run(
                                "BlockDeviceMapping.1.DeviceName",
                                "/dev/sdf",
                                "BlockDeviceMapping.1.Ebs.VolumeSize",
                                "1")),
                Creation.of(
                        "CreateVolume",
                        "volume",
                        "DescribeVolumes",
                        "VolumeId",
                        "volumeId",
                        "Size",
                        "1",
                        "AvailabilityZone",
                        "nova"),
                Creation.of(
                        "CreateSnapshot",
                        "snapshot",
                        "DescribeSnapshots",
                        "SnapshotId",
                        "snapshotId",
                        "VolumeId",
                        "@VolumeId"),
                Creation.of(
                        "RegisterImage",
                        "image",
                        "DescribeImages",
                        "ImageId",
                        "imageId",
                        "Name",
                        "disk-#",
                        "ImageLocation",
                        "@ImageLocation"),
                Creation.of(
                        "CreateImage",
                        "image",
                        "DescribeImages",
                        "ImageId",
                        "imageId",
                        "Name",
                        "image-#",
                        "InstanceId",
                        "@InstanceId"),
                Creation.of(
                        "CreateKeyPair",
                        "key-pair",
                        "DescribeKeyPairs",
                        "KeyPairId",
                        "keyPairId",
                        "KeyName",
                        "made-#",
                        "KeyType",
                        "ed25519"),
                Creation.of(
                        "ImportKeyPair",
                        "key-pair",
                        "DescribeKeyPairs",
                        "KeyPairId",
                        "keyPairId",
                        "KeyName",
                        "imported-#",
                        "PublicKeyMaterial",
                        publicKey()),
                Creation.of(
                        "CreateSecurityGroup",
                        "security-group",
                        "DescribeSecurityGroups",
                        "GroupId",
                        "groupId",
                        "GroupName",
                        "group-#",
                        "GroupDescription",
                        "x"),
                Creation.of(
                        "AuthorizeSecurityGroupIngress",
                        "security-group-rule",
                        "DescribeSecurityGroupRules",
                        "SecurityGroupRuleId",
                        "securityGroupRuleId",
                        RULE),
                Creation.of(
                        "AuthorizeSecurityGroupEgress",
                        "security-group-rule",
                        "DescribeSecurityGroupRules",
                        "SecurityGroupRuleId",
                        "securityGroupRuleId",
                        RULE),
                Creation.of(
                        "AllocateAddress",
                        "elastic-ip",
                        "DescribeAddresses",
                        "AllocationId",
                        "allocationId"));
    }

    /** Returns a new key, in base64 as the action wants it. */
    private static String publicKey() {
        try {
            byte[] der =
                    KeyPairGenerator.getInstance("Ed25519")
                            .generateKeyPair()
                            .getPublic()
                            .getEncoded();
            return Base64.getEncoder().encodeToString(Base64.getEncoder().encode(der));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has Ed25519", e);
        }
    }

    private static String tag(String key, String value) {
        return "<item><key>%s</key><value>%s</value></item>".formatted(key, value);
    }

    private static Answer tags(String filter, String value, String... more) {
        List<String> parameters = new ArrayList<>();
        parameters.addAll(List.of("Filter.1.Name", filter, "Filter.1.Value.1", value));
        parameters.addAll(List.of(more));
        return own.client.call("DescribeTags", parameters.toArray(String[]::new)).ok();
    }

    @Test
    void everyActionThatTakesTagsIsInTheTable() {
        assertEquals(
                api.actions().stream()
                        .filter(one -> one.parameters().contains("TagSpecification.N.ResourceType"))
                        .map(ActionSpec::name)
                        .collect(Collectors.toSet()),
                creations().stream().map(Creation::action).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("creations")
    void whatIsMadeWithTagsHasThemAndIsFoundByThem(Creation creation) {
        String value = "made as " + NUMBERS.getAndIncrement();
        String id = creation.make(Map.of("of", value, "Ä/b", ""));
        String body = creation.shown(id).body();
        assertTrue(body.contains(tag("of", value)), body);
        assertTrue(body.contains(tag("Ä/b", "")), body);
        assertEquals(Set.of(id), creation.ids(creation.shown("tag:of", value)));
        assertEquals(Set.of(id), creation.ids(creation.shown("tag-value", value)));
        assertTrue(creation.ids(creation.shown("tag-key", "Ä*")).contains(id));
        assertEquals(Set.of(), creation.ids(creation.shown("tag:of", value + "0")));
        Answer listed = tags("resource-id", id, "Filter.2.Name", "key", "Filter.2.Value.1", "of");
        assertEquals(id, listed.text("resourceId"));
        assertEquals(creation.kind(), listed.text("resourceType"));
        assertEquals(value, listed.text("value"));
        assertEquals(id, tags("value", value).text("resourceId"));
        assertTrue(tags("resource-type", creation.kind()).body().contains(value));
    }

    @ParameterizedTest
    @MethodSource("creations")
    void whatIsMadeCanBeTaggedLaterAndUntagged(Creation creation) {
        String id = creation.make(Map.of("of", "birth"));
        own.client
                .call(
                        "CreateTags",
                        "ResourceId.1",
                        id,
                        "Tag.1.Key",
                        "of",
                        "Tag.1.Value",
                        "later",
                        "Tag.2.Key",
                        "more")
                .ok();
        String after = creation.shown(id).body();
        assertTrue(after.contains(tag("of", "later")), after);
        assertTrue(after.contains(tag("more", "")), after);
        assertFalse(after.contains("birth"), after);
        own.client.call("DeleteTags", "ResourceId.1", id, "Tag.1.Key", "of").ok();
        assertEquals("more", tags("resource-id", id).text("key"));
        own.client.call("DeleteTags", "ResourceId.1", id).ok();
        assertFalse(tags("resource-id", id).body().contains(id));
        assertTrue(creation.shown(id).body().contains("<tagSet/>"));
    }

    @ParameterizedTest
    @MethodSource("creations")
    void tagsThatCannotBeAreRefusedAndNothingIsMade(Creation creation) {
        Set<String> before = creation.all();
        Map<String, String> many = new TreeMap<>();
        for (int i = 0; i <= 50; i++) {
            many.put("key-" + i, "value");
        }
        refused("TagLimitExceeded", creation, creation.kind(), many);
        refused("InvalidParameterValue", creation, creation.kind(), Map.of("Aws:of", "x"));
        refused("InvalidParameterValue", creation, creation.kind(), Map.of("k".repeat(129), "x"));
        refused("InvalidParameterValue", creation, "dedicated-host", Map.of("of", "x"));
        refused("InvalidParameterValue", creation, "fnord", Map.of("of", "x"));
        assertEquals(before, creation.all());
    }

    private static void refused(
            String code, Creation creation, String type, Map<String, String> tags) {
        Answer answer = own.client.call(creation.action(), creation.tagged(type, tags));
        assertEquals(code, answer.code(), answer.body());
        assertEquals(400, answer.status());
    }

    @ParameterizedTest
    @MethodSource("creations")
    void anothersIsNotThereToBeTagged(Creation creation) {
        String id = creation.make(Map.of("of", "mine"));
        Answer answer = api.client(2).call("CreateTags", "ResourceId.1", id, "Tag.1.Key", "of");
        assertTrue(answer.code().endsWith(".NotFound"), answer.body());
        assertFalse(
                api.client(2)
                        .call(
                                "DescribeTags",
                                "Filter.1.Name",
                                "resource-id",
                                "Filter.1.Value.1",
                                id)
                        .ok()
                        .body()
                        .contains(id));
        assertTrue(creation.shown(id).body().contains(tag("of", "mine")));
    }

    @Test
    void anImageOfASnapshotHasItsTagsToo() {
        Answer made =
                own.client
                        .call(
                                "RegisterImage",
                                "Name",
                                "of a snapshot",
                                "RootDeviceName",
                                "/dev/sda1",
                                "BlockDeviceMapping.1.DeviceName",
                                "/dev/sda1",
                                "BlockDeviceMapping.1.Ebs.SnapshotId",
                                snapshot,
                                "TagSpecification.1.ResourceType",
                                "image",
                                "TagSpecification.1.Tag.1.Key",
                                "of",
                                "TagSpecification.1.Tag.1.Value",
                                "snapshot")
                        .ok();
        String body =
                own.client.call("DescribeImages", "ImageId.1", made.text("imageId")).ok().body();
        assertTrue(body.contains(tag("of", "snapshot")), body);
    }

    @Test
    void theTagsOfAnInterfaceEndWithItsInstance() {
        Answer run =
                own.client
                        .call(
                                "RunInstances",
                                creations().get(1).tagged("network-interface", Map.of("of", "nic")))
                        .ok();
        String nic = run.text("networkInterfaceId");
        String instance =
                own.client.call("DescribeInstances", "InstanceId.1", run.text("instanceId")).body();
        assertFalse(instance.contains(tag("of", "nic")), "EC2 shows them with the interface only");
        own.client.call("TerminateInstances", "InstanceId.1", run.text("instanceId")).ok();
        api.report(
                new GuestReport(
                        new InstanceId(run.text("instanceId")), 2, PowerState.GONE, "", false));
        assertFalse(tags("resource-id", nic).body().contains(nic));
        assertEquals(
                "InvalidNetworkInterfaceID.NotFound",
                own.client.call("CreateTags", "ResourceId.1", nic, "Tag.1.Key", "of").code());
    }
}
