package io.nova.manager.identity;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.manager.identity.Policy.Decision;
import io.nova.model.AccessDeniedException;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.ProjectId;
import io.nova.model.Role;
import io.nova.model.UserId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyAuthorizerTest {

    /**
     * The table of 2010, with what was added since; x: allowed. A new role without a column fails.
     */
    private static final String RULES =
            """
            action                            | CLOUDADMIN | ITSEC | SYSADMIN | NETADMIN | DEVELOPER | PROJECTMANAGER | SERVICE
            ec2:DescribeInstances             | x          | x     | x        | x        | x         | x              | -
            ec2:DescribeImages                | x          | x     | x        | x        | x         | x              | -
            ec2:DescribeKeyPairs              | x          | x     | x        | x        | x         | x              | -
            ec2:DescribeRegions               | x          | x     | x        | x        | x         | x              | -
            ec2:CreateKeyPair                 | x          | -     | x        | x        | x         | x              | -
            ec2:ImportKeyPair                 | x          | -     | x        | x        | x         | x              | -
            ec2:DeleteKeyPair                 | x          | -     | x        | x        | x         | x              | -
            ec2:RunInstances                  | x          | -     | x        | -        | -         | x              | -
            ec2:StartInstances                | x          | -     | x        | -        | -         | x              | -
            ec2:StopInstances                 | x          | x     | x        | -        | -         | x              | -
            ec2:RebootInstances               | x          | -     | x        | -        | -         | x              | -
            ec2:TerminateInstances            | x          | -     | x        | -        | -         | x              | -
            ec2:ModifyInstanceAttribute       | x          | -     | x        | -        | -         | x              | -
            ec2:ModifyInstanceMetadataOptions | x          | -     | x        | -        | -         | x              | -
            ec2:GetConsoleOutput              | x          | x     | x        | -        | -         | x              | -
            ec2:RegisterImage                 | x          | -     | x        | -        | -         | x              | -
            ec2:DeregisterImage               | x          | -     | x        | -        | -         | x              | -
            ec2:ModifyImageAttribute          | x          | -     | x        | -        | -         | x              | -
            ec2:CreateVolume                  | x          | -     | x        | -        | -         | x              | -
            ec2:AttachVolume                  | x          | -     | x        | -        | -         | x              | -
            ec2:AllocateAddress               | x          | -     | -        | x        | -         | x              | -
            ec2:AssociateAddress              | x          | -     | -        | x        | -         | x              | -
            ec2:CreateSecurityGroup           | x          | -     | -        | x        | -         | x              | -
            ec2:AuthorizeSecurityGroupIngress | x          | -     | -        | x        | -         | x              | -
            s3:ListBucket                     | x          | x     | x        | x        | x         | x              | x
            s3:GetObject                      | x          | x     | x        | x        | x         | x              | x
            s3:PutObject                      | x          | -     | x        | x        | x         | x              | x
            s3:CreateBucket                   | x          | -     | x        | x        | x         | x              | x
            s3:PutBucketPolicy                | x          | -     | x        | x        | x         | x              | -
            s3:GetBucketPolicy                | x          | x     | x        | x        | x         | x              | -
            nova:HostList                     | x          | x     | -        | -        | -         | -              | -
            nova:HostRoleSet                  | x          | -     | -        | -        | -         | -              | -
            nova:HostInvite                   | x          | -     | -        | -        | -         | -              | -
            nova:HostRemove                   | x          | -     | -        | -        | -         | -              | -
            nova:DriverList                   | x          | x     | -        | -        | -         | -              | -
            nova:DriverMove                   | x          | -     | -        | -        | -         | -              | -
            nova:InstanceListAll              | x          | x     | -        | -        | -         | -              | -
            nova:VolumeListAll                | x          | x     | -        | -        | -         | -              | -
            nova:SnapshotListAll              | x          | x     | -        | -        | -         | -              | -
            nova:ProjectCreate                | x          | -     | -        | -        | -         | -              | -
            nova:ProjectShow                  | x          | x     | x        | x        | x         | x              | -
            nova:ProjectList                  | x          | x     | -        | -        | -         | -              | -
            nova:UserCreate                   | x          | -     | -        | -        | -         | -              | -
            nova:UserList                     | x          | x     | -        | -        | -         | -              | -
            nova:RoleSet                      | x          | -     | -        | -        | -         | x              | -
            nova:AccessKeyCreate              | x          | -     | x        | x        | x         | x              | -
            nova:AccessKeyList                | x          | x     | x        | x        | x         | x              | -
            nova:AccessKeyDelete              | x          | -     | x        | x        | x         | x              | -
            nova:ObjectStoreShow              | x          | x     | -        | -        | -         | -              | -
            nova:ObjectStoreMigrate           | x          | -     | -        | -        | -         | -              | -
            nova:ObjectStoreScrub             | x          | -     | -        | -        | -         | -              | -
            nova:AnythingNew                  | x          | -     | -        | -        | -         | -              | -
            xec2:RunInstances                 | x          | -     | -        | -        | -         | -              | -
            """;

    private final PolicyAuthorizer authorizer = new PolicyAuthorizer();

    @ParameterizedTest(name = "{0} may {1}: {2}")
    @MethodSource("cells")
    void followsTheTable(Role role, String action, boolean allowed) {
        assertEquals(allowed, authorizer.allows(caller(Set.of(role)), action));
    }

    static Stream<Arguments> cells() {
        String[][] table =
                RULES.lines()
                        .map(line -> line.strip().split("\\s*\\|\\s*"))
                        .toArray(String[][]::new);
        assertEquals(
                EnumSet.allOf(Role.class),
                EnumSet.copyOf(Arrays.stream(table[0]).skip(1).map(Role::valueOf).toList()));
        return Arrays.stream(table)
                .skip(1)
                .flatMap(
                        row -> Arrays.stream(Role.values()).map(role -> cell(table[0], row, role)));
    }

    private static Arguments cell(String[] head, String[] row, Role role) {
        int column = Arrays.asList(head).indexOf(role.name());
        return Arguments.of(role, row[0], row[column].equals("x"));
    }

    @Test
    void allowsNothingToWhoHasNoRole() {
        var thrown =
                assertThrows(
                        AccessDeniedException.class,
                        () -> authorizer.require(caller(Set.of()), "ec2:DescribeInstances"));

        assertEquals("ec2:DescribeInstances", thrown.id());
    }

    @Test
    void addsUpWhatRolesAllow() {
        Caller both = caller(Set.of(Role.SYSADMIN, Role.NETADMIN));

        assertDoesNotThrow(() -> authorizer.require(both, "ec2:RunInstances"));
        assertDoesNotThrow(() -> authorizer.require(both, "ec2:AllocateAddress"));
        assertTrue(authorizer.allows(both, "ec2:AllocateAddress"), "asked twice");
    }

    @Test
    void letsADenialWin() {
        Policy all = policy("Allow", "*");
        Policy not = policy("Deny", "ec2:Terminate*");

        assertEquals(Decision.DENY, Policy.decide(List.of(all, not), "ec2:TerminateInstances"));
        assertEquals(Decision.DENY, Policy.decide(List.of(not, all), "ec2:TerminateInstances"));
        assertEquals(Decision.ALLOW, Policy.decide(List.of(not, all), "ec2:RunInstances"));
        assertEquals(Decision.SILENT, Policy.decide(List.of(not), "ec2:RunInstances"));
    }

    @Test
    void tellsADenialFromSilence() {
        PolicyAuthorizer both =
                new PolicyAuthorizer(
                        Map.of(
                                Role.DEVELOPER,
                                List.of(policy("Allow", "*"), policy("Deny", "s3:Put*"))));
        Caller caller = caller(Set.of(Role.DEVELOPER));

        assertTrue(both.denies(caller, "s3:PutObject"));
        assertFalse(both.allows(caller, "s3:PutObject"));
        assertFalse(both.denies(caller, "s3:GetObject"));
        assertFalse(both.denies(caller(Set.of(Role.NETADMIN)), "s3:PutObject"), "silence");
    }

    @Test
    void takesAStarForTextAndNothingElseForAPattern() {
        Policy policy = policy("Allow", "ec2:D.s*Ins");

        assertEquals(Decision.ALLOW, Policy.decide(List.of(policy), "ec2:D.s-anything-Ins"));
        assertEquals(Decision.SILENT, Policy.decide(List.of(policy), "ec2:DescribeIns"));
    }

    @Test
    void refusesAPolicyThatItCouldNotObey() {
        for (String wrong :
                List.of(
                        "{}",
                        "{\"Statement\":[]}",
                        "{\"Statement\":[{\"Effect\":\"Alow\",\"Action\":[\"*\"],\"Resource\":\"*\"}]}",
                        "{\"Statement\":[{\"Effect\":\"Deny\",\"Action\":[],\"Resource\":\"*\"}]}",
                        "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"*\"],\"Resource\":\"x\"}]}",
                        "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"*\"],\"Resource\":\"*\","
                                + "\"Condition\":{}}]}")) {
            assertThrows(IllegalArgumentException.class, () -> Policy.parse("test", wrong), wrong);
        }
        assertFalse(authorizer.allows(caller(Set.of(Role.DEVELOPER)), ""));
    }

    private static Policy policy(String effect, String action) {
        return Policy.parse(
                "test",
                "{\"Statement\":[{\"Effect\":\"%s\",\"Action\":[\"%s\"],\"Resource\":\"*\"}]}"
                        .formatted(effect, action));
    }

    private static Caller caller(Set<Role> roles) {
        return new Caller(
                new UserId("u"), new ProjectId("000000000001"), new AccessKeyId("K"), roles);
    }
}
