package io.nova.itests.bench;

import io.nova.itests.cloud.Cloud;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prints what the cloud does, and what it does as a part of what lies beneath it. */
final class Bench implements AutoCloseable {

    private static final int MANY = 32;
    private static final int FEW = 8;

    /** More requests would only cost the client memory. */
    private static final int DIFFERENT = 1000;

    private static final Pattern INSTANCE = Pattern.compile("<instanceId>(i-[0-9a-f]+)<");

    private final Cloud cloud = Cloud.simulated("bench").set("NOVA_JAVA_OPTS", "");
    private final double seconds;

    private Bench(double seconds) {
        this.seconds = seconds;
    }

    /**
     * Takes the seconds of each measurement, and what to measure: start, describe, pages, s3, run,
     * ready, bus, herd, stores, fleet, cell.
     */
    public static void main(String[] args) throws Exception {
        List<String> what = List.of(args).subList(1, args.length);
        if (what.contains("ready")) {
            ReadyRound.run();
        }
        if (what.contains("bus")) {
            BusRound.run(Double.parseDouble(args[0]));
        }
        if (what.contains("herd")) {
            HerdRound.run();
        }
        if (what.contains("stores")) {
            StoresRound.run(Double.parseDouble(args[0]));
        }
        if (what.contains("fleet")) {
            FleetRound.run(Double.parseDouble(args[0]));
        }
        if (what.contains("cell")) {
            CellRound.run();
        }
        if (!List.of("ready", "bus", "herd", "stores", "fleet", "cell").containsAll(what)) {
            pretended(Double.parseDouble(args[0]), what);
        }
    }

    private static void pretended(double seconds, List<String> what) throws Exception {
        try (Bench bench = new Bench(seconds)) {
            bench.prepare();
            if (what.contains("start")) {
                new StartRound(bench.cloud).run();
            } else {
                bench.cloud.up();
            }
            if (what.contains("describe")) {
                bench.describe(1_000);
                bench.describe(10_000);
            }
            if (what.contains("pages")) {
                bench.pages(10_000);
            }
            if (what.contains("s3")) {
                new S3Round(bench.cloud, seconds).run();
            }
            if (what.contains("run")) {
                new RunRound(bench.cloud, 8, 1, seconds).run();
                // Few requests, and a short round: addresses end.
                new RunRound(bench.cloud, 2, 100, Math.min(seconds, 1)).run();
            }
            print(
                    "resident memory, after load",
                    "%.0f MB",
                    Processor.residentMib(bench.cloud.pid()));
        }
    }

    private void prepare() {
        plenty(cloud);
        // Pretended guests cost nothing here: what is measured is the cloud.
        cloud.configure(
                "io.nova.driver.hypervisor.simulated",
                "vcpus = 1000000",
                "memoryMib = 2000000000",
                "diskGib = 2000000000");
    }

    /** Lets clients ask as fast as they can, and have as much as they like. */
    static Cloud plenty(Cloud cloud) {
        return cloud.withoutRequestLimits()
                .configure(
                        "io.nova.manager.identity.quotas",
                        "instances = 1000000",
                        "cores = 1000000");
    }

    private void describe(int count) throws Exception {
        one(instances(count));
    }

    private void one(List<String> ids) throws Exception {
        round().run(
                        "one of " + ids.size(),
                        MANY,
                        each(ids, id -> requests().describe("&InstanceId.1=" + id)));
    }

    /** One instance, by its id and by a tag, a page and all. */
    private void pages(int count) throws Exception {
        List<String> ids = instances(count);
        one(ids);
        try (Connection connection = new Connection(ec2())) {
            for (byte[] request : each(ids, id -> requests().tag(id, "of", id))) {
                connection.skim(request);
            }
        }
        settle();
        String byTag = "&Filter.1.Name=tag:of&Filter.1.Value.1=";
        round().run("by tag, of " + count, MANY, each(ids, id -> requests().describe(byTag + id)));
        round().run(
                        "a page of 100 of " + count,
                        FEW,
                        List.of(requests().describe("&MaxResults=100")));
        double before = Processor.residentMib(cloud.pid());
        round().run("all " + count, FEW, List.of(requests().describe("")));
        print("  resident memory, before", "%.0f MB", before);
        print("  resident memory, after", "%.0f MB", Processor.residentMib(cloud.pid()));
    }

    private DescribeRound round() {
        return new DescribeRound(ec2(), cloud.pid(), seconds);
    }

    private static List<byte[]> each(List<String> ids, Function<String, byte[]> request) {
        return ids.stream().limit(DIFFERENT).map(request).toList();
    }

    /** Runs instances until there are so many; returns the ids. */
    private List<String> instances(int count) throws Exception {
        List<String> ids = new ArrayList<>();
        try (Connection connection = new Connection(ec2())) {
            byte[] request = runs(100);
            while (ids.size() < count) {
                Matcher found = INSTANCE.matcher(connection.send(request).ok().text());
                while (found.find()) {
                    ids.add(found.group(1));
                }
            }
        }
        settle();
        return ids;
    }

    private void settle() throws Exception {
        new Settling(requests(), cloud.pid(), Duration.ofMinutes(10)).await();
    }

    private Requests requests() {
        return Requests.of(cloud);
    }

    private byte[] runs(int count) {
        return requests().run(cloud.image("machine"), count);
    }

    private URI ec2() {
        return cloud.endpoint("ec2");
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
