package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Answer;
import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.PretendedHost;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way of an operator: check and back up a cloud under load, lose its home, restore it.
 * Its guests lived on, as those of other hosts would.
 */
class BackupTest {

    private static final int CLIENTS = 4;

    @TempDir Path kept;

    private final AtomicInteger number = new AtomicInteger();
    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    void aCloudThatLostItsHomeIsAsItWasBackedUp() throws Exception {
        try (Cloud cloud = Cloud.simulated("backup")) {
            configure(cloud);
            cloud.up();
            String image = cloud.image("machine");
            Client ec2 = cloud.ec2();
            Client s3 = cloud.s3();
            List<String> before = ec2.run(image, 6);
            LauncherTest.awaitAll(ec2, before, "running");
            s3.send("PUT", "/papers", new byte[0]).ok();
            byte[] large = "large ".repeat(20_000).getBytes(StandardCharsets.UTF_8);
            s3.send("PUT", "/papers/large", large).ok();
            s3.send("PUT", "/papers/small", "small".getBytes(StandardCharsets.UTF_8)).ok();
            ec2.call("CreateKeyPair", "KeyName", "mine").ok();
            someOfEverything(ec2, s3, before.get(0));
            Path backup = kept.resolve("cloud.backup");
            underLoad(
                    cloud,
                    image,
                    () -> {
                        for (int i = 0; i < 2; i++) {
                            checkedWell(cloud);
                        }
                        cloud.shell("nova:backup " + backup);
                        keep(cloud, "secrets", "objects");
                    });
            List<String> after = ec2.run(image, 1);
            LauncherTest.awaitAll(ec2, after, "running");
            Map<String, Integer> guests = PretendedHost.starts(cloud);
            assertTrue(guests.keySet().containsAll(after), guests.toString());
            checkedWell(cloud);

            cloud.nova("down").ok();
            lose(cloud);
            refusedWhereSomethingIsWrong(cloud, backup);
            bringBack(cloud, "secrets", "objects");
            configure(cloud);
            cloud.nova("restore", backup.toString()).ok();

            Map<String, String> states = cloud.ec2().states();
            assertTrue(states.keySet().containsAll(before), states.toString());
            LauncherTest.awaitAll(cloud.ec2(), before, "running");
            assertEquals(image, cloud.image("machine"));
            assertEquals(List.of("mine"), cloud.ec2().call("DescribeKeyPairs").ok().all("keyName"));
            Client again = cloud.s3();
            assertEquals("small", again.send("GET", "/papers/small", new byte[0]).ok().body());
            assertEquals(
                    new String(large, StandardCharsets.UTF_8),
                    again.send("GET", "/papers/large", new byte[0]).ok().body());
            // Nobody was started a second time, and whoever is newer than the backup is still
            // there.
            Map<String, Integer> now = PretendedHost.starts(cloud);
            before.forEach(id -> assertEquals(guests.get(id), now.get(id), id));
            assertTrue(now.keySet().containsAll(after), now + " has not " + after);
            List<String> fresh = cloud.ec2().run(image, 2);
            LauncherTest.awaitAll(cloud.ec2(), fresh, "running");
            assertEquals(2, new TreeSet<>(fresh).size());
            onlyHostsDiffer(cloud, after.get(0));
            Command.Result second = cloud.nova("restore", backup.toString());
            assertNotEquals(0, second.exit());
            assertTrue(second.err().contains("the cloud is up"), second.toString());
        }
    }

    private static void someOfEverything(Client ec2, Client s3, String instance) {
        String volume =
                ec2.call("CreateVolume", "Size", "1", "AvailabilityZone", "nova")
                        .ok()
                        .text("volumeId");
        awaitVolume(ec2, volume, "available");
        ec2.call("AttachVolume", "VolumeId", volume, "InstanceId", instance, "Device", "/dev/vdb")
                .ok();
        awaitVolume(ec2, volume, "attached");
        ec2.call("CreateSnapshot", "VolumeId", volume).ok();
        String address = ec2.call("AllocateAddress").ok().text("allocationId");
        ec2.call("AssociateAddress", "AllocationId", address, "InstanceId", instance).ok();
        String group =
                ec2.call("CreateSecurityGroup", "GroupName", "web", "GroupDescription", "the web")
                        .ok()
                        .text("groupId");
        ec2.call(
                        "AuthorizeSecurityGroupIngress",
                        "GroupId",
                        group,
                        "IpPermissions.1.IpProtocol",
                        "tcp",
                        "IpPermissions.1.FromPort",
                        "80",
                        "IpPermissions.1.ToPort",
                        "80",
                        "IpPermissions.1.IpRanges.1.CidrIp",
                        "0.0.0.0/0")
                .ok();
        String versions =
                "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
        s3.send("PUT", "/versions", new byte[0]).ok();
        s3.send("PUT", "/versions?versioning", versions.getBytes(StandardCharsets.UTF_8)).ok();
        s3.send("PUT", "/versions/key", new byte[10]).ok();
        s3.send("PUT", "/versions/key", new byte[20]).ok();
        s3.send("POST", "/versions/parts?uploads", new byte[0]).ok();
    }

    private static void awaitVolume(Client ec2, String volume, String state) {
        Wait.until(
                "the volume " + volume,
                Duration.ofSeconds(30),
                () ->
                        ec2.call("DescribeVolumes", "VolumeId.1", volume)
                                .all("status")
                                .contains(state));
    }

