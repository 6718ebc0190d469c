package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.ec2.TestCloud.Answer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes, the answer is EC2's error or a success: never a 500, never silence. */
class FuzzTest {

    private static final String LONG = "a".repeat(10_000);

    private static final String[] VALUES = {
        "",
        " ",
        "-1",
        "0",
        "99999999999999999999",
        "1.5",
        "true",
        "null",
        LONG,
        "*".repeat(200) + "b",
        "\u0000\u0001\u001b[31m\r\n\u0085\uFFFE\uD83D\uDE00",
        "$(id);`id`;'\"|&>/dev/null\\",
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
        "../../etc/passwd",
        "%s%n%d{0}${jndi:x}",
        "i-00000000000000001 ",
        "\u0661\u0662",
        "===",
        "AAAA",
        "2026-01-01T00:00:00Z",
    };

    private static TestCloud cloud;

    @BeforeAll
    static void start() {
        cloud = new TestCloud();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    static Stream<ActionSpec> specs() {
        try (TestCloud any = new TestCloud()) {
            return any.actions.stream().map(Ec2Action::spec).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void badParametersGetEc2sOwnError(ActionSpec spec) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofMinutes(2),
                () -> {
                    for (String form : spec.parameters()) {
                        each(spec.name(), form);
                    }
                    for (String value : VALUES) {
                        send(spec.name(), Map.of("Version", value));
                        send(spec.name(), Map.of("DryRun", value));
                        if (!value.isEmpty()) {
                            send(spec.name(), Map.of(value, value));
                        }
                    }
                });
    }

    private static void each(String action, String form) {
        String name = at(form, "1");
        for (String value : VALUES) {
            send(action, Map.of(name, value));
        }
        String value = Requests.GOOD.get(action).getOrDefault(name, "x");
        send(action, Map.of(name, value, name + ".1", value));
        send(action, Map.of(name + ".Sub.Sub.Sub.Sub.Sub.Sub.Sub.Sub.Sub", value));
        for (String index : new String[] {"-1", "0", "007", "999999999999", "x", "", "\u0661"}) {
            send(action, Map.of(at(form, index), value));
        }
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < 2_000; i++) {
            many.put(
                    form.endsWith(".N") || form.contains(".N.") ? at(form, "" + i) : form + "." + i,
                    value);
        }
        send(action, many);
    }

    /** Returns the name with this for each number. */
    private static String at(String form, String index) {
        return form.replaceAll("\\.N(?=\\.|$)", "." + index);
    }

    /** Sends the good request with these parameters put over it. */
    private static void send(String action, Map<String, String> changes) {
        Map<String, String> parameters = new TreeMap<>(Requests.GOOD.get(action));
        parameters.putAll(changes);
        Answer answer = cloud.post(parameters);
        String shown = changes.toString();
        assertTrue(
                answer.status() < 500,
                () -> shown.substring(0, Math.min(200, shown.length())) + answer.body());
        assertTrue(
                answer.status() == 200 || !answer.code().isEmpty(),
                () -> shown.substring(0, Math.min(200, shown.length())) + answer.body());
        assertTrue(
                answer.status() == 200 || answer.body().length() < 4_000,
                "an error does not send back what came");
    }
}
