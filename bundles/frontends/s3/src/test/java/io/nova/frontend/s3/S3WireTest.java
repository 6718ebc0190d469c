package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real command line of AWS against the real front end and managers. */
class S3WireTest {

    private static final int DEADLINE_SECONDS = 180;

    @TempDir Path directory;

    private S3Cloud cloud;

    private record Run(int status, String out, String err) {}

    @BeforeEach
    void begin() {
        assumeTrue(
                Arrays.stream(
                                System.getenv()
                                        .getOrDefault("PATH", "")
                                        .split(File.pathSeparator, -1))
                        .anyMatch(entry -> Files.isExecutable(Path.of(entry, "aws"))),
                "skipped: there is no 'aws' on the PATH");
        cloud = new S3Cloud();
    }

    @AfterEach
    void end() {
        if (cloud != null) {
            cloud.close();
        }
    }

    private Run aws(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("aws"));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(directory, "aws", ".out");
        Path err = Files.createTempFile(directory, "aws", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment()
                .putAll(
                        Map.of(
                                "AWS_ACCESS_KEY_ID", S3Cloud.KEY,
                                "AWS_SECRET_ACCESS_KEY", S3Cloud.SECRET,
                                "AWS_DEFAULT_REGION", "us-east-1",
                                "AWS_ENDPOINT_URL_S3", cloud.uri().toString(),
                                "AWS_EC2_METADATA_DISABLED", "true",
                                "AWS_CONFIG_FILE", "/dev/null",
                                "AWS_SHARED_CREDENTIALS_FILE", "/dev/null",
                                "AWS_MAX_ATTEMPTS", "1",
                                "AWS_PAGER", ""));
        Process process = builder.start();
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("too slow: " + command);
        }
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private String ok(String... arguments) throws Exception {
        Run run = aws(arguments);
        assertEquals(0, run.status(), String.join(" ", arguments) + "\n" + run.err() + run.out());
        return run.out();
    }

    private Path file(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    @Test
    void copiesListsSynchronisesAndRemoves() throws Exception {
        ok("s3", "mb", "s3://walk");
        assertTrue(ok("s3", "ls").endsWith(" walk\n"));
        Path small = file("small.bin", 5000);
        Path big = file("big.bin", 20_000_000);
        ok("s3", "cp", small.toString(), "s3://walk/a/small.bin");
        ok("s3", "cp", big.toString(), "s3://walk/big.bin");
        String list = ok("s3", "ls", "s3://walk");
        assertTrue(list.contains("PRE a/\n"), list);
        assertTrue(list.contains(" 20000000 big.bin\n"), list);
        ok("s3", "cp", "s3://walk/big.bin", "back.bin");
        assertArrayEquals(
                Files.readAllBytes(big), Files.readAllBytes(directory.resolve("back.bin")));
        ok("s3", "cp", "s3://walk/big.bin", "s3://walk/copy.bin");
        for (int i = 0; i < 5; i++) {
            file("tree/d" + i % 2 + "/f\u00fc " + i, 100 * i);
        }
        ok("s3", "sync", "tree", "s3://walk/tree");
        assertEquals("", ok("s3", "sync", "tree", "s3://walk/tree"), "nothing is left to do");
        ok("s3", "sync", "s3://walk/tree", "again");
        assertArrayEquals(
                Files.readAllBytes(directory.resolve("tree/d1/f\u00fc 3")),
                Files.readAllBytes(directory.resolve("again/d1/f\u00fc 3")));
        Run full = aws("s3", "rb", "s3://walk");
        assertTrue(full.err().contains("BucketNotEmpty"), full.err());
        ok("s3", "rm", "--recursive", "s3://walk");
        ok("s3", "rb", "s3://walk");
        assertFalse(ok("s3", "ls").contains("walk"));
    }

    @Test
    void speaksTheApiBeneath() throws Exception {
        ok("s3api", "create-bucket", "--bucket", "beneath");
        Path body = directory.resolve("body");
        Files.write(body, "hello".getBytes(UTF_8));
        String put =
                ok(
                        "s3api",
                        "put-object",
                        "--bucket",
                        "beneath",
                        "--key",
                        "k",
                        "--body",
                        body.toString(),
                        "--metadata",
                        "colour=red",
                        "--content-type",
                        "text/x",
                        "--acl",
                        "aws-exec-read");
        assertTrue(put.contains("5d41402abc4b2a76b9719d911017c592"), put);
        String head =
                ok(
                        "s3api",
                        "head-object",
                        "--bucket",
                        "beneath",
                        "--key",
                        "k",
                        "--checksum-mode",
                        "ENABLED");
        assertTrue(head.contains("\"colour\": \"red\""), head);
        assertTrue(head.contains("\"ContentType\": \"text/x\""), head);
        assertTrue(head.contains("ChecksumCRC"), head);
        assertTrue(
                ok("s3api", "get-object-acl", "--bucket", "beneath", "--key", "k").contains("ec2"));
        Run once =
                aws(
                        "s3api",
                        "put-object",
                        "--bucket",
                        "beneath",
                        "--key",
                        "k",
                        "--body",
                        body.toString(),
                        "--if-none-match",
                        "*");
        assertTrue(once.err().contains("PreconditionFailed"), once.err());
        ok(
                "s3api",
                "get-object",
                "--bucket",
                "beneath",
                "--key",
                "k",
                "--range",
                "bytes=1-3",
                "part");
        assertEquals("ell", Files.readString(directory.resolve("part")));
        Run tags = aws("s3api", "get-object-tagging", "--bucket", "beneath", "--key", "k");
        assertTrue(tags.err().contains("NotImplemented"), tags.err());
        Run none = aws("s3api", "get-object", "--bucket", "beneath", "--key", "nope", "x");
        assertTrue(none.err().contains("NoSuchKey"), none.err());
        String url = ok("s3", "presign", "s3://beneath/k").strip();
        java.net.http.HttpResponse<String> page =
                java.net.http.HttpClient.newHttpClient()
                        .send(
                                java.net.http.HttpRequest.newBuilder(java.net.URI.create(url))
                                        .build(),
                                java.net.http.HttpResponse.BodyHandlers.ofString());
        assertEquals("hello", page.body());
    }
}
