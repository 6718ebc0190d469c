package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.network.SecurityGroupService.NewRule;
import io.nova.frontend.ec2.TestCloud.Answer;
import io.nova.model.network.Traffic;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two ways in which a request writes rules. */
class PermissionsTest {

    private static final String GROUP = FakeNetworks.GROUP.value();
    private static final String INGRESS = "AuthorizeSecurityGroupIngress";
    private static final String EGRESS = "AuthorizeSecurityGroupEgress";

    private final TestCloud cloud = new TestCloud();

    @AfterEach
    void stop() {
        cloud.close();
    }

    /** Sends parameters written as {@code Name=value}, one after another. */
    private Answer send(String action, String given) {
        Map<String, String> parameters = new TreeMap<>(TestCloud.parameters(action));
        parameters.put("GroupId", GROUP);
        Arrays.stream(given.split(" "))
                .map(one -> one.split("=", 2))
                .forEach(pair -> parameters.put(pair[0], pair[1]));
        return cloud.post(parameters);
    }

    /** Sends one listed permission; each name is one of its own. */
    private Answer listed(String given) {
        return send(INGRESS, "IpPermissions.1." + given.replace(" ", " IpPermissions.1."));
    }

    private List<String> added() {
        return cloud.groups.added.stream().map(PermissionsTest::shown).toList();
    }

