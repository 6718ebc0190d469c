package io.nova.itests.wire;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios of {@code boto3_walk.py}, in one Python process. */
@ExtendWith(SimulatedCloud.class)
class BotoTest {

    private static final int SCENARIOS = 34;

    @TempDir private Path folder;

    @TestFactory
    Stream<DynamicTest> boto3SeesWhatItWouldSeeAtAmazon(Cloud cloud) {
        Path key = folder.resolve("key");
        Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()).run().ok();
        return Scenarios.of(
                cloud.python(
                                Scenarios.script("boto3_walk.py"),
                                cloud.image("machine"),
                                cloud.image("kernel"),
                                cloud.image("ramdisk"))
                        .environment(
                                Map.of(
                                        "PUBLIC_KEY",
                                        key + ".pub",
                                        "ACTIONS",
                                        Actions.file().toString())),
                SCENARIOS);
    }
}
