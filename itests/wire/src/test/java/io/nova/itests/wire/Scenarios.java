package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nova.itests.cloud.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What a program in another language tells of its scenarios, a line of JSON for each. */
final class Scenarios {

    private Scenarios() {}

    static Path script(String name) {
        return Path.of("src/test/python", name).toAbsolutePath();
    }

    /** Runs the program to its end; each line of it becomes a test. */
    static Stream<DynamicTest> of(Command program, int count) {
        Command.Result result = program.within(Duration.ofMinutes(5)).run().ok();
        assertEquals(count, result.out().lines().count(), result.toString());
        return result.out()
                .lines()
                .map(Scenarios::json)
                .map(
                        scenario ->
                                DynamicTest.dynamicTest(
                                        scenario.path("name").asText(), () -> judge(scenario)));
    }

    private static void judge(JsonNode scenario) {
        String lack = scenario.path("skipped").asText();
        assumeTrue(lack.isEmpty(), lack);
        String trouble = scenario.path("trouble").asText();
        assertTrue(trouble.isEmpty(), trouble);
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }
}
