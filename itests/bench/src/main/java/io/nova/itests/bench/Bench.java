package io.nova.itests.bench;

import io.nova.itests.cloud.Cloud;
import io.nova.model.AccessKeyId;
import io.nova.model.Secret;
import io.nova.sigv4.Header;
import io.nova.sigv4.PayloadHash;
import io.nova.sigv4.RequestHead;
import io.nova.sigv4.SigV4Signer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prints what the cloud does, and what it does as a part of what lies beneath it. */
final class Bench implements AutoCloseable {

    private static final int ROUNDS = 3;
    private static final Pattern INSTANCE = Pattern.compile("<instanceId>(i-[0-9a-f]+)<");

    private final Cloud cloud = Cloud.simulated("bench");
    private final double seconds;

    private Bench(double seconds) {
        this.seconds = seconds;
    }

    /** Takes the seconds of each measurement, and what to measure: start, describe, run. */
    public static void main(String[] args) throws Exception {
        List<String> what = List.of(args).subList(1, args.length);
        try (Bench bench = new Bench(Double.parseDouble(args[0]))) {
            bench.prepare();
            if (what.contains("start")) {
                bench.start();
            }
            print("resident memory, idle", "%.0f MB", bench.resident());
            if (what.contains("describe")) {
                bench.describe(1_000);
                bench.describe(10_000);
            }
            if (what.contains("run")) {
                bench.runOne();
                bench.runMany();
            }
            print("resident memory, after load", "%.0f MB", bench.resident());
        }
    }

    private void prepare() {
        cloud.configure(
                "io.nova.manager.identity.quotas", "instances = 1000000", "cores = 1000000");
        // Pretended guests cost nothing here: what is measured is the cloud.
        cloud.configure(
                "io.nova.driver.hypervisor.simulated",
                "vcpus = 1000000",
                "memoryMib = 2000000000",
                "diskGib = 2000000000");
        cloud.up();
    }

