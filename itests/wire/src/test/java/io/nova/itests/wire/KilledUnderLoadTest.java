package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Answer;
import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.PretendedHost;
import io.nova.itests.cloud.Wait;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ends the cloud's process while clients write: what was acknowledged is there afterwards. */
@ExtendWith(SimulatedCloud.class)
class KilledUnderLoadTest {

    private static final int CLIENTS = 8;
    private static final int ENOUGH = 60;

    private final Map<String, List<String>> reservations = new ConcurrentHashMap<>();
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final Queue<Answer> refusals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger number = new AtomicInteger();
    private String round = "";

    @RepeatedTest(2)
    void nothingThatWasAcknowledgedIsLost(Cloud cloud) throws InterruptedException {
        Client ec2 = cloud.ec2();
        Client s3 = cloud.s3();
        String image = cloud.image("machine");
        round = "killed-" + cloud.pid();
        String bucket = "/" + round;
        s3.send("PUT", bucket, new byte[0]).ok();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            boolean runs = i % 2 == 0;
            clients.execute(
                    () ->
                            work(
                                    () -> {
                                        if (runs) {
                                            runOne(ec2, image);
                                        } else {
                                            putOne(s3, bucket);
                                        }
                                    }));
        }
        clients.shutdown();
        Wait.until(
                "enough acknowledged requests",
                Duration.ofSeconds(60),
                () -> reservations.size() >= ENOUGH && objects.size() >= ENOUGH);
        cloud.kill();
        assertTrue(clients.awaitTermination(60, TimeUnit.SECONDS));
        cloud.up();
        assertEquals(List.of(), List.copyOf(refusals));
        instancesAreThere(cloud);
        tokensStillStandForTheirInstances(ec2, image);
        objectsAreThere(s3);
        everyGuestWasStartedOnce(cloud);
    }

    // Until the server is gone.
    private static void work(Runnable request) {
        try {
            while (true) {
                request.run();
            }
        } catch (UncheckedIOException e) {
            // The kill.
        }
    }

    private void runOne(Client ec2, String image) {
        String token = round + "-" + number.incrementAndGet();
        Answer answer = run(ec2, image, token);
        if (answer.status() == 200) {
            reservations.put(token, answer.all("instanceId"));
        } else {
            refusals.add(answer);
        }
    }

    private static Answer run(Client ec2, String image, String token) {
        return ec2.call(
                "RunInstances",
                "ImageId",
                image,
                "InstanceType",
                "m1.tiny",
                "MinCount",
                "2",
                "MaxCount",
                "2",
                "ClientToken",
                token);
    }

    private void putOne(Client s3, String bucket) {
        int n = number.incrementAndGet();
        byte[] body = ("object " + n + " ").repeat(n).getBytes(StandardCharsets.UTF_8);
        Answer answer = s3.send("PUT", bucket + "/" + n, body);
        if (answer.status() == 200) {
            objects.put(bucket + "/" + n, body);
        } else {
            refusals.add(answer);
        }
    }

    private void instancesAreThere(Cloud cloud) {
        List<String> acknowledged = new ArrayList<>();
        reservations.values().forEach(acknowledged::addAll);
        assertEquals(acknowledged.size(), new TreeSet<>(acknowledged).size(), "ids are unique");
        LauncherTest.awaitAll(cloud.ec2(), acknowledged, "running");
    }

    private void tokensStillStandForTheirInstances(Client ec2, String image) {
        reservations.entrySet().stream()
                .limit(10)
                .forEach(
                        one ->
                                assertEquals(
                                        one.getValue(),
                                        run(ec2, image, one.getKey()).ok().all("instanceId")));
    }

    private void objectsAreThere(Client s3) {
        objects.forEach(
                (target, body) ->
                        assertArrayEquals(
                                body,
                                s3.send("GET", target, new byte[0])
                                        .ok()
                                        .body()
                                        .getBytes(StandardCharsets.UTF_8),
                                target));
    }

    private static void everyGuestWasStartedOnce(Cloud cloud) {
        Client ec2 = cloud.ec2();
        List<String> alive =
                ec2.states().entrySet().stream()
                        .filter(one -> one.getValue().equals("running"))
                        .map(Map.Entry::getKey)
                        .toList();
        Wait.until(
                "a guest for each instance, and no other",
                Duration.ofSeconds(60),
                () -> PretendedHost.starts(cloud).keySet().equals(new TreeSet<>(alive)));
        assertEquals(
                List.of(),
                PretendedHost.starts(cloud).values().stream().filter(n -> n != 1).toList());
        LauncherTest.terminate(ec2, alive);
        Wait.until(
                "no guest is left",
                Duration.ofSeconds(60),
                () -> PretendedHost.starts(cloud).isEmpty());
    }
}
