package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.InstanceLookup;
import io.nova.frontend.ec2.TestCloud.Answer;
import io.nova.model.ProjectId;
import io.nova.model.compute.InstanceState;
import io.nova.model.image.ImageState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters, pages, owners and ids of the describes. */
class DescribeTest {

    private final TestCloud cloud = new TestCloud();

    @AfterEach
    void stop() {
        cloud.close();
    }

    private static Set<String> ids(Answer answer) {
        assertEquals(200, answer.status(), answer.body());
        Set<String> ids = new HashSet<>();
        Matcher matcher = Pattern.compile("<instanceId>i-0*(\\w+)</").matcher(answer.body());
        while (matcher.find()) {
            ids.add(matcher.group(1));
        }
        return ids;
    }

    @ParameterizedTest(name = "{0}={1} finds {2}")
    @CsvSource({
        "instance-state-name, running, 1",
        "instance-state-code, 80, 2",
        "tag:Name, web*, 12",
        "tag:Name, web\\*1, 1",
        "tag:Name, web?2, 2",
        "tag:Nothing, *, ''",
        "tag-key, o?, 3",
        "tag-value, web22, 2",
        "instance-id, i-*3, 3",
        "launch-time, 2026-01-02T03:04:05.000Z, 123",
        "launch-time, 2026-01-*, 123",
        "key-name, key<1>, 123",
        "ramdisk-id, *, ''",
        "private-ip-address, 10.0.0.4, 2",
        "ip-address, 203.0.113.*, 1",
        "dns-name, ec2-203-*, 1",
        "tag:Name, '', ''",
    })
    void filtersFindInstances(String name, String value, String found) {
        Answer answer =
                cloud.post("DescribeInstances", "Filter.1.Name", name, "Filter.1.Value.1", value);
        assertEquals(Set.copyOf(found.isEmpty() ? Set.of() : Set.of(found.split(""))), ids(answer));
    }

