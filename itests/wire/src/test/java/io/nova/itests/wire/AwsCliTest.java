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
    void optionsOfALaunchAreKeptOrRefused(Cloud cloud) {
        String id =
                text(
                        cloud,
                        "run-instances",
                        "--image-id",
                        cloud.image("machine"),
                        "--disable-api-termination",
                        "--metadata-options",
                        "HttpTokens=required",
                        "--query",
                        "Instances[0].InstanceId");
        Command.Result kept = cloud.aws("ec2", "terminate-instances", "--instance-ids", id).run();
        assertTrue(kept.err().contains("(OperationNotPermitted)"), kept::toString);
        assertEquals(
                "required",
                text(
                        cloud,
                        "describe-instances",
                        "--instance-ids",
                        id,
                        "--query",
                        "Reservations[0].Instances[0].MetadataOptions.HttpTokens"));
        ok(
                cloud.aws(
                        "ec2",
                        "modify-instance-attribute",
                        "--no-disable-api-termination",
                        "--instance-id",
                        id));
        ok(cloud.aws("ec2", "terminate-instances", "--instance-ids", id));
        Command.Result refused =
                cloud.aws(
                                "ec2",
                                "run-instances",
                                "--image-id",
                                cloud.image("machine"),
                                "--ebs-optimized")
                        .run();
        assertTrue(refused.err().contains("(UnsupportedOperation)"), refused::toString);
    }

    @Test
    void objectsAreCopiedInTheCloudAndABucketGoesWhenItIsEmpty(Cloud cloud) throws IOException {
        Path small = random("small", 5000);
        ok(cloud.aws("s3", "mb", "s3://cli-inside"));
        ok(cloud.aws("s3", "cp", small.toString(), "s3://cli-inside/a/small"));
        ok(cloud.aws("s3", "cp", "s3://cli-inside/a/small", "s3://cli-inside/copy"));
        String listing = ok(cloud.aws("s3", "ls", "s3://cli-inside"));
        assertTrue(listing.contains("PRE a/\n"), listing);
        assertTrue(listing.contains(" 5000 copy\n"), listing);
        Command.Result full = cloud.aws("s3", "rb", "s3://cli-inside").run();
        assertTrue(full.err().contains("(BucketNotEmpty)"), full::toString);
        ok(cloud.aws("s3", "rm", "--recursive", "s3://cli-inside"));
        ok(cloud.aws("s3", "rb", "s3://cli-inside"));
    }

    @Test
    void whatIsSaidOfAnObjectIsKeptAndWhatIsNotThereRefused(Cloud cloud) throws IOException {
        Path body = Files.writeString(folder.resolve("body"), "hello");
        ok(cloud.aws("s3", "mb", "s3://cli-said"));
        String put =
                ok(
                        object(
                                cloud,
                                "put-object",
                                "--body",
                                body.toString(),
                                "--metadata",
                                "colour=red",
                                "--content-type",
                                "text/x",
                                "--acl",
                                "aws-exec-read",
                                "--checksum-algorithm",
                                "CRC32"));
        assertTrue(put.contains("5d41402abc4b2a76b9719d911017c592"), put);
        String head = ok(object(cloud, "head-object", "--checksum-mode", "ENABLED"));
        assertTrue(head.contains("\"colour\": \"red\""), head);
        assertTrue(head.contains("\"ContentType\": \"text/x\""), head);
        assertTrue(head.contains("\"ChecksumCRC32\": \"NhCmhg==\""), head);
        String acl = ok(object(cloud, "get-object-acl"));
        assertTrue(acl.contains("\"ID\": \"ec2\""), acl);
        Command.Result hold = object(cloud, "get-object-legal-hold").run();
        assertTrue(hold.err().contains("(NotImplemented)"), hold::toString);
        ok(cloud.aws("s3", "rb", "--force", "s3://cli-said"));
    }

    private static Command object(Cloud cloud, String action, String... more) {
        String[] all = java.util.Arrays.copyOf(more, more.length + 5);
        System.arraycopy(more, 0, all, 5, more.length);
        System.arraycopy(
                new String[] {action, "--bucket", "cli-said", "--key", "said"}, 0, all, 0, 5);
        return cloud.aws("s3api", all);
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
