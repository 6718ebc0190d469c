package io.nova.itests.wire;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Programs that were written long before today's clients walk through everything, unchanged. */
@ExtendWith(SimulatedCloud.class)
class OldClientsTest {

    private static final int BOTO_STEPS = 15;
    private static final int LIBCLOUD_STEPS = 13;

    @TempDir private Path folder;
    private Path key = Path.of("");

    @BeforeEach
    void makeAKey() {
        key = folder.resolve("key");
        Command.of("ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", key.toString()).run().ok();
    }

    @TestFactory
    Stream<DynamicTest> boto249SignsWithVersionTwo(Cloud cloud) {
        return walk(cloud, "boto", "boto2.py", BOTO_STEPS, "2", cloud.image("machine"));
    }

    @TestFactory
    Stream<DynamicTest> boto249SignsWithVersionFour(Cloud cloud) {
        return walk(cloud, "boto", "boto2.py", BOTO_STEPS, "4", cloud.image("machine"));
    }

    @TestFactory
    Stream<DynamicTest> libcloudSignsWithVersionTwo(Cloud cloud) {
        return walk(
                cloud, "libcloud", "libcloud_walk.py", LIBCLOUD_STEPS, cloud.image("machine"), "2");
    }

    @TestFactory
    Stream<DynamicTest> libcloudSignsWithVersionFour(Cloud cloud) {
        return walk(
                cloud, "libcloud", "libcloud_walk.py", LIBCLOUD_STEPS, cloud.image("machine"), "4");
    }

    private Stream<DynamicTest> walk(
            Cloud cloud, String module, String script, int steps, String... arguments) {
        return Scenarios.of(
                cloud.pythonWith(module, Scenarios.script(script), arguments)
                        .environment(Map.of("PUBLIC_KEY", key + ".pub")),
                steps);
    }
}
