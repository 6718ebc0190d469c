package io.nova.itests.karaf;

import io.nova.itests.cloud.Answer;
import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that run instances, see them run and terminate them, until told to stop. */
final class Load implements AutoCloseable {

    private static final int KEEP_EVERY = 5;

    private final Cloud cloud;
    private final String image;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> kept = new ConcurrentLinkedQueue<>();
    private final Queue<String> terminated = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final ExecutorService clients;
    private volatile boolean stopped;

    Load(Cloud cloud, int count) {
        this.cloud = cloud;
        image = cloud.image("machine");
        clients = Executors.newFixedThreadPool(count);
        for (int i = 0; i < count; i++) {
            clients.execute(this::work);
        }
    }

    private void work() {
        Client ec2 = cloud.ec2();
        int number = 0;
        try {
            while (!stopped) {
                String id =
                        call(
                                        ec2,
                                        "RunInstances",
                                        "ImageId",
                                        image,
                                        "InstanceType",
                                        "m1.tiny",
                                        "MinCount",
                                        "1",
                                        "MaxCount",
                                        "1")
                                .text("instanceId");
                acknowledged.incrementAndGet();
                Wait.until(
                        id + " running",
                        Duration.ofSeconds(60),
                        () ->
                                call(ec2, "DescribeInstances", "InstanceId.1", id)
                                        .body()
                                        .contains("<name>running</name>"));
                number++;
                if (number % KEEP_EVERY == 0) {
                    kept.add(id);
                } else {
                    call(ec2, "TerminateInstances", "InstanceId.1", id);
                    terminated.add(id);
                }
            }
        } catch (RuntimeException | AssertionError e) {
            failures.add(e.toString());
        }
    }

    private Answer call(Client ec2, String action, String... parameters) {
        Answer answer = ec2.call(action, parameters);
        calls.incrementAndGet();
        return answer.ok();
    }

    /** Waits until that many more calls were answered. */
    void awaitCalls(int more) {
        int goal = calls.get() + more;
        Wait.until(
                more + " more calls",
                Duration.ofSeconds(60),
                () -> calls.get() >= goal || !failures.isEmpty());
    }

    int calls() {
        return calls.get();
    }

    /** Returns how many instances the API promised. */
    int acknowledged() {
        return acknowledged.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    List<String> kept() {
        return List.copyOf(kept);
    }

    List<String> terminated() {
        return List.copyOf(terminated);
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        clients.shutdown();
        if (!clients.awaitTermination(90, TimeUnit.SECONDS)) {
            failures.add("clients do not end");
        }
    }
}
