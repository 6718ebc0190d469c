package io.nova.itests.wire;

import io.nova.itests.cloud.Cloud;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What people move their data with: what a machine lacks of it is skipped, and said. */
@ExtendWith(SimulatedCloud.class)
class S3ClientsTest {

    private static final int CLIENTS = 9;
    private static final int S3API_STEPS = 3;
    private static final int BOTO_STEPS = 11;

    @TempDir private Path folder;

    @TestFactory
    Stream<DynamicTest> everyClientHasItsOrdinaryDay(Cloud cloud) {
        return Scenarios.of(
                cloud.python(Scenarios.script("s3_clients.py"))
                        .environment(Map.of("NOVA_TEST_FOLDER", folder.toString())),
                CLIENTS);
    }

    /** A program of its own: each call of AWS's command line takes a second. */
    @TestFactory
    Stream<DynamicTest> awsKeepsVersionsAndTagsAndLetsGoByRules(Cloud cloud) {
        return Scenarios.of(
                cloud.python(Scenarios.script("s3api.py"))
                        .environment(Map.of("NOVA_TEST_FOLDER", folder.toString())),
                S3API_STEPS);
    }

    @TestFactory
    Stream<DynamicTest> boto249SignsWithVersionTwo(Cloud cloud) {
        return Scenarios.of(cloud.pythonWith("boto", Scenarios.script("boto2_s3.py")), BOTO_STEPS);
    }
}
