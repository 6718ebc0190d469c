package io.nova.itests.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.api.ApiClient.Answer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every describe with filters finds by them what a project has, and that alone. */
class FiltersTest {

    private static final String WORD = "ownword";
    private static final String OTHER = "otherword";

    /** A describe, the parameter of what it shows, and filters with what is looked for. */
    private static final String TABLE =
            """
            DescribeAddresses AllocationId allocation-id=AllocationId public-ip=PublicIp \
            instance-id=InstanceId association-id=AssociationId tag:=Word
            DescribeDhcpOptions DhcpOptionsId dhcp-options-id=DhcpOptionsId owner-id=OwnerId
            DescribeImages ImageId image-id=ImageId name=Word owner-id=OwnerId tag:=Word
            DescribeInstances InstanceId instance-id=InstanceId key-name=Word image-id=ImageId \
            instance.group-id=GroupId network-interface.network-interface-id=NetworkInterfaceId \
            block-device-mapping.volume-id=AttachedVolumeId owner-id=OwnerId tag:=Word
            DescribeInternetGateways InternetGatewayId internet-gateway-id=InternetGatewayId \
            attachment.vpc-id=VpcId owner-id=OwnerId
            DescribeKeyPairs KeyPairId key-name=Word key-pair-id=KeyPairId tag:=Word
            DescribeNetworkAcls NetworkAclId network-acl-id=NetworkAclId vpc-id=VpcId
            DescribeNetworkInterfaces NetworkInterfaceId network-interface-id=NetworkInterfaceId \
            attachment.instance-id=InstanceId group-id=GroupId vpc-id=VpcId
            DescribeRouteTables RouteTableId route-table-id=RouteTableId vpc-id=VpcId
            DescribeSecurityGroupRules SecurityGroupRuleId group-id=GroupId \
            security-group-rule-id=SecurityGroupRuleId tag:=Word
            DescribeSecurityGroups GroupId group-id=GroupId group-name=Word description=Word \
            vpc-id=VpcId tag:=Word
            DescribeSnapshots SnapshotId snapshot-id=SnapshotId volume-id=VolumeId \
            description=Word tag:=Word
            DescribeSubnets SubnetId subnet-id=SubnetId vpc-id=VpcId owner-id=OwnerId
            DescribeTags InstanceId resource-id=InstanceId key=Word value=Word tag:=Word
            DescribeVolumes AttachedVolumeId volume-id=AttachedVolumeId \
            attachment.instance-id=InstanceId
            DescribeVolumes VolumeId volume-id=VolumeId tag:=Word
            DescribeVpcs VpcId vpc-id=VpcId dhcp-options-id=DhcpOptionsId owner-id=OwnerId
            """;

    /** Where all projects see the same. */
    private static final Set<String> PUBLIC =
            Set.of(
                    "DescribeAvailabilityZones",
                    "DescribeInstanceTypeOfferings",
                    "DescribeInstanceTypes",
                    "DescribeRegions",
                    // It has no filter by anything of a project's own.
                    "DescribeInstanceStatus");

    private static WholeApi api;
    private static Belongings own;
    private static Belongings other;

    /** A line of the table, with one filter. */
    record Case(String action, String shown, String filter, String wanted) {

        String name() {
            return filter.equals("tag:") ? filter + WORD : filter;
        }

        String value(Belongings of) {
            return wanted.equals("Word") ? (of == own ? WORD : OTHER) : of.value(wanted);
        }
    }

    @BeforeAll
    static void start() {
        api = new WholeApi();
        own = new Belongings(api, 1, WORD);
        other = new Belongings(api, 2, OTHER);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    static Stream<Case> cases() {
        return TABLE.lines()
                .map(line -> List.of(line.strip().split(" +", -1)))
                .flatMap(
                        words ->
                                words.stream()
                                        .skip(2)
                                        .map(pair -> pair.split("=", 2))
                                        .map(
                                                pair ->
                                                        new Case(
                                                                words.get(0),
                                                                words.get(1),
                                                                pair[0],
                                                                pair[1])));
    }

    @Test
    void everyDescribeWithFiltersIsHere() {
        Set<String> filtered =
                api.actions().stream()
                        .filter(spec -> spec.parameters().contains("Filter.N.Name"))
                        .map(spec -> spec.name())
                        .filter(name -> !PUBLIC.contains(name))
                        .collect(Collectors.toSet());
        assertEquals(filtered, cases().map(Case::action).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatMatchesIsShownAndNothingElse(Case one) {
        String id = own.value(one.shown());
        String mine = one.value(own);
        String others = one.value(other);
        shows(id, ask(one, one.name(), mine));
        shows(id, ask(one, one.name(), others, mine));
        shows(id, ask(one, one.name(), mine.substring(0, mine.length() - 2) + "*?"));
        nothing(ask(one, one.name(), others));
        nothing(ask(one, one.name(), mine + "x"));
        nothing(ask(one, one.name(), "\\" + mine + "\\*"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void allFiltersMustMatch(Case one) {
        String mine = one.value(own);
        String others = one.value(other);
        nothing(
                own.client.call(
                        one.action(),
                        "Filter.1.Name",
                        one.name(),
                        "Filter.1.Value.1",
                        mine,
                        "Filter.2.Name",
                        one.name(),
                        "Filter.2.Value.1",
                        others));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anUnknownFilterIsRefused(Case one) {
        Answer answer = ask(one, "fnord-" + one.filter(), one.value(own));
        assertEquals(400, answer.status(), answer.body());
        assertEquals("InvalidParameterValue", answer.code());
    }

    private static Answer ask(Case one, String filter, String... values) {
        String[] request = new String[2 + 2 * values.length];
        request[0] = "Filter.1.Name";
        request[1] = filter;
        for (int i = 0; i < values.length; i++) {
            request[2 + 2 * i] = "Filter.1.Value." + (i + 1);
            request[3 + 2 * i] = values[i];
        }
        return own.client.call(one.action(), request);
    }

    private static void shows(String id, Answer answer) {
        assertTrue(answer.ok().body().contains(id), answer.body());
        assertFalse(answer.body().contains(OTHER), answer.body());
    }

    private static void nothing(Answer answer) {
        assertFalse(answer.ok().body().contains("<item>"), answer.body());
    }
}