    private static String shown(NewRule rule) {
        Traffic traffic = rule.traffic();
        return "%s %d %d..%d %s"
                .formatted(
                        traffic.egress() ? "out" : "in",
                        traffic.protocol(),
                        traffic.from(),
                        traffic.to(),
                        traffic.peer());
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "IpProtocol=tcp FromPort=22 ToPort=23 CidrIp=192.0.2.0/24, in 6 22..23 192.0.2.0/24",
        "IpProtocol=TCP FromPort=0 ToPort=65535 CidrIp=0.0.0.0/0, in 6 0..65535 0.0.0.0/0",
        "IpProtocol=udp FromPort=53 ToPort=53 CidrIp=0.0.0.0/0, in 17 53..53 0.0.0.0/0",
        "IpProtocol=17 FromPort=53 ToPort=53 CidrIp=0.0.0.0/0, in 17 53..53 0.0.0.0/0",
        "IpProtocol=icmp FromPort=8 ToPort=0 CidrIp=0.0.0.0/0, in 1 8..0 0.0.0.0/0",
        "IpProtocol=icmp FromPort=-1 ToPort=-1 CidrIp=0.0.0.0/0, in 1 -1..-1 0.0.0.0/0",
        "IpProtocol=icmp CidrIp=0.0.0.0/0, in 1 -1..-1 0.0.0.0/0",
        "IpProtocol=-1 CidrIp=0.0.0.0/0, in -1 -1..-1 0.0.0.0/0",
        "IpProtocol=-1 FromPort=-1 ToPort=-1 CidrIp=0.0.0.0/0, in -1 -1..-1 0.0.0.0/0",
        "IpProtocol=-1 FromPort=1 ToPort=2 CidrIp=0.0.0.0/0, in -1 -1..-1 0.0.0.0/0",
        "IpProtocol=47 CidrIp=0.0.0.0/0, in 47 -1..-1 0.0.0.0/0",
        "SourceSecurityGroupName=default, in -1 -1..-1 sg-00000000000000001",
        "SourceSecurityGroupName=default SourceSecurityGroupOwnerId=123456789012,"
                + " in -1 -1..-1 sg-00000000000000001",
        "SourceSecurityGroupName=default IpProtocol=udp FromPort=1 ToPort=2,"
                + " in 17 1..2 sg-00000000000000001",
    })
    void aFlatRuleIsRead(String given, String rule) {
        Answer answer = send(INGRESS, given);
        assertEquals(200, answer.status(), answer.body());
        assertEquals(List.of(rule), added());
    }

    @Test
    void aListedPermissionIsARuleForEachPeerWithItsDescription() {
        Answer answer =
                listed(
                        "IpProtocol=tcp FromPort=80 ToPort=81 IpRanges.1.CidrIp=192.0.2.0/24"
                                + " IpRanges.1.Description=office IpRanges.2.CidrIp=198.51.100.0/24"
                                + " Ipv6Ranges.1.CidrIpv6=2001:db8::/32"
                                + " Groups.1.GroupName=default Groups.1.Description=peers"
                                + " Groups.2.GroupId="
                                + GROUP);
        assertEquals(200, answer.status(), answer.body());
        assertEquals(
                List.of(
                        "in 6 80..81 192.0.2.0/24",
                        "in 6 80..81 198.51.100.0/24",
                        "in 6 80..81 2001:db8::/32",
                        "in 6 80..81 " + GROUP,
                        "in 6 80..81 " + GROUP),
                added());
        assertEquals(
                List.of("office", "", "", "peers", ""),
                cloud.groups.added.stream().map(NewRule::description).toList());
    }

    @Test
    void permissionsOfAListHaveTheirOwnProtocols() {
        Answer answer =
                send(
                        INGRESS,
                        "IpPermissions.1.IpProtocol=-1 IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0"
                                + " IpPermissions.2.IpProtocol=icmpv6"
                                + " IpPermissions.2.Ipv6Ranges.1.CidrIpv6=::/0");
        assertEquals(200, answer.status(), answer.body());
        assertEquals(List.of("in -1 -1..-1 0.0.0.0/0", "in 58 -1..-1 ::/0"), added());
    }

    @Test
    void whatLeavesIsWrittenTheSameWay() {
        String flat = "IpProtocol=tcp FromPort=22 ToPort=22 CidrIp=192.0.2.0/24";
        assertEquals(200, send(EGRESS, flat).status());
        assertEquals(List.of("out 6 22..22 192.0.2.0/24"), added());
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource({
        "IpProtocol=tcp CidrIp=0.0.0.0/0, InvalidParameterCombination, portRange",
        "IpProtocol=tcp FromPort=1 CidrIp=0.0.0.0/0, InvalidParameterCombination, portRange",
        "IpProtocol=udp ToPort=1 CidrIp=0.0.0.0/0, InvalidParameterCombination, portRange",
        "IpProtocol=tcp FromPort=2 ToPort=1 CidrIp=0.0.0.0/0, InvalidParameterValue, FromPort",
        "IpProtocol=tcp FromPort=-1 ToPort=-1 CidrIp=0.0.0.0/0, InvalidParameterValue, FromPort",
        "IpProtocol=tcp FromPort=1 ToPort=65536 CidrIp=0.0.0.0/0, InvalidParameterValue, ToPort",
        "IpProtocol=tcp FromPort=ssh ToPort=22 CidrIp=0.0.0.0/0, InvalidParameterValue, FromPort",
        "IpProtocol=-1 FromPort=ssh CidrIp=0.0.0.0/0, InvalidParameterValue, FromPort",
        "IpProtocol=icmp ToPort=0 CidrIp=0.0.0.0/0, InvalidParameterValue, ICMP",
        "IpProtocol=icmp FromPort=256 ToPort=0 CidrIp=0.0.0.0/0, InvalidParameterValue, FromPort",
        "IpProtocol=fnord CidrIp=0.0.0.0/0, InvalidParameterValue, fnord",
        "IpProtocol=256 CidrIp=0.0.0.0/0, InvalidParameterValue, IpProtocol",
        "IpProtocol=-2 CidrIp=0.0.0.0/0, InvalidParameterValue, IpProtocol",
        "CidrIp=0.0.0.0/0, MissingParameter, IpProtocol",
        "IpProtocol=-1, MissingParameter, CidrIp",
        "IpProtocol=-1 CidrIp=banana, InvalidParameterValue, banana",
        "IpProtocol=-1 CidrIp=2001:db8::/32, InvalidParameterValue, not an IPv4 address",
        "SourceSecurityGroupName=nobodys, InvalidGroup.NotFound, nobodys",
        "SourceSecurityGroupName=default SourceSecurityGroupOwnerId=210987654321,"
                + " InvalidGroup.NotFound, default",
        "IpPermissions.1.IpProtocol=-1 IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0 IpProtocol=tcp,"
                + " InvalidParameterCombination, IpProtocol",
        "GroupName=default, MissingParameter, IpPermissions",
    })
    void aFlatRuleThatCannotBeIsRefused(String given, String code, String about) {
        Answer answer = send(INGRESS, given);
        assertEquals(code, answer.code(), answer.body());
        assertTrue(answer.text("Message").contains(about), answer.body());
        assertEquals(List.of(), added());
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource({
        "IpRanges.1.CidrIp=0.0.0.0/0, MissingParameter, IpProtocol",
        "IpProtocol=-1, MissingParameter, IpRanges",
        "IpProtocol=-1 IpRanges.1.Description=x, MissingParameter, CidrIp",
        "IpProtocol=-1 Ipv6Ranges.1.CidrIpv6=192.0.2.0/24, InvalidParameterValue, 192.0.2.0/24",
        "IpProtocol=-1 Groups.1.UserId=123456789012, MissingParameter, GroupId",
        "IpProtocol=-1 Groups.1.GroupId=i-1, InvalidGroupId.Malformed, i-1",
        "IpProtocol=-1 Groups.1.GroupName=default Groups.1.UserId=210987654321,"
                + " InvalidGroup.NotFound, default",
        "IpProtocol=-1 PrefixListIds.1.PrefixListId=pl-1, UnsupportedOperation, PrefixListIds",
        "IpProtocol=tcp FromPort=9 ToPort=8 IpRanges.1.CidrIp=0.0.0.0/0,"
                + " InvalidParameterValue, FromPort",
    })
    void aListedPermissionThatCannotBeIsRefused(String given, String code, String about) {
        Answer answer = listed(given);
        assertEquals(code, answer.code(), answer.body());
        assertTrue(answer.text("Message").contains(about), answer.body());
        assertEquals(List.of(), added());
    }

    @ParameterizedTest
    @ValueSource(ints = {255, 256})
    void aDescriptionHas255CharactersAtMost(int length) {
        Answer answer =
                listed(
                        "IpProtocol=-1 IpRanges.1.CidrIp=0.0.0.0/0 IpRanges.1.Description="
                                + "d".repeat(length));
        assertEquals(length == 255 ? "" : "InvalidParameterValue", answer.code(), answer.body());
    }

    @Test
    void aRequestThatNamesNoGroupIsToldSo() {
        Map<String, String> parameters =
                TestCloud.parameters(INGRESS, "IpProtocol", "-1", "CidrIp", "0.0.0.0/0");
        Answer answer = cloud.post(parameters);
        assertEquals("MissingParameter", answer.code());
        assertTrue(answer.text("Message").contains("GroupId"), answer.body());
        parameters.put("GroupName", "default");
        assertEquals(200, cloud.post(parameters).status());
    }
}
