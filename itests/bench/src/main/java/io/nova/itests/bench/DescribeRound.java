package io.nova.itests.bench;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * DescribeInstances of one instance, against a Jetty that answers the same bytes and does nothing
 * else: the same client, the same options of the virtual machine, in turns, both warm.
 */
final class DescribeRound {

    private static final int CLIENTS = 32;
    private static final int ROUNDS = 5;

    /** The compilers are done when a step is hardly faster than the best one before it, twice. */
    private static final double WARM_STEP_SECONDS = 5;

    private static final double HARDLY = 1.03;
    private static final int MOST_STEPS = 40;

    /** More of them would only cost the client memory. */
    private static final int DIFFERENT = 1000;

    private final Requests requests;
    private final long pid;
    private final double seconds;

    /** Requests per second, the time within which 99 of 100 end, and what one costs the server. */
    private record Rate(double perSecond, double millis, double micros) {}

    /**
     * @param pid the cloud's process, which must be at rest
     * @param seconds of each round
     */
    DescribeRound(Requests requests, long pid, double seconds) {
        this.requests = requests;
        this.pid = pid;
        this.seconds = seconds;
    }

    /** Measures and prints, with these instances in the cloud. */
    void run(List<String> ids) throws Exception {
        List<byte[]> ours =
                ids.stream()
                        .limit(DIFFERENT)
                        .map(id -> requests.describe("&InstanceId.1=" + id))
                        .toList();
        Path body = Files.createTempFile("body", ".xml");
        try (Connection connection = new Connection(requests.ec2())) {
            Files.write(body, connection.send(ours.get(0)).ok().body());
        }
        List<Rate> cloud = new ArrayList<>();
        List<Rate> empty = new ArrayList<>();
        try (Child jetty = new Child(EmptyJetty.class, body.toString())) {
            URI other = URI.create("http://127.0.0.1:" + jetty.line());
            warmUp(other, ours);
            warmUp(requests.ec2(), ours);
            for (int i = 0; i < ROUNDS; i++) {
                empty.add(rate(other, jetty.pid(), ours));
                cloud.add(rate(requests.ec2(), pid, ours));
            }
        } finally {
            Files.delete(body);
        }
        print(ids.size(), cloud, empty);
    }

    /** A cold server competes with its own compilers for the processors, for a minute and more. */
    private static void warmUp(URI server, List<byte[]> sent) throws Exception {
        double best = 0;
        int level = 0;
        for (int i = 0; i < MOST_STEPS && level < 2; i++) {
            double rate = Load.run(CLIENTS, WARM_STEP_SECONDS, Sender.of(server, sent)).rate();
            level = rate < best * HARDLY ? level + 1 : 0;
            best = Math.max(best, rate);
        }
    }

    private Rate rate(URI server, long process, List<byte[]> sent) throws Exception {
        double before = Processor.seconds(process);
        Load.Result result = Load.run(CLIENTS, seconds, Sender.of(server, sent));
        double spent = Processor.seconds(process) - before;
        return new Rate(result.rate(), result.millis(0.99), spent * 1e6 / result.nanos().length);
    }

    private static void print(int instances, List<Rate> cloud, List<Rate> empty) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            ratios.add(cloud.get(i).perSecond() / empty.get(i).perSecond());
        }
        System.out.printf(
                Locale.ROOT,
                "DescribeInstances, one of %d%n"
                        + "  the cloud     %6.0f /s, 99 of 100 within %5.1f ms, %4.0f us of processor each%n"
                        + "  empty Jetty   %6.0f /s, 99 of 100 within %5.1f ms, %4.0f us of processor each%n"
                        + "  ratio         %6.2f, of %s%n",
                instances,
                median(cloud, Rate::perSecond),
                median(cloud, Rate::millis),
                median(cloud, Rate::micros),
                median(empty, Rate::perSecond),
                median(empty, Rate::millis),
                median(empty, Rate::micros),
                Load.median(ratios),
                ratios.stream().map(r -> String.format(Locale.ROOT, "%.2f", r)).toList());
    }

    private static double median(List<Rate> rates, ToDoubleFunction<Rate> figure) {
        return Load.median(rates.stream().mapToDouble(figure).boxed().toList());
    }
}
