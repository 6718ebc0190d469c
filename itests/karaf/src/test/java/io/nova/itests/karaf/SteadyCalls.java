package io.nova.itests.karaf;

import io.nova.itests.cloud.Answer;
import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Wait;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that read and write what needs no host of instances, until told to stop or until there is
 * no server: a connection that nobody takes is the end, anything else a failure.
 */
final class SteadyCalls implements AutoCloseable {

    private final Cloud cloud;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final ExecutorService clients;
    private volatile boolean stopped;

    SteadyCalls(Cloud cloud, int count) {
        this.cloud = cloud;
        cloud.s3().send("PUT", "/steady", new byte[0]);
        clients = Executors.newFixedThreadPool(count);
        running.set(count);
        for (int i = 0; i < count; i++) {
            // What an earlier one left must not be in the way.
            String name = "steady-%d-%d".formatted(i, System.nanoTime());
            clients.execute(() -> work(name));
        }
    }

    private void work(String name) {
        Client ec2 = cloud.ec2();
        Client s3 = cloud.s3();
        // More than is kept in the object's record.
        byte[] body = name.repeat(4_000).getBytes(StandardCharsets.UTF_8);
        try {
            while (!stopped) {
                String[] group = {"GroupName", name, "GroupDescription", "comes and goes"};
                String id = check(ec2.call("CreateSecurityGroup", group)).text("groupId");
                check(ec2.call("DescribeInstances"));
                check(s3.send("PUT", "/steady/" + name, body));
                check(s3.send("GET", "/steady/" + name, new byte[0]));
                check(ec2.call("DescribeVolumes"));
                check(ec2.call("DeleteSecurityGroup", "GroupId", id));
            }
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof ConnectException)) {
                failures.add(e.toString());
            }
        } catch (RuntimeException | AssertionError e) {
            failures.add(e.toString());
        } finally {
            running.decrementAndGet();
        }
    }

    private Answer check(Answer answer) {
        answer.ok();
        calls.incrementAndGet();
        return answer;
    }

    /** Waits until that many more calls were answered. */
    void awaitCalls(int more) {
        int goal = calls.get() + more;
        Wait.until(
                more + " more calls",
                Duration.ofSeconds(60),
                () -> calls.get() >= goal || running.get() == 0 || !failures.isEmpty());
    }

    /** Waits until no client finds a server. */
    void awaitEnd() {
        Wait.until("no server", Duration.ofSeconds(60), () -> running.get() == 0);
    }

    int calls() {
        return calls.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Returns when every call is answered. */
    void stop() throws InterruptedException {
        stopped = true;
        clients.shutdown();
        if (!clients.awaitTermination(60, TimeUnit.SECONDS)) {
            failures.add("clients do not end");
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