    private static void configure(Cloud cloud) {
        cloud.configure("io.nova.manager.identity.quotas", "instances = 5000", "cores = 20000");
        cloud.withoutRequestLimits();
    }

    private static void checkedWell(Cloud cloud) {
        Command.Result check = cloud.nova("shell", "nova:fsck");
        assertEquals(0, check.exit(), check.toString());
        assertTrue(check.out().contains(" 0 findings"), check.toString());
    }

    /**
     * What hosts have is newer than the records, and pretended volumes end with their process: that
     * is told, and nothing of the records themselves.
     */
    private static void onlyHostsDiffer(Cloud cloud, String stray) {
        Command.Result check = cloud.nova("shell", "nova:fsck");
        List<String> found =
                check.out()
                        .lines()
                        .dropWhile(line -> !line.startsWith("FAULT"))
                        .skip(1)
                        .takeWhile(line -> !line.endsWith(" findings"))
                        .toList();
        assertTrue(
                found.stream().allMatch(line -> line.matches("(stray|missing) .*")),
                check.toString());
        assertTrue(
                found.stream().anyMatch(line -> line.startsWith("stray    guest " + stray)),
                check.toString());
    }

    private void underLoad(Cloud cloud, String image, Runnable work) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Answer> refused = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Client ec2 = cloud.ec2();
            Client s3 = cloud.s3();
            clients.execute(
                    () -> {
                        while (!enough.get()) {
                            for (Answer answer : turn(ec2, s3, image)) {
                                if (answer.status() >= 300) {
                                    synchronized (refused) {
                                        refused.add(answer);
                                    }
                                }
                            }
                        }
                    });
        }
        try {
            await(2 * CLIENTS);
            work.run();
            await(number.get() + CLIENTS);
        } finally {
            enough.set(true);
            clients.shutdown();
            assertTrue(clients.awaitTermination(60, TimeUnit.SECONDS));
        }
        assertEquals(List.of(), refused);
    }

    /** Waits until so many turns have begun. */
    private void await(int turns) {
        Wait.until("load", Duration.ofSeconds(60), () -> number.get() > turns);
    }

    /** Something comes and goes, of many kinds. */
    private List<Answer> turn(Client ec2, Client s3, String image) {
        int n = number.incrementAndGet();
        List<Answer> answers = new ArrayList<>();
        Answer run =
                ec2.call(
                        "RunInstances",
                        "ImageId",
                        image,
                        "InstanceType",
                        "m1.tiny",
                        "MinCount",
                        "1",
                        "MaxCount",
                        "1");
        answers.add(run);
        String bucket = "/load-" + n;
        answers.add(s3.send("PUT", bucket, new byte[0]));
        answers.add(s3.send("PUT", bucket + "/key", new byte[100]));
        answers.add(s3.send("PUT", bucket + "/key", new byte[10]));
        Answer group =
                ec2.call(
                        "CreateSecurityGroup",
                        "GroupName",
                        "g" + n,
                        "GroupDescription",
                        "of a test");
        answers.add(group);
        Answer address = ec2.call("AllocateAddress");
        answers.add(address);
        Answer volume = ec2.call("CreateVolume", "Size", "1", "AvailabilityZone", "nova");
        answers.add(volume);
        answers.add(ec2.call("CreateKeyPair", "KeyName", "k" + n));
        if (n % 2 == 0) {
            run.all("instanceId")
                    .forEach(id -> answers.add(ec2.call("TerminateInstances", "InstanceId", id)));
        }
        answers.add(ec2.call("ReleaseAddress", "AllocationId", address.text("allocationId")));
        answers.add(ec2.call("DeleteSecurityGroup", "GroupId", group.text("groupId")));
        answers.add(ec2.call("DeleteKeyPair", "KeyName", "k" + n));
        answers.add(s3.send("DELETE", bucket + "/key", new byte[0]));
        answers.add(s3.send("DELETE", bucket, new byte[0]));
        String id = volume.text("volumeId");
        awaitVolume(ec2, id, "available");
        answers.add(ec2.call("DeleteVolume", "VolumeId", id));
        return answers;
    }

    private static void refusedWhereSomethingIsWrong(Cloud cloud, Path backup) {
        Command.Result without = cloud.nova("restore", backup.toString());
        assertNotEquals(0, without.exit());
        assertTrue(without.err().contains("identity.key"), without.toString());
        Command.Result none = cloud.nova("restore", backup + ".no");
        assertNotEquals(0, none.exit());
        assertTrue(none.err().contains("there is no file"), none.toString());
    }

    private void keep(Cloud cloud, String... folders) {
        for (String folder : folders) {
            copy(cloud.home().resolve(folder), kept.resolve(folder));
        }
    }

    private void bringBack(Cloud cloud, String... folders) {
        for (String folder : folders) {
            copy(kept.resolve(folder), cloud.home().resolve(folder));
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.of("cp", "-a", from + "/.", to.toString()).run().ok();
    }

    /** Everything but what hosts have. */
    private static void lose(Cloud cloud) {
        for (String folder : List.of("karaf", "state", "objects", "secrets", "run", "log")) {
            Command.of("rm", "-rf", cloud.home().resolve(folder).toString()).run().ok();
        }
    }
}
