package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.ec2.TestCloud.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered about security groups and their rules, for programs that read it back. */
class GroupAnswersTest {

    private static final String ARN = "arn:aws:ec2:nova:123456789012:security-group";

    private final TestCloud cloud = new TestCloud();

    @AfterEach
    void stop() {
        cloud.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreateSecurityGroup", "DescribeSecurityGroups"})
    void aGroupHasAnArn(String action) {
        Answer answer = cloud.post(Requests.GOOD.get(action));
        assertEquals(ARN + "/" + FakeNetworks.GROUP, answer.text("securityGroupArn"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AuthorizeSecurityGroupEgress",
                "AuthorizeSecurityGroupIngress",
                "DescribeSecurityGroupRules"
            })
    void aRuleHasAnArn(String action) {
        Answer answer = cloud.post(Requests.GOOD.get(action));
        assertEquals(ARN + "-rule/" + FakeNetworks.RULE, answer.text("securityGroupRuleArn"));
    }

    @ParameterizedTest(name = "rules of groups {0} are asked for by {1}, and {2} found")
    @CsvSource({
        "sg-00000000000000001, present, true",
        "sg-00000000000000099, present, false",
        "fnord, present, false",
        "sg-*, withRules, true",
    })
    void groupsThatAFilterNamesAreNotSoughtInAList(String group, String asked, boolean found) {
        var unused = cloud.calls.taken();
        Answer answer =
                cloud.post(
                        "DescribeSecurityGroupRules",
                        "Filter.1.Name",
                        "group-id",
                        "Filter.1.Value.1",
                        group);
        assertEquals(200, answer.status(), answer.body());
        assertEquals(found, answer.count("<groupId>") > 0, answer.body());
        assertEquals(
                List.of("SecurityGroupService." + asked),
                cloud.calls.taken().stream()
                        .filter(call -> call.startsWith("SecurityGroupService."))
                        .toList());
    }

    @ParameterizedTest(name = "rule {1} by {0}: {2}")
    @CsvSource({
        "RevokeSecurityGroupIngress, 1, false tcp 22 22 192.0.2.0/24 '' '' ssh &amp; more",
        "RevokeSecurityGroupIngress, 2, false tcp 22 22 '' 2001:db8::/32 '' ''",
        "RevokeSecurityGroupIngress, 3, false -1 -1 -1 '' '' sg-00000000000000001 ''",
        "RevokeSecurityGroupEgress, 5, true -1 -1 -1 0.0.0.0/0 '' '' ''",
    })
    void aRuleThatIsRevokedIsToldWhole(String action, int rule, String told) {
        Map<String, String> parameters = Requests.without(action, "IpPermissions");
        String id = "sgr-" + Samples.hex(rule);
        parameters.put("SecurityGroupRuleId.1", id);
        Answer answer = cloud.post(parameters);
        assertEquals("true", answer.text("return"));
        assertEquals(id, answer.text("securityGroupRuleId"));
        assertEquals(FakeNetworks.GROUP.value(), answer.text("groupId"));
        assertEquals(
                told,
                "%s %s %s %s %s %s %s %s"
                        .formatted(
                                answer.text("isEgress"),
                                answer.text("ipProtocol"),
                                answer.text("fromPort"),
                                answer.text("toPort"),
                                shown(answer, "cidrIpv4"),
                                shown(answer, "cidrIpv6"),
                                shown(answer, "referencedGroupId"),
                                shown(answer, "description")));
    }

    private static String shown(Answer answer, String element) {
        String text = answer.text(element);
        return text.isEmpty() ? "''" : text;
    }

    @Test
    void rulesThatAreRevokedByTheirTrafficAreToldToo() {
        Answer answer = cloud.post(Requests.GOOD.get("RevokeSecurityGroupIngress"));
        assertEquals(1, answer.count("<securityGroupRuleId>"));
        assertEquals("0.0.0.0/0", answer.text("cidrIpv4"));
        assertTrue(answer.body().contains("<revokedSecurityGroupRuleSet><item>"), answer.body());
    }
}
