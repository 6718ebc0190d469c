package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios of {@code scenarios.py}, in one Python process. */
@ExtendWith(SimulatedCloud.class)
class BotoTest {

    private static final int SCENARIOS = 21;

    @TempDir private Path folder;

    @TestFactory
    Stream<DynamicTest> boto3SeesWhatItWouldSeeAtAmazon(Cloud cloud) {
        Path key = folder.resolve("key");
        Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()).run().ok();
        Command.Result result =
                cloud.python(
                                Path.of("src/test/python/scenarios.py").toAbsolutePath(),
                                cloud.image("machine"),
                                cloud.image("kernel"),
                                cloud.image("ramdisk"))
                        .environment(Map.of("PUBLIC_KEY", key + ".pub"))
                        .within(Duration.ofMinutes(3))
                        .run()
                        .ok();
        assertEquals(SCENARIOS, result.out().lines().count(), result.toString());
        return result.out()
                .lines()
                .map(BotoTest::json)
                .map(
                        scenario ->
                                DynamicTest.dynamicTest(
                                        scenario.path("name").asText(),
                                        () ->
                                                assertTrue(
                                                        scenario.path("trouble").asText().isEmpty(),
                                                        scenario.path("trouble")::asText)));
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }
}
