package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Answer;
import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Wait;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One client token is one thing, however many ask with it at once, and whether or not the cloud's
 * process is ended among them.
 */
@ExtendWith(SimulatedCloud.class)
class TokenAcrossKillTest {

    private static final int REPEATS = 50;
    private static final int TOKENS = 6;

    /**
     * What takes a token.
     *
     * @param tagged what its tags are on
     * @param element the one of its answer that names what was made
     * @param count how many of them one request makes
     */
    private record Creation(
            String action,
            String tagged,
            String element,
            int count,
            Map<String, String> parameters) {}

    @Test
    void fiftyRepeatsBeforeAndAfterAKillMakeOneThing(Cloud cloud) throws InterruptedException {
        List<Creation> creations = creations(cloud);
        for (Creation creation : creations) {
            Map<String, Set<String>> made = new ConcurrentHashMap<>();
            Queue<Answer> refusals = new ConcurrentLinkedQueue<>();
            String round = creation.action() + "-" + cloud.pid();
            ExecutorService clients = Executors.newFixedThreadPool(REPEATS);
            for (int i = 0; i < REPEATS; i++) {
                Client ec2 = cloud.ec2();
                clients.execute(
                        () -> {
                            try {
                                for (int token = 0; token < TOKENS; token++) {
                                    ask(ec2, creation, round + "-" + token, made, refusals);
                                }
                            } catch (UncheckedIOException e) {
                                // The kill.
                            }
                        });
            }
            clients.shutdown();
            Wait.until("something is made", Duration.ofSeconds(60), () -> made.size() > 1);
            cloud.kill();
            assertTrue(clients.awaitTermination(60, TimeUnit.SECONDS));
            cloud.up();
            repeat(cloud, creation, round, made, refusals);
            assertEquals(List.of(), List.copyOf(refusals));
            assertEquals(TOKENS, made.size(), creation.action());
            made.forEach((token, ids) -> assertEquals(1, ids.size(), token + " made " + ids));
            for (String token : made.keySet()) {
                assertEquals(creation.count(), existing(cloud.ec2(), creation, token), token);
            }
            othersAreRefused(cloud.ec2(), creation, round + "-0");
        }
    }

    private static void repeat(
            Cloud cloud,
            Creation creation,
            String round,
            Map<String, Set<String>> made,
            Queue<Answer> refusals)
            throws InterruptedException {
        ExecutorService clients = Executors.newFixedThreadPool(REPEATS);
        for (int i = 0; i < REPEATS; i++) {
            Client ec2 = cloud.ec2();
            clients.execute(
                    () -> {
                        for (int token = 0; token < TOKENS; token++) {
                            ask(ec2, creation, round + "-" + token, made, refusals);
                        }
                    });
        }
        clients.shutdown();
        assertTrue(clients.awaitTermination(90, TimeUnit.SECONDS));
    }

    private static void ask(
            Client ec2,
            Creation creation,
            String token,
            Map<String, Set<String>> made,
            Queue<Answer> refusals) {
        Answer answer = ec2.query(form(creation, token));
        if (answer.status() == 200) {
            // All that one answer names, together.
            made.computeIfAbsent(token, unused -> ConcurrentHashMap.newKeySet())
                    .add(String.valueOf(new ArrayList<>(answer.all(creation.element()))));
        } else if (answer.status() != 503) {
            refusals.add(answer);
        }
    }

    private static Map<String, String> form(Creation creation, String token) {
        Map<String, String> form = new LinkedHashMap<>(creation.parameters());
        form.put("Action", creation.action());
        form.put("Version", "2016-11-15");
        form.put("ClientToken", token);
        form.put("TagSpecification.1.ResourceType", creation.tagged());
        form.put("TagSpecification.1.Tag.1.Key", "token");
        form.put("TagSpecification.1.Tag.1.Value", token);
        return form;
    }

    /** Counts what there is, whatever the answers said. */
    private static int existing(Client ec2, Creation creation, String token) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("Action", "DescribeTags");
        form.put("Version", "2016-11-15");
        form.put("Filter.1.Name", "tag:token");
        form.put("Filter.1.Value.1", token);
        form.put("Filter.2.Name", "resource-type");
        form.put("Filter.2.Value.1", creation.tagged());
        return ec2.query(form).ok().all("resourceId").size();
    }

    private static void othersAreRefused(Client ec2, Creation creation, String token) {
        Map<String, String> other = form(creation, token);
        other.put("TagSpecification.1.Tag.1.Key", "another");
        Answer answer = ec2.query(other);
        assertEquals("IdempotentParameterMismatch", answer.text("Code"), answer.toString());
    }

    private static List<Creation> creations(Cloud cloud) {
        return List.of(
                new Creation(
                        "RunInstances",
                        "instance",
                        "instanceId",
                        2,
                        Map.of(
                                "ImageId",
                                cloud.image("machine"),
                                "InstanceType",
                                "m1.tiny",
                                "MinCount",
                                "2",
                                "MaxCount",
                                "2")),
                new Creation(
                        "CreateVolume",
                        "volume",
                        "volumeId",
                        1,
                        Map.of("AvailabilityZone", "nova", "Size", "1")));
    }
}
