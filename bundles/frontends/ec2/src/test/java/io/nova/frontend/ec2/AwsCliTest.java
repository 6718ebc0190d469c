package io.nova.frontend.ec2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.compute.InstanceOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command-line client that most users have. */
class AwsCliTest {

    private final TestCloud cloud = new TestCloud();
    @TempDir private Path home;

    @AfterEach
    void stop() {
        cloud.close();
    }

    @BeforeEach
    void needsTheClient() {
        Assumptions.assumeTrue(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "aws"))),
                "skipped: there is no aws command; install it with pip or apt to run this");
    }

    private record Output(int exit, String text) {}

    private Output aws(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("aws", "--output", "text", "ec2"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.put("AWS_ENDPOINT_URL_EC2", cloud.uri().toString());
        environment.put("AWS_ACCESS_KEY_ID", TestCloud.KEY.value());
        environment.put("AWS_SECRET_ACCESS_KEY", TestCloud.SECRET.revealText());
        environment.put("AWS_DEFAULT_REGION", "nova");
        environment.put("AWS_MAX_ATTEMPTS", "1");
        environment.put("AWS_CONFIG_FILE", home.resolve("none").toString());
        environment.put("AWS_PAGER", "");
        Path out = home.resolve("out");
        Process process = builder.redirectOutput(out.toFile()).start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("aws did not end");
        }
        return new Output(process.exitValue(), Files.readString(out, UTF_8).strip());
    }

    @Test
    void runsInstancesAndSeesThemWhole() throws Exception {
        Output run =
                aws(
                        "run-instances",
                        "--image-id",
                        Samples.imageId(1).value(),
                        "--count",
                        "2",
                        "--security-groups",
                        "default",
                        "--user-data",
                        "#!/bin/sh",
                        "--query",
                        "Instances[*].State.Name");
        assertEquals(new Output(0, "pending\tpending"), run);
        assertTrue(cloud.instances.launches.get(0).clientToken().isPresent(), "the CLI's own");
        assertEquals("IyEvYmluL3No", cloud.instances.launches.get(0).userData().orElseThrow());
        assertEquals(
                new Output(0, "i-00000000000000001\t2026-01-02T03:04:05.000Z\t10.0.0.3\tweb*1"),
                aws(
                        "describe-instances",
                        "--instance-ids",
                        Samples.instanceId(1).value(),
                        "--query",
                        "Reservations[].Instances[].[InstanceId,LaunchTime,"
                                + "NetworkInterfaces[0].PrivateIpAddress,"
                                + "Tags[?Key=='Name']|[0].Value]"));
        Output protectedOne =
                aws(
                        "run-instances",
                        "--image-id",
                        Samples.imageId(1).value(),
                        "--disable-api-termination",
                        "--metadata-options",
                        "HttpTokens=required",
                        "--query",
                        "length(Instances)");
        assertEquals(new Output(0, "1"), protectedOne);
        InstanceOptions options = cloud.instances.launches.get(1).options();
        assertTrue(options.terminationProtected() && options.metadata().tokensRequired());
        Output refused =
                aws("run-instances", "--image-id", Samples.imageId(1).value(), "--ebs-optimized");
        assertTrue(refused.text().contains("(UnsupportedOperation)"), refused.text());
    }

    @Test
    void decodesTheConsoleAndListsTypes() throws Exception {
        assertEquals(
                new Output(0, "login: <ready>"),
                aws(
                        "get-console-output",
                        "--instance-id",
                        Samples.instanceId(1).value(),
                        "--query",
                        "Output"));
        assertEquals(
                new Output(0, "m1.large\t4\t8192\ton-demand\nm1.tiny\t1\t512\ton-demand"),
                aws(
                        "describe-instance-types",
                        "--query",
                        "InstanceTypes[].[InstanceType,VCpuInfo.DefaultVCpus,"
                                + "MemoryInfo.SizeInMiB,SupportedUsageClasses[0]]"));
        Output key = aws("create-key-pair", "--key-name", "new", "--query", "KeyMaterial");
        assertEquals(new Output(0, "-----BEGIN\n+/=\n-----END"), key);
        Output unknown = aws("describe-instances", "--instance-ids", "i-12345678");
        assertTrue(unknown.text().contains("(InvalidInstanceID.NotFound)"), unknown.text());
    }
}
