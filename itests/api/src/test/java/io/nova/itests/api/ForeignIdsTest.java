package io.nova.itests.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.ec2.ActionSpec;
import io.nova.itests.api.ApiClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every action says to ids: of another project, of nothing, and of no form. */
class ForeignIdsTest {

    /** The last words of parameters that name what a project has; those of names have no form. */
    private static final Set<String> IDS =
            Set.of(
                    "AllocationId",
                    "AssociationId",
                    "DhcpOptionsId",
                    "GroupId",
                    "ImageId",
                    "InstanceId",
                    "InternetGatewayId",
                    "KeyPairId",
                    "NetworkAclId",
                    "NetworkInterfaceId",
                    "PublicIp",
                    "ResourceId",
                    "RouteTableId",
                    "SecurityGroupId",
                    "SecurityGroupRuleId",
                    "SnapshotId",
                    "SubnetId",
                    "VolumeId",
                    "VpcId");

    private static final Set<String> NAMES = Set.of("GroupName", "KeyName", "SecurityGroup");

    /** Where a name is that of something new. */
    private static final Set<String> NEW =
            Set.of(
                    "CreateKeyPair KeyName",
                    "ImportKeyPair KeyName",
                    "CreateSecurityGroup GroupName");

    /** As in EC2, what is not there is deleted already. */
    private static final Set<String> GONE =
            Set.of("DeleteKeyPair KeyName", "DeleteKeyPair KeyPairId");

    /** The front end's own tests have the exact code of each. */
    private static final Pattern MALFORMED =
            Pattern.compile("Invalid\\w+\\.Malformed|InvalidParameterValue|InvalidID");

    /** Of these EC2 says of any text that there is none. */
    private static final Set<String> FORMLESS =
            Set.of("AllocationId", "AssociationId", "ResourceId");

    private static WholeApi api;
    private static Belongings own;
    private static Belongings other;

    @BeforeAll
    static void start() {
        api = new WholeApi();
        own = new Belongings(api, 1, "own");
        other = new Belongings(api, 2, "foreign");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void whatAnotherProjectHasIsAnsweredLikeWhatIsNotThere() {
        Map<String, String> before = Sight.of(api, other);
        List<String> faults = new ArrayList<>();
        int asked =
                each(
                        (spec, form) -> {
                            String what =
                                    spec.name() + " " + form.replaceAll(GoodRequest.NUMBER, "");
                            String foreign = other.value(form);
                            String missing = missing(foreign);
                            Answer to = ask(spec, form, foreign);
                            Answer none = ask(spec, form, missing);
                            if (!shown(to, foreign).equals(shown(none, missing))) {
                                faults.add(what + ": " + to + " but " + none);
                            } else if (GONE.contains(what)) {
                                to.ok();
                            } else if (to.status() != 400 || !to.code().endsWith(".NotFound")) {
                                faults.add(what + ": " + to);
                            }
                        });
        assertEquals(List.of(), faults, faults.size() + " faults");
        assertTrue(asked > 60, asked + " parameters are few");
        assertEquals(before, Sight.of(api, other));
    }

    @Test
    void oneForeignIdInAListRefusesAll() {
        Map<String, String> before = Sight.of(api, own);
        List<String> faults = new ArrayList<>();
        int asked =
                each(
                        (spec, form) -> {
                            if (!isList(spec, form)) {
                                return;
                            }
                            GoodRequest good = new GoodRequest(spec, own);
                            Map<String, String> request = good.with(form, own.value(form));
                            request.put(second(form), other.value(form));
                            Answer answer = own.client.call(spec.name(), request);
                            if (answer.status() != 400 || !answer.code().endsWith(".NotFound")) {
                                faults.add(spec.name() + " " + form + ": " + answer);
                            }
                        });
        assertEquals(List.of(), faults, faults.size() + " faults");
        assertTrue(asked > 60, asked + " parameters are few");
        assertEquals(before, Sight.of(api, own));
    }

    @Test
    void whatIsNamedTwiceIsShownOnce() {
        each(
                (spec, form) -> {
                    if (spec.mutates() || !isList(spec, form)) {
                        return;
                    }
                    GoodRequest good = new GoodRequest(spec, own);
                    Map<String, String> request = good.with(form, own.value(form));
                    Answer once = own.client.call(spec.name(), request).ok();
                    request.put(second(form), own.value(form));
                    Answer twice = own.client.call(spec.name(), request).ok();
                    assertEquals(once.withoutId(), twice.withoutId(), spec.name() + " " + form);
                });
    }

    @Test
    void whatIsNoIdIsRefusedAsSuch() {
        Map<String, String> before = Sight.of(api, own);
        List<String> faults = new ArrayList<>();
        each(
                (spec, form) -> {
                    if (NAMES.contains(GoodRequest.last(form))) {
                        return;
                    }
                    String good = own.value(form);
                    for (String value :
                            List.of(
                                    "x",
                                    good + (good.contains("-") ? "0" : ".0"),
                                    "x" + good,
                                    good.replaceFirst(".$", "g"),
                                    " " + good,
                                    good + ";$(id)")) {
                        Answer answer = ask(spec, form, value);
                        boolean proper =
                                answer.status() == 400
                                        && (MALFORMED.matcher(answer.code()).matches()
                                                || (FORMLESS.contains(GoodRequest.last(form))
                                                        && answer.code().endsWith(".NotFound")));
                        if (!proper) {
                            faults.add(spec.name() + " " + form + "=" + value + ": " + answer);
                        }
                    }
                });
        assertEquals(List.of(), faults, faults.size() + " faults");
        assertEquals(before, Sight.of(api, own));
    }

    private static int each(BiConsumer<ActionSpec, String> check) {
        int asked = 0;
        for (ActionSpec spec : api.actions()) {
            for (String form : spec.parameters().stream().sorted().toList()) {
                boolean names =
                        IDS.contains(GoodRequest.last(form))
                                || NAMES.contains(GoodRequest.last(form));
                if (names && !NEW.contains(spec.name() + " " + form)) {
                    asked++;
                    check.accept(spec, form);
                }
            }
        }
        return asked;
    }

    private static Answer ask(ActionSpec spec, String form, String value) {
        return own.client.call(spec.name(), new GoodRequest(spec, own).with(form, value));
    }

    private static String shown(Answer answer, String id) {
        return answer.status() + answer.withoutId().replace(id, "ID");
    }

    /** There is one console at a time. */
    private static boolean isList(ActionSpec spec, String form) {
        return form.endsWith(".N") && !spec.name().equals("GetConsoleOutput");
    }

    private static String second(String form) {
        return GoodRequest.first(form).replaceFirst("1$", "2");
    }

    /** Returns the like of an id that nobody has. */
    private static String missing(String id) {
        if (id.matches("[0-9.]+")) {
            // Public addresses are given out from the lowest.
            return "10.44.200.200";
        }
        int last = id.length() - 1;
        return id.contains("-")
                ? id.substring(0, last)
                        + Character.forDigit(Character.digit(id.charAt(last), 16) ^ 1, 16)
                : id + "x";
    }
}
