package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command line client of AWS, as the README uses it. */
@ExtendWith(SimulatedCloud.class)
class AwsCliTest {

    @TempDir private Path folder;

    @Test
    void theCommandsOfTheReadmeWork(Cloud cloud) {
        String id =
                text(
                        cloud,
                        "run-instances",
                        "--image-id",
                        cloud.image("machine"),
                        "--instance-type",
                        "m1.tiny",
                        "--query",
                        "Instances[0].InstanceId");
        ok(cloud.aws("ec2", "wait", "instance-running", "--instance-ids", id));
        assertTrue(text(cloud, "get-console-output", "--instance-id", id).contains("GUEST: READY"));
        assertEquals(
                "running",
                text(
                        cloud,
                        "describe-instances",
                        "--instance-ids",
                        id,
                        "--query",
                        "Reservations[0].Instances[0].State.Name"));
        assertEquals(
                "shutting-down",
                text(
                        cloud,
                        "terminate-instances",
                        "--instance-ids",
                        id,
                        "--query",
                        "TerminatingInstances[0].CurrentState.Name"));
    }

    @Test
    void aRefusalIsShownWithItsCode(Cloud cloud) {
        Command.Result refused =
                cloud.aws("ec2", "describe-instances", "--instance-ids", "i-00000000000000000")
                        .run();
        assertFalse(refused.exit() == 0);
        assertTrue(refused.err().contains("(InvalidInstanceID.NotFound)"), refused::toString);
    }

    @Test
    void filesAreCopiedThereAndBackInParts(Cloud cloud) throws IOException {
        Path big = random("big", 14 << 20);
        ok(cloud.aws("s3", "mb", "s3://cli-copy"));
        ok(cloud.aws("s3", "cp", "--only-show-errors", big.toString(), "s3://cli-copy/deep/big"));
        String listing = ok(cloud.aws("s3", "ls", "--recursive", "s3://cli-copy"));
        assertTrue(listing.contains(" " + (14 << 20) + " deep/big"), listing);
        Path back = folder.resolve("back");
        ok(cloud.aws("s3", "cp", "--only-show-errors", "s3://cli-copy/deep/big", back.toString()));
        assertArrayEquals(Files.readAllBytes(big), Files.readAllBytes(back));
        ok(cloud.aws("s3", "rm", "s3://cli-copy/deep/big"));
        ok(cloud.aws("s3", "rb", "s3://cli-copy"));
        assertFalse(ok(cloud.aws("s3", "ls")).contains("cli-copy"));
    }

    @Test
    void foldersAreBroughtInStepAndOnlyOnce(Cloud cloud) throws IOException {
        Path from = Files.createDirectories(folder.resolve("from/sub")).getParent();
        for (int i = 0; i < 12; i++) {
            random("from/sub/file " + i, 2000 * i);
        }
        ok(cloud.aws("s3", "mb", "s3://cli-sync"));
        String first =
                ok(cloud.aws("s3", "sync", "--no-progress", from.toString(), "s3://cli-sync"));
        assertEquals(12, first.lines().filter(line -> line.startsWith("upload:")).count(), first);
        assertEquals("", ok(cloud.aws("s3", "sync", from.toString(), "s3://cli-sync")));
        Files.delete(from.resolve("sub/file 3"));
        String second = ok(cloud.aws("s3", "sync", "--delete", from.toString(), "s3://cli-sync"));
        assertEquals("delete: s3://cli-sync/sub/file 3", second.strip());
        Path to = folder.resolve("to");
        ok(cloud.aws("s3", "sync", "--no-progress", "s3://cli-sync", to.toString()));
        for (int i = 0; i < 12; i++) {
            if (i != 3) {
                assertArrayEquals(
                        Files.readAllBytes(from.resolve("sub/file " + i)),
                        Files.readAllBytes(to.resolve("sub/file " + i)));
            }
        }
        ok(cloud.aws("s3", "rb", "--force", "s3://cli-sync"));
    }

    private Path random(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }

    private static String text(Cloud cloud, String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--output";
        all[arguments.length + 1] = "text";
        return ok(cloud.aws("ec2", all)).strip();
    }

    private static String ok(Command command) {
        return command.run().ok().out();
    }
}