    @Test
    void valuesOfAFilterAreAlternativesAndFiltersAreNot() {
        Answer either =
                cloud.post(
                        "DescribeInstances",
                        "Filter.1.Name",
                        "instance-state-name",
                        "Filter.1.Value.1",
                        "running",
                        "Filter.1.Value.2",
                        "stopped");
        assertEquals(Set.of("1", "2"), ids(either));
        Answer both =
                cloud.post(
                        "DescribeInstances",
                        "Filter.1.Name",
                        "instance-state-name",
                        "Filter.1.Value.1",
                        "running",
                        "Filter.2.Name",
                        "tag:Name",
                        "Filter.2.Value.1",
                        "web22");
        assertEquals(Set.of(), ids(both));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DescribeInstances",
                "DescribeImages",
                "DescribeKeyPairs",
                "DescribeRegions",
                "DescribeInstanceTypes",
                "DescribeAvailabilityZones"
            })
    void anUnknownFilterIsRefusedByName(String action) {
        Answer unknown = cloud.post(action, "Filter.1.Name", "fnord", "Filter.1.Value.1", "x");
        assertEquals("InvalidParameterValue", unknown.code());
        assertTrue(unknown.text("Message").contains("fnord"), unknown.body());
        assertEquals("MissingParameter", cloud.post(action, "Filter.1.Value.1", "x").code());
        assertEquals(
                "MissingParameter", cloud.post(action, "Filter.1.Name", "instance-type").code());
    }

    @ParameterizedTest(name = "{0}={1} is looked up by {2}")
    @CsvSource({
        "tag:Name, web22, TAG, Name=web22",
        "tag:Name, web*, '', ''",
        "tag:Name, web?2, '', ''",
        "tag:Name, '', '', ''",
        "tag-key, Name, '', ''",
        "instance-id, i-00000000000000001, ID, i-00000000000000001",
        "reservation-id, r-1, RESERVATION, r-1",
        "private-ip-address, 10.0.0.4, PRIVATE_ADDRESS, 10.0.0.4",
        "network-interface.network-interface-id, eni-1, NETWORK_INTERFACE, eni-1",
        "instance.group-id, sg-1, SECURITY_GROUP, sg-1",
        "instance-type, m1.tiny, '', ''",
        "ip-address, 203.0.113.7, ID, i-00000000000000001",
        "dns-name, ec2-*, ID, i-00000000000000001",
        "network-interface.association.allocation-id, *, ID, i-00000000000000001",
        "network-interface.addresses.association.public-ip, 198.51.*, ID, i-00000000000000001",
        "block-device-mapping.volume-id, vol-00000000000000002, ID, i-00000000000000001",
        "block-device-mapping.volume-id, vol-*, ID, i-00000000000000001",
        "block-device-mapping.device-name, /dev/sdf, ID, i-00000000000000001",
        "block-device-mapping.device-name, /dev/sdg, ID, i-00000000000000001",
        "block-device-mapping.status, att*, ID, i-00000000000000001",
        "block-device-mapping.delete-on-termination, true, ID, i-00000000000000001",
        "block-device-mapping.attach-time, *, ID, i-00000000000000001",
    })
    void whatAnIndexCanServeIsLookedUp(String name, String value, String by, String looked) {
        ids(cloud.post("DescribeInstances", "Filter.1.Name", name, "Filter.1.Value.1", value));
        Optional<InstanceLookup> wanted =
                by.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new InstanceLookup(InstanceLookup.By.valueOf(by), Set.of(looked)));
        assertEquals(List.of(wanted), cloud.instances.lookups);
    }

    @ParameterizedTest(name = "{0}={1} and {2} ask {3}")
    @CsvSource({
        "block-device-mapping.status, attached, '', attachedIn",
        "block-device-mapping.volume-id, vol-*2, '', attachedIn",
        "block-device-mapping.volume-id, vol-00000000000000002, '', instancesWith ofInstances",
        "block-device-mapping.status, attached, i-00000000000000001, ofInstances",
    })
    void volumesAreReadAtOnceAndNotForEachInstance(
            String filter, String value, String instance, String asked) {
        for (int i = 10; i < 400; i++) {
            cloud.instances.put(Samples.instance(i, i, InstanceState.RUNNING, Map.of()));
        }
        var unused = cloud.calls.taken();
        Map<String, String> parameters =
                TestCloud.parameters(
                        "DescribeInstances", "Filter.1.Name", filter, "Filter.1.Value.1", value);
        if (!instance.isEmpty()) {
            parameters.put("InstanceId.1", instance);
        }
        assertEquals(Set.of("1"), ids(cloud.post(parameters)));
        List<String> calls =
                cloud.calls.taken().stream()
                        .filter(call -> call.startsWith("InstanceVolumeService."))
                        .map(call -> call.replace("InstanceVolumeService.", ""))
                        .toList();
        // The last one is for what is shown.
        assertEquals(asked + " ofInstances", String.join(" ", calls));
    }

    @Test
    void aTagTooLongForAnIndexIsNotLookedUp() {
        String name = "tag:" + "k".repeat(5000);
        Answer none =
                cloud.post("DescribeInstances", "Filter.1.Name", name, "Filter.1.Value.1", "v");
        assertEquals(Set.of(), ids(none));
        assertEquals(List.of(Optional.empty()), cloud.instances.lookups);
    }

    @Test
    void anInstanceThatEndedHasNoInterfaceToFindItBy() {
        Answer ended =
                cloud.post(
                        "DescribeInstances",
                        "Filter.1.Name",
                        "vpc-id",
                        "Filter.1.Value.1",
                        "vpc-*");
        assertEquals(Set.of("1", "2"), ids(ended));
    }

    @Test
    void aLongAnswerArrivesWholeInPieces() {
        for (int i = 10; i < 400; i++) {
            cloud.instances.put(Samples.instance(i, i, InstanceState.RUNNING, Map.of()));
        }
        Answer all = cloud.post("DescribeInstances");
        assertEquals(393, ids(all).size());
        assertTrue(all.body().length() > 10 * 64 * 1024, all.body().length() + " characters");
        assertTrue(all.body().endsWith("</reservationSet></DescribeInstancesResponse>"));
        assertTrue(all.requestIdHeader().isPresent());
    }

    @Test
    void pagesHoldEveryInstanceOnceAndTheirTokensGoNowhereElse() {
        for (int i = 10; i < 22; i++) {
            cloud.instances.put(Samples.instance(i, i, InstanceState.RUNNING, Map.of()));
        }
        Set<String> all = new HashSet<>();
        String token = "";
        int pages = 0;
        do {
            Answer page = cloud.post("DescribeInstances", "MaxResults", "5", "NextToken", token);
            Set<String> ids = ids(page);
            assertTrue(ids.size() <= 5 && !ids.isEmpty());
            ids.forEach(id -> assertTrue(all.add(id), id));
            token = page.text("nextToken");
            pages++;
        } while (!token.isEmpty());
        assertEquals(15, all.size());
        assertEquals(3, pages);
        String first = cloud.post("DescribeInstances", "MaxResults", "5").text("nextToken");
        assertEquals(
                "InvalidParameterValue", cloud.post("DescribeImages", "NextToken", first).code());
    }

    @ParameterizedTest
    @CsvSource({
        "MaxResults, 4, InvalidParameterValue",
        "MaxResults, 1001, InvalidParameterValue",
        "MaxResults, -1, InvalidParameterValue",
        "MaxResults, ten, InvalidParameterValue",
        "MaxResults, 99999999999, InvalidParameterValue",
        "NextToken, abc, InvalidParameterValue",
        "NextToken, '***', InvalidParameterValue",
        "NextToken, AAAAAAAA, InvalidParameterValue",
    })
    void badPagesAreRefused(String name, String value, String code) {
        Answer answer = cloud.post("DescribeInstances", name, value);
        assertEquals(code, answer.code(), answer.body());
        assertTrue(answer.text("Message").contains(name), answer.body());
    }

    @Test
    void idsAndMaxResultsDoNotGoTogether() {
        Answer answer =
                cloud.post(
                        "DescribeInstances",
                        "MaxResults",
                        "5",
                        "InstanceId.1",
                        Samples.instanceId(1).value());
        assertEquals("InvalidParameterCombination", answer.code());
    }

    @Test
    void withoutMaxResultsAllAreShownBeyondTheApisPage() {
        for (int i = 1000; i < 2500; i++) {
            cloud.keyPairs.put(Samples.keyPair(i, "pair-" + i));
            cloud.instances.put(Samples.instance(i, i, InstanceState.RUNNING, Map.of()));
        }
        assertEquals(1501, cloud.post("DescribeKeyPairs").count("<keyName>"));
        Answer instances = cloud.post("DescribeInstances");
        assertEquals(1503, ids(instances).size());
        assertEquals("", instances.text("nextToken"));
    }

    @Test
    void instancesOfOneRequestShareAReservationInTheirOrder() {
        String body = cloud.post("DescribeInstances").body();
        assertEquals(2, body.split("<reservationId>", -1).length - 1);
        int first = body.indexOf("<amiLaunchIndex>1<");
        assertTrue(first > 0 && first < body.indexOf("<amiLaunchIndex>2<"), body);
    }

    @Test
    void aTerminatedInstanceHasNoAddressAndSaysWhy() {
        Answer gone =
                cloud.post("DescribeInstances", "InstanceId.1", Samples.instanceId(3).value());
        assertEquals("48", gone.text("code"));
        assertEquals("", gone.text("privateIpAddress"));
        assertEquals("User initiated (2026-01-02 03:04:05 GMT)", gone.text("reason"));
    }

    @Test
    void textIsEscapedAndWhatXmlCannotHoldIsReplaced() {
        String body = cloud.post("DescribeInstances").body();
        assertTrue(body.contains("<value>&lt;&amp;&gt;\uFFFD</value>"), body);
        assertTrue(body.contains("<keyName>key&lt;1&gt;</keyName>"), body);
        assertFalse(body.contains("\u0001"));
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource({
        "i-00000000000000099, InvalidInstanceID.NotFound",
        "i-12345678, InvalidInstanceID.NotFound",
        "i-xyz, InvalidInstanceID.Malformed",
        "vol-00000000000000099, InvalidInstanceID.Malformed",
    })
    void badInstanceIdsAreToldByName(String id, String code) {
        for (String action :
                new String[] {
                    "DescribeInstances",
                    "StartInstances",
                    "StopInstances",
                    "RebootInstances",
                    "TerminateInstances",
                    "GetConsoleOutput"
                }) {
            Answer answer = cloud.post(action, "InstanceId.1", id);
            assertEquals(400, answer.status());
            assertEquals(code, answer.code(), action);
            assertTrue(answer.text("Message").contains(id), answer.body());
        }
    }

    @ParameterizedTest(name = "owner {0}: {1}")
    @CsvSource({
        "self, 2",
        "123456789012, 2",
        "210987654321, 1",
        "amazon, 0",
        "aws-marketplace, 0",
        "fnord, InvalidUserID.Malformed"
    })
    void imagesAreFoundByOwner(String owner, String expected) {
        cloud.images.put(
                Samples.image(9, new ProjectId("210987654321"), ImageState.AVAILABLE, true));
        Answer answer = cloud.post("DescribeImages", "Owner.1", owner);
        assertEquals(
                expected,
                answer.status() == 200
                        ? Integer.toString(answer.count("<imageId>"))
                        : answer.code());
    }

    @ParameterizedTest(name = "{0} {1}={2} gives {3}")
    @CsvSource({
        "DescribeRegions, RegionName.1, mars, InvalidParameterValue",
        "DescribeAvailabilityZones, ZoneName.1, mars, InvalidParameterValue",
        "DescribeAvailabilityZones, ZoneId.1, mars, InvalidParameterValue",
        "DescribeInstanceTypes, InstanceType.1, m9.huge, InvalidInstanceType",
        "DescribeInstanceTypes, InstanceType.1, fnord, InvalidParameterValue",
        "DescribeKeyPairs, KeyName.1, nobodys, InvalidKeyPair.NotFound",
        "DescribeImages, ImageId.1, ami-00000000000000099, InvalidAMIID.NotFound",
        "DescribeImages, ImageId.1, fnord, InvalidAMIID.Malformed",
    })
    void whatIsNotThereIsToldByName(String action, String name, String value, String code) {
        Answer answer = cloud.post(action, name, value);
        assertEquals(code, answer.code(), answer.body());
        assertTrue(answer.text("Message").contains(value), answer.body());
    }

    @Test
    void theRegionIsWhereTheClientFoundIt() {
        Answer answer = cloud.post("DescribeRegions", "RegionName.1", "nova");
        assertEquals(cloud.uri().getAuthority(), answer.text("regionEndpoint"));
        Answer zone = cloud.post("DescribeAvailabilityZones", "ZoneId.1", "north");
        assertEquals(1, zone.count("<zoneName>"));
        assertEquals("unavailable", zone.text("zoneState"));
    }
}
