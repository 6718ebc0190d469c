package io.nova.manager.objectstore.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.manager.objectstore.policy.PolicyDocument.Verdict;
import io.nova.model.BucketName;
import io.nova.model.ProjectId;
import io.nova.model.UserId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a policy says of requests: one statement, held against who, what, where and how. */
class PolicyDocumentTest {

    private static final BucketName BUCKET = new BucketName("bucket");
    private static final ProjectId PROJECT = new ProjectId("222222222222");

    /** Who is meant, and whom that lets in: bob of the project, ann of it, a stranger, nobody. */
    private static final String WHO =
            """
            "*"                                                       | FULL    FULL    FULL FULL
            {"AWS":"*"}                                               | FULL    FULL    FULL FULL
            {"AWS":"222222222222"}                                    | PROJECT PROJECT NONE NONE
            {"AWS":"arn:aws:iam::222222222222:root"}                  | PROJECT PROJECT NONE NONE
            {"CanonicalUser":"222222222222"}                          | PROJECT PROJECT NONE NONE
            {"AWS":"arn:aws:iam::222222222222:user/bob"}              | FULL    NONE    NONE NONE
            {"AWS":"arn:aws:iam::222222222222:user/a/path/bob"}       | FULL    NONE    NONE NONE
            {"AWS":["333333333333","arn:aws:iam::222222222222:user/ann"]} | NONE FULL  PROJECT NONE
            {"Service":"ec2.amazonaws.com"}                           | NONE    NONE    NONE NONE
            """;

    private static PolicyQuestion question(
            Optional<Principals.User> user, String action, String resource, ConditionKeys keys) {
        return new PolicyQuestion(
                user, Optional.empty(), action.toLowerCase(Locale.ROOT), resource, keys);
    }

    private static Optional<Principals.User> user(String project, String name) {
        return Optional.of(new Principals.User(new ProjectId(project), new UserId(name)));
    }

    private static PolicyDocument policy(String statement) {
        return PolicyReader.read(
                BUCKET, "{\"Version\":\"2012-10-17\",\"Statement\":[" + statement + "]}");
    }