    private void start() throws Exception {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            cloud.nova("down").ok();
            long begin = System.nanoTime();
            Thread up = new Thread(cloud::up, "nova up");
            up.start();
            byte[] request = signed("Action=DescribeInstances&Version=2016-11-15");
            while (status(request) != 200) {
                Thread.sleep(10);
            }
            times.add((System.nanoTime() - begin) / 1e9);
            up.join();
        }
        print("start to first signed answer", "%.2f s", Load.median(times));
        print(
                "  longest of " + times.size(),
                "%.2f s",
                times.stream().mapToDouble(t -> t).max().orElseThrow());
        // Idle is what it is after the agents have looked around.
        Thread.sleep(15_000);
    }

    private int status(byte[] request) {
        try (Connection connection = new Connection(ec2())) {
            return connection.send(request).status();
        } catch (IOException e) {
            return 0;
        }
    }

    private void describe(int instances) throws Exception {
        List<String> ids = instances(instances);
        List<byte[]> requests =
                ids.stream()
                        .limit(1000)
                        .map(
                                id ->
                                        signed(
                                                "Action=DescribeInstances&Version=2016-11-15"
                                                        + "&InstanceId.1="
                                                        + id))
                        .toList();
        Path body = cloud.home().resolve("body");
        try (Connection connection = new Connection(ec2())) {
            Files.write(body, ok(connection.send(requests.get(0))).body());
        }
        try (Child jetty = new Child(EmptyJetty.class, body.toString())) {
            URI empty = URI.create("http://127.0.0.1:" + jetty.line());
            List<Double> ours = new ArrayList<>();
            List<Double> ratios = new ArrayList<>();
            for (int i = -1; i < ROUNDS; i++) {
                Load.Result cloudRate = Load.run(32, seconds, workers(ec2(), requests));
                Load.Result jettyRate = Load.run(32, seconds, workers(empty, requests));
                if (i >= 0) {
                    ours.add(cloudRate.rate());
                    ratios.add(cloudRate.rate() / jettyRate.rate());
                }
            }
            print("DescribeInstances, one of " + instances, "%.0f /s", Load.median(ours));
            print("  of an empty Jetty handler", "%.2f", Load.median(ratios));
        }
    }

    /** Runs instances until there are so many; returns the ids. */
    private List<String> instances(int count) throws Exception {
        List<String> ids = new ArrayList<>();
        try (Connection connection = new Connection(ec2())) {
            byte[] request = runs(100);
            while (ids.size() < count) {
                Matcher found =
                        INSTANCE.matcher(
                                new String(
                                        ok(connection.send(request)).body(),
                                        StandardCharsets.UTF_8));
                while (found.find()) {
                    ids.add(found.group(1));
                }
            }
        }
        settle();
        return ids;
    }

    /** Waits until no host has work: else a measurement pays for the one before. */
    private void settle() throws Exception {
        long before = processor();
        for (int i = 0; i < 60; i++) {
            Thread.sleep(1000);
            long now = processor();
            if (now - before < 10) {
                return;
            }
            before = now;
        }
    }

    private void runOne() throws Exception {
        byte[] request = runs(1);
        List<Double> ours = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        List<Double> late = new ArrayList<>();
        for (int i = -1; i < ROUNDS; i++) {
            double store = store(8, 1);
            Load.Result result = Load.run(8, seconds, workers(ec2(), List.of(request)));
            if (i >= 0) {
                ours.add(result.rate());
                ratios.add(result.rate() / store);
                late.add(result.millis(0.99));
            }
            settle();
        }
        print("RunInstances of 1, 8 clients", "%.0f /s", Load.median(ours));
        print("  of the store's own rate", "%.2f", Load.median(ratios));
        print("  99 of 100 within", "%.1f ms", Load.median(late));
    }

    private void runMany() throws Exception {
        byte[] request = runs(100);
        List<Double> ours = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int i = -1; i < ROUNDS; i++) {
            double store = store(2, 100) * 100;
            // Bounded by instances, not by time: addresses end.
            Load.Result result = Load.run(2, 1, workers(ec2(), List.of(request)));
            if (i >= 0) {
                ours.add(result.rate() * 100);
                ratios.add(result.rate() * 100 / store);
            }
            settle();
        }
        print("RunInstances of 100, 2 clients", "%.0f instances/s", Load.median(ours));
        print("  of the store's own rate", "%.2f", Load.median(ratios));
    }

    private double store(int clients, int count) throws Exception {
        Path folder = Files.createTempDirectory(cloud.home(), "store");
        try (Child child =
                new Child(
                        StoreRate.class,
                        folder.toString(),
                        Integer.toString(recordSize()),
                        Integer.toString(clients),
                        Integer.toString(count),
                        Double.toString(seconds))) {
            return Double.parseDouble(child.line().split(" ", 2)[0]);
        }
    }

    /** About what an instance takes in the store. */
    private static int recordSize() {
        return 1500;
    }

    private static Callable<Load.Worker> workers(URI server, List<byte[]> requests) {
        AtomicInteger next = new AtomicInteger();
        return () -> {
            Connection connection = new Connection(server);
            return new Load.Worker() {
                @Override
                public void step() throws IOException {
                    int at = (next.getAndIncrement() & Integer.MAX_VALUE) % requests.size();
                    ok(connection.send(requests.get(at)));
                }

                @Override
                public void close() throws IOException {
                    connection.close();
                }
            };
        };
    }

    private static Connection.Reply ok(Connection.Reply reply) {
        if (reply.status() != 200) {
            throw new IllegalStateException(
                    reply.status() + new String(reply.body(), StandardCharsets.UTF_8));
        }
        return reply;
    }

    private byte[] runs(int count) {
        return signed(
                "Action=RunInstances&Version=2016-11-15&InstanceType=m1.tiny&ImageId=%s&MinCount=%d&MaxCount=%d"
                        .formatted(cloud.image("machine"), count, count));
    }

    /** A signed request, ready to be sent as often as wanted within a quarter of an hour. */
    private byte[] signed(String form) {
        byte[] body = Connection.bytes(form);
        RequestHead head =
                new RequestHead(
                        "POST",
                        "/",
                        List.of(
                                new Header("Host", ec2().getRawAuthority()),
                                new Header("Content-Type", "application/x-www-form-urlencoded")));
        SigV4Signer signer =
                new SigV4Signer(
                        new AccessKeyId(cloud.credential("access_key")),
                        Secret.of(cloud.credential("secret_key")),
                        "nova",
                        "ec2");
        RequestHead whole = head.with(signer.sign(head, PayloadHash.of(body), Instant.now()));
        StringBuilder text = new StringBuilder("POST / HTTP/1.1\r\n");
        whole.headers()
                .forEach(
                        header ->
                                text.append(header.name())
                                        .append(": ")
                                        .append(header.value())
                                        .append("\r\n"));
        text.append("Content-Length: ").append(body.length).append("\r\n\r\n").append(form);
        return Connection.bytes(text.toString());
    }

    private URI ec2() {
        return cloud.endpoint("ec2");
    }

    private double resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + cloud.pid() + "/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum()
                / 1024.0;
    }

    /** Hundredths of a second that the cloud's process has had. */
    private long processor() throws IOException {
        String[] fields =
                Files.readString(Path.of("/proc/" + cloud.pid() + "/stat"))
                        .split("\\) ", 2)[1]
                        .split(" ", -1);
        return Arrays.stream(fields).skip(11).limit(2).mapToLong(Long::parseLong).sum();
    }

    private static void print(String what, String format, double value) {
        System.out.printf(
                Locale.ROOT, "%-40s %s%n", what, String.format(Locale.ROOT, format, value));
    }

    @Override
    public void close() {
        cloud.close();
    }
}
