package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.ec2.TestCloud.Answer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for each action, whatever it does. */
class ActionContractTest {

    private static TestCloud cloud = new TestCloud();

    @BeforeAll
    static void start() {
        cloud.close();
        cloud = new TestCloud();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @AfterEach
    void allowAll() {
        cloud.policy.denied.clear();
    }

    static Stream<String> actions() {
        return Requests.GOOD.keySet().stream();
    }

    private static ActionSpec spec(String action) {
        return cloud.actions.stream()
                .map(Ec2Action::spec)
                .filter(spec -> spec.name().equals(action))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyActionHasARequestHere() {
        assertEquals(
                Requests.GOOD.keySet(),
                Set.copyOf(cloud.actions.stream().map(one -> one.spec().name()).toList()));
    }

    @ParameterizedTest
    @MethodSource("actions")
    void whoMayIsAnsweredInTheNamespaceOfTheVersionAsked(String action) {
        Answer answer = cloud.post(Requests.with(action, "Version", "2014-06-15"));
        assertEquals(200, answer.status(), answer.body());
        assertTrue(
                answer.body()
                        .contains(
                                "<%sResponse xmlns=\"http://ec2.amazonaws.com/doc/2014-06-15/\">"
                                        .formatted(action)),
                answer.body());
        assertEquals(answer.requestIdHeader().orElseThrow(), answer.text("requestId"));
        assertFalse(answer.text("requestId").isEmpty());
    }

    @ParameterizedTest
    @MethodSource("actions")
    void getAndPostAnswerTheSameOnEveryPath(String action) throws Exception {
        String posted = cloud.post(Requests.GOOD.get(action)).body();
        for (String path : new String[] {"/", "/services/Cloud", "/services/Cloud/"}) {
            Answer answer = cloud.get(path, Requests.GOOD.get(action));
            assertEquals(200, answer.status(), answer.body());
            assertEquals(withoutId(posted), withoutId(answer.body()));
        }
    }

    private static String withoutId(String body) {
        return body.replaceFirst("<requestId>[^<]*</requestId>", "");
    }

    @ParameterizedTest
    @MethodSource("actions")
    void aDryRunTellsWhetherItWouldBeAllowedAndDoesNothing(String action) {
        var unused = cloud.calls.taken();
        Answer allowed = cloud.post(Requests.with(action, "DryRun", "true"));
        assertEquals(412, allowed.status(), allowed.body());
        assertEquals("DryRunOperation", allowed.code());
        cloud.policy.denied.add("ec2:" + action);
        Answer denied = cloud.post(Requests.with(action, "DryRun", "true"));
        assertEquals("UnauthorizedOperation", denied.code());
        assertEquals(List.of(), cloud.calls.taken(), "of no service anything is asked");
    }

    @Test
    void anActionThatIsPerformedAsksAService() {
        var unused = cloud.calls.taken();
        cloud.post(Requests.GOOD.get("RebootInstances"));
        assertEquals(List.of("InstanceService.reboot"), cloud.calls.taken());
    }

    @ParameterizedTest
    @MethodSource("actions")
    void whoeverMayNotIsRefused(String action) {
        cloud.policy.denied.add("ec2:" + action);
        Answer denied = cloud.post(Requests.with(action, "DryRun", "false"));
        assertEquals("UnauthorizedOperation", denied.code());
        assertEquals(403, denied.status());
    }

    @ParameterizedTest
    @MethodSource("actions")
    void eachRequiredParameterIsMissedEvenInADryRun(String action) {
        for (String required : spec(action).required()) {
            Map<String, String> parameters = Requests.without(action, required);
            for (String dryRun : new String[] {"true", "false"}) {
                Map<String, String> sent = new TreeMap<>(parameters);
                sent.put("DryRun", dryRun);
                Answer answer = cloud.post(sent);
                assertEquals(400, answer.status(), answer.body());
                assertEquals("MissingParameter", answer.code());
                assertTrue(answer.text("Message").contains(required), answer.body());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("actions")
    void anUnknownParameterIsRefusedByName(String action) {
        for (String name :
                new String[] {
                    "Fnord", "Filter.x.Name", "Filter.N.Name", "InstanceId.01", "Filter.1.X"
                }) {
            Answer answer = cloud.post(Requests.with(action, name, "x"));
            assertEquals(400, answer.status(), answer.body());
            assertEquals("UnknownParameter", answer.code(), name);
            assertTrue(answer.text("Message").contains(name), answer.body());
        }
    }

    /** Returns the name of the first in a list, and in lists in lists. */
    private static String first(String form) {
        return form.replaceAll("\\.N(?=\\.|$)", ".1");
    }

    @ParameterizedTest
    @MethodSource("actions")
    void whatHasOneValueOnlyIsTakenWithItAndRefusedWithAnother(String action) {
        spec(action)
                .only()
                .forEach(
                        (name, value) -> {
                            String first = first(name);
                            Answer good = cloud.post(Requests.with(action, first, value));
                            // In a list it may need more beside it.
                            if (name.contains(".N")) {
                                assertNotEquals("UnsupportedOperation", good.code(), name);
                            } else {
                                assertEquals(200, good.status(), good.body());
                            }
                            Answer other = cloud.post(Requests.with(action, first, "other"));
                            assertEquals("UnsupportedOperation", other.code(), name);
                            assertTrue(other.text("Message").contains(name), other.body());
                        });
    }

    @ParameterizedTest
    @MethodSource("actions")
    void whatIsNotOfferedIsRefusedAndNotIgnored(String action) {
        for (String name : spec(action).refused()) {
            String first = first(name);
            for (String form : new String[] {first, first + ".1", first + ".1.Sub.2"}) {
                Answer answer = cloud.post(Requests.with(action, form, "x"));
                assertEquals("UnsupportedOperation", answer.code(), form);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("actions")
    void listsMayBeginAtZeroAndBeEmpty(String action) {
        for (String parameter : spec(action).parameters()) {
            if (parameter.equals("InstanceId.N")) {
                Map<String, String> zero = Requests.without(action, "InstanceId");
                zero.put("InstanceId.0", Samples.instanceId(1).value());
                assertEquals(200, cloud.post(zero).status(), action);
            }
            int number = parameter.indexOf(".N");
            String list = number < 0 ? "" : parameter.substring(0, number);
            if (!list.isEmpty() && !spec(action).required().contains(list)) {
                Answer empty = cloud.post(Requests.with(action, list, ""));
                assertEquals(200, empty.status(), list + ": " + empty.body());
            }
        }
    }

    @Test
    void anUnknownActionIsInvalid() {
        Answer answer = cloud.post("Describe<Fnords>");
        assertEquals(400, answer.status());
        assertEquals("InvalidAction", answer.code());
        assertTrue(answer.text("Message").contains("Describe&lt;Fnords&gt;"), answer.body());
        assertEquals("MissingParameter", cloud.post(Map.of("Version", "2016-11-15")).code());
    }

    @Test
    void anotherPathIsNotFound() throws Exception {
        Answer answer = cloud.get("/services/Admin", Requests.GOOD.get("DescribeRegions"));
        assertEquals(404, answer.status());
        assertEquals("InvalidRequest", answer.code());
    }
}