    private static String statement(String effect, String principal, String rest) {
        return "{\"Effect\":\"%s\",%s,%s}".formatted(effect, principal, rest);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whos")
    void saysWhoIsMeant(String principal, String... matches) {
        List<Optional<Principals.User>> users =
                List.of(
                        user("222222222222", "bob"),
                        user("222222222222", "ann"),
                        user("333333333333", "bob"),
                        Optional.empty());
        String rest = "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::bucket/*\"";
        PolicyDocument allow = policy(statement("Allow", "\"Principal\":" + principal, rest));
        PolicyDocument deny = policy(statement("Deny", "\"Principal\":" + principal, rest));
        PolicyDocument others = policy(statement("Deny", "\"NotPrincipal\":" + principal, rest));
        for (int i = 0; i < users.size(); i++) {
            PolicyQuestion question =
                    question(users.get(i), "s3:GetObject", "arn:aws:s3:::bucket/k", n -> List.of());
            Verdict allowed =
                    switch (matches[i]) {
                        case "FULL" -> Verdict.ALLOW;
                        case "PROJECT" -> Verdict.ALLOW_PROJECT;
                        default -> Verdict.SILENT;
                    };
            boolean meant = !matches[i].equals("NONE");
            assertEquals(allowed, allow.decide(question), "allow " + users.get(i));
            assertEquals(meant ? Verdict.DENY : Verdict.SILENT, deny.decide(question), "deny " + i);
            assertEquals(
                    meant ? Verdict.SILENT : Verdict.DENY, others.decide(question), "not " + i);
        }
    }

    static Stream<Arguments> whos() {
        return WHO.lines()
                .map(
                        line -> {
                            String[] cells = line.split("\\|", -1);
                            return Arguments.of(cells[0].strip(), cells[1].strip().split(" +", -1));
                        });
    }

    @Test
    void takesAServiceForWhatItIs() {
        PolicyDocument policy =
                policy(
                        statement(
                                "Allow",
                                "\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}",
                                "\"Action\":\"s3:GetObject\","
                                        + "\"Resource\":\"arn:aws:s3:::bucket/*\""));
        PolicyQuestion service =
                new PolicyQuestion(
                        user("111111111111", "images"),
                        Optional.of("ec2.amazonaws.com"),
                        "s3:getobject",
                        "arn:aws:s3:::bucket/k",
                        name -> List.of());
        assertEquals(Verdict.ALLOW, policy.decide(service));
    }

    /** Actions and resources of a statement; what is asked, of what; whether it is about that. */
    private static final String WHAT =
            """
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/*"            | GetObject  | bucket/k   | x
            "Action":"s3:getobject","Resource":"arn:aws:s3:::bucket/*"            | GetObject  | bucket/k   | x
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/*"            | GetObjectAcl | bucket/k | -
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/a/*"          | GetObject  | bucket/a/b | x
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/a/*"          | GetObject  | bucket/b   | -
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/*.jp?g"       | GetObject  | bucket/a.jpeg | x
            "Action":"s3:*","Resource":"arn:aws:s3:::bucket/*"                    | GetObject  | bucket/k   | x
            "Action":"s3:*","Resource":"arn:aws:s3:::bucket/*"                    | ListBucket | bucket     | -
            "Action":"*","Resource":"*"                                           | ListBucket | bucket     | x
            "Action":"s3:*","Resource":"arn:aws:s3:::*"                           | GetObject  | bucket/k   | x
            "Action":["s3:Get*","s3:Put?bject"],"Resource":"arn:aws:s3:::bucket/*"| PutObject  | bucket/k   | x
            "Action":["s3:Get*","s3:Put?bject"],"Resource":"arn:aws:s3:::bucket/*"| PutObjectAcl | bucket/k | -
            "NotAction":"s3:Get*","Resource":"arn:aws:s3:::bucket/*"              | PutObject  | bucket/k   | x
            "NotAction":"s3:Get*","Resource":"arn:aws:s3:::bucket/*"              | GetObject  | bucket/k   | -
            "Action":"s3:GetObject","NotResource":"arn:aws:s3:::bucket/a/*"       | GetObject  | bucket/b   | x
            "Action":"s3:GetObject","NotResource":"arn:aws:s3:::bucket/a/*"       | GetObject  | bucket/a/b | -
            "Action":"s3:ListBucket","Resource":"arn:aws:s3:::bucket"             | ListBucket | bucket     | x
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/${aws:username}/*" | GetObject | bucket/bob/k | x
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/${aws:username}/*" | GetObject | bucket/ann/k | -
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/${aws:none, 'no'}" | GetObject | bucket/no | x
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/${aws:none}*"  | GetObject | bucket/no | -
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/${*}"          | GetObject | bucket/*  | x
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/${*}"          | GetObject | bucket/k  | -
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/${aws:star}"   | GetObject | bucket/k  | -
            """;

    @ParameterizedTest(name = "{0}: {1} of {2} {3}")
    @MethodSource("whats")
    void saysWhatIsMeant(String statement, String action, String resource, boolean meant) {
        PolicyDocument policy = policy(statement("Allow", "\"Principal\":\"*\"", statement));
        ConditionKeys keys =
                name ->
                        switch (name) {
                            case "aws:username" -> List.of("bob");
                            case "aws:star" -> List.of("*");
                            default -> List.of();
                        };
        assertEquals(
                meant ? Verdict.ALLOW : Verdict.SILENT,
                policy.decide(
                        question(
                                Optional.empty(),
                                "s3:" + action,
                                "arn:aws:s3:::" + resource,
                                keys)));
    }

    static Stream<Arguments> whats() {
        return rows(WHAT).map(c -> Arguments.of(c[0], c[1], c[2], c[3].equals("x")));
    }

    private static Stream<String[]> rows(String table) {
        return table.lines()
                .map(
                        line ->
                                Arrays.stream(line.split("\\|", -1))
                                        .map(String::strip)
                                        .toArray(String[]::new));
    }

    /**
     * A condition's operator and value, on the key with the values that the request has; whether it
     * holds. A dash: the request does not have the key.
     */
    private static final String HOW =
            """
            StringEquals | "a" | a | x
            StringEquals | "a" | b | -
            StringEquals | "a" | A | -
            StringEquals | ["a","b"] | b | x
            StringEquals | "a*" | ab | -
            StringEquals | "a" | - | -
            StringEqualsIfExists | "a" | - | x
            StringEqualsIfExists | "a" | b | -
            StringNotEquals | "a" | b | x
            StringNotEquals | ["a","b"] | b | -
            StringNotEquals | "a" | - | x
            StringNotEqualsIfExists | "a" | - | x
            StringEqualsIgnoreCase | "a" | A | x
            StringNotEqualsIgnoreCase | "a" | A | -
            StringLike | "a*" | ab | x
            StringLike | "a?" | a | -
            StringLike | ["x","a*"] | ab | x
            StringNotLike | "a*" | ab | -
            StringNotLike | "a*" | b | x
            StringLikeIfExists | "a*" | - | x
            StringEquals | "${aws:username}" | bob | x
            StringEquals | "${aws:username}" | ann | -
            StringLike | "${aws:username}/*" | bob/x | x
            StringEquals | "${$}" | $ | x
            NumericEquals | "10" | 10.0 | x
            NumericEquals | 10 | 11 | -
            NumericEquals | 10 | ten | -
            NumericNotEquals | 10 | 11 | x
            NumericLessThan | 10 | 9 | x
            NumericLessThan | 10 | 10 | -
            NumericLessThanEquals | 10 | 10 | x
            NumericGreaterThan | 10 | 11 | x
            NumericGreaterThan | 10 | 10 | -
            NumericGreaterThanEquals | 10 | 10 | x
            NumericGreaterThanIfExists | 10 | - | x
            NumericGreaterThan | 10 | - | -
            DateEquals | "2026-01-01T00:00:00Z" | 1767225600 | x
            DateNotEquals | "2026-01-01T00:00:00Z" | 1767225600 | -
            DateLessThan | "2026-01-01" | 2025-12-31T23:59:59Z | x
            DateLessThan | "2026-01-01" | 2026-01-01T00:00:00Z | -
            DateLessThanEquals | "2026-01-01" | 2026-01-01T01:00:00+01:00 | x
            DateGreaterThan | "2026-01-01" | 2026-01-02T00:00:00Z | x
            DateGreaterThanEquals | "2026-01-01" | 2026-01-01T00:00:00Z | x
            DateGreaterThan | "2026-01-01" | soon | -
            Bool | "true" | true | x
            Bool | true | false | -
            Bool | "false" | - | -
            BoolIfExists | "false" | - | x
            BinaryEquals | "QmluYXJ5" | QmluYXJ5 | x
            BinaryEquals | "QmluYXJ5" | Qmlu | -
            IpAddress | "192.0.2.0/24" | 192.0.2.77 | x
            IpAddress | "192.0.2.0/24" | 192.0.3.1 | -
            IpAddress | "192.0.2.1" | 192.0.2.1 | x
            IpAddress | ["10.0.0.0/8","2001:db8::/32"] | 2001:db8:1::1 | x
            IpAddress | "2001:db8::/32" | 192.0.2.1 | -
            IpAddress | "0.0.0.0/0" | 198.51.100.1 | x
            IpAddress | "192.0.2.0/24" | not.an.address | -
            IpAddress | "192.0.2.0/24" | - | -
            NotIpAddress | "192.0.2.0/24" | 192.0.2.1 | -
            NotIpAddress | "192.0.2.0/24" | 192.0.3.1 | x
            NotIpAddress | "192.0.2.0/24" | - | x
            ArnEquals | "arn:aws:iam::222222222222:user/bob" | arn:aws:iam::222222222222:user/bob | x
            ArnLike | "arn:aws:iam::*:user/*" | arn:aws:iam::222222222222:user/bob | x
            ArnLike | "arn:aws:*:user/bob" | arn:aws:iam::222222222222:user/bob | !
            ArnNotLike | "arn:aws:iam::*:user/*" | arn:aws:iam::222222222222:user/bob | -
            ArnNotEquals | "arn:aws:iam::222222222222:user/ann" | arn:aws:iam::222222222222:user/bob | x
            Null | "true" | - | x
            Null | "true" | a | -
            Null | "false" | a | x
            Null | "false" | - | -
            ForAllValues:StringEquals | ["a","b"] | a,b | x
            ForAllValues:StringEquals | ["a","b"] | a,c | -
            ForAllValues:StringEquals | ["a","b"] | - | x
            ForAnyValue:StringEquals | ["a","b"] | c,b | x
            ForAnyValue:StringEquals | ["a","b"] | c,d | -
            ForAnyValue:StringEquals | ["a","b"] | - | -
            ForAllValues:StringNotEquals | ["a"] | b,c | x
            ForAllValues:StringNotEquals | ["a"] | a,c | -
            ForAnyValue:StringNotEquals | ["a"] | a,c | x
            ForAnyValue:StringNotLike | ["a*"] | ab | -
            ForAllValues:StringLike | ["a*"] | ab,ac | x
            """;

    @ParameterizedTest(name = "{0} {1} with {2}: {3}")
    @MethodSource("hows")
    void saysHowItMustCome(String operator, String value, String has, String holds) {
        String condition = "\"Condition\":{\"%s\":{\"aws:UserId\":%s}}".formatted(operator, value);
        String text =
                statement(
                        "Allow",
                        "\"Principal\":\"*\"",
                        "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::bucket/*\","
                                + condition);
        if (holds.equals("!")) {
            PolicyReaderTest.refused("Invalid ARN", "{\"Statement\":" + text + "}");
            return;
        }
        ConditionKeys keys =
                name ->
                        switch (name) {
                            case "aws:userid" ->
                                    has.equals("-") ? List.of() : List.of(has.split(",", -1));
                            case "aws:username" -> List.of("bob");
                            default -> List.of();
                        };
        assertEquals(
                holds.equals("x") ? Verdict.ALLOW : Verdict.SILENT,
                policy(text)
                        .decide(
                                question(
                                        Optional.empty(),
                                        "s3:GetObject",
                                        "arn:aws:s3:::bucket/k",
                                        keys)));
    }

    static Stream<Arguments> hows() {
        return rows(HOW).map(c -> Arguments.of(c[0], c[1], c[2], c[3]));
    }

    @Test
    void wantsAllConditionsAtOnce() {
        String text =
                statement(
                        "Allow",
                        "\"Principal\":\"*\"",
                        "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::bucket/*\","
                                + "\"Condition\":{\"StringEquals\":{\"aws:UserId\":\"a\","
                                + "\"s3:ExistingObjectTag/Team\":\"x\"},"
                                + "\"Bool\":{\"aws:SecureTransport\":true}}");
        for (String missing : List.of("", "aws:userid", "aws:securetransport", "tag")) {
            ConditionKeys keys =
                    name ->
                            switch (name) {
                                case "aws:userid" -> one(!missing.equals(name), "a");
                                case "aws:securetransport" -> one(!missing.equals(name), "true");
                                case "s3:existingobjecttag/Team" ->
                                        one(!missing.equals("tag"), "x");
                                default -> List.of();
                            };
            assertEquals(
                    missing.isEmpty() ? Verdict.ALLOW : Verdict.SILENT,
                    policy(text)
                            .decide(
                                    question(
                                            Optional.empty(),
                                            "s3:GetObject",
                                            "arn:aws:s3:::bucket/k",
                                            keys)),
                    missing);
        }
    }

    private static List<String> one(boolean there, String value) {
        return there ? List.of(value) : List.of();
    }

    @Test
    void letsADenialWinWhereverItStands() {
        String allow =
                statement(
                        "Allow",
                        "\"Principal\":\"*\"",
                        "\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::bucket/*\"");
        String deny =
                statement(
                        "Deny",
                        "\"Principal\":{\"AWS\":\"" + PROJECT + "\"}",
                        "\"Action\":\"s3:Delete*\",\"Resource\":\"arn:aws:s3:::bucket/*\"");
        for (String both : List.of(allow + "," + deny, deny + "," + allow)) {
            PolicyDocument policy = policy(both);
            String key = "arn:aws:s3:::bucket/k";
            Optional<Principals.User> bob = user(PROJECT.value(), "bob");
            assertEquals(
                    Verdict.DENY,
                    policy.decide(question(bob, "s3:DeleteObject", key, n -> List.of())));
            assertEquals(
                    Verdict.ALLOW,
                    policy.decide(question(bob, "s3:GetObject", key, n -> List.of())));
        }
    }

    @Test
    void hasVariablesOnlySinceTheyAreInTheLanguage() {
        String text =
                "{\"Version\":\"2008-10-17\",\"Statement\":"
                        + statement(
                                "Allow",
                                "\"Principal\":\"*\"",
                                "\"Action\":\"s3:GetObject\","
                                        + "\"Resource\":\"arn:aws:s3:::bucket/${aws:username}\"")
                        + "}";
        assertEquals(
                Verdict.ALLOW,
                PolicyReader.read(BUCKET, text)
                        .decide(
                                question(
                                        Optional.empty(),
                                        "s3:GetObject",
                                        "arn:aws:s3:::bucket/${aws:username}",
                                        name -> List.of("bob"))));
    }

    /** Conditions of a statement that allows something to everybody; whether it is public still. */
    private static final String PUBLIC =
            """
            {} | x
            {"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}} | -
            {"IpAddress":{"aws:SourceIp":["192.0.2.0/24","0.0.0.0/0"]}} | x
            {"IpAddress":{"aws:SourceIp":"10.0.0.0/7"}} | x
            {"IpAddress":{"aws:SourceIp":"2001:db8::/32"}} | -
            {"IpAddress":{"aws:SourceIp":"2001::/16"}} | x
            {"IpAddressIfExists":{"aws:SourceIp":"192.0.2.0/24"}} | x
            {"NotIpAddress":{"aws:SourceIp":"192.0.2.0/24"}} | x
            {"StringEquals":{"aws:PrincipalAccount":"222222222222"}} | -
            {"StringLike":{"aws:PrincipalAccount":"2222*"}} | x
            {"StringEquals":{"aws:userid":"${aws:username}"}} | x
            {"ForAllValues:StringEquals":{"aws:PrincipalAccount":"222222222222"}} | x
            {"StringEquals":{"aws:UserAgent":"x"}} | x
            {"Bool":{"aws:SecureTransport":"true"}} | x
            """;

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("publics")
    void knowsWhatIsPublic(String condition, boolean isPublic) {
        String rest =
                "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::bucket/*\","
                        + "\"Condition\":"
                        + condition;
        assertEquals(isPublic, policy(statement("Allow", "\"Principal\":\"*\"", rest)).isPublic());
        assertEquals(false, policy(statement("Deny", "\"Principal\":\"*\"", rest)).isPublic());
        assertEquals(
                false,
                policy(statement("Allow", "\"Principal\":{\"AWS\":\"222222222222\"}", rest))
                        .isPublic());
    }

    static Stream<Arguments> publics() {
        return rows(PUBLIC).map(c -> Arguments.of(c[0], c[1].equals("x")));
    }
}
