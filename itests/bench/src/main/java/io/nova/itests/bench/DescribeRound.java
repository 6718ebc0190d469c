package io.nova.itests.bench;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A DescribeInstances, against a Jetty that answers the same bytes and does nothing else: the same
 * client, the same options of the virtual machine, in turns, both warm.
 */
final class DescribeRound {

    private static final int ROUNDS = 5;

    /** The compilers are done when a step is hardly faster than the best one before it, twice. */
    private static final double WARM_STEP_SECONDS = 5;

    private static final double HARDLY = 1.03;
    private static final int MOST_STEPS = 40;

    private final URI ec2;
    private final long pid;
    private final double seconds;

    /** Requests per second, the time within which 99 of 100 end, and what one costs the server. */
    private record Rate(double perSecond, double millis, double micros) {}

    /**
     * @param ec2 the cloud's
     * @param pid the cloud's process, which must be at rest
     * @param seconds of each round
     */
    DescribeRound(URI ec2, long pid, double seconds) {
        this.ec2 = ec2;
        this.pid = pid;
        this.seconds = seconds;
    }

    /**
     * Measures and prints.
     *
     * @param what is measured
     * @param clients how many ask at once
     * @param sent what they ask, in turns; the answers are about as long as the first one
     */
    void run(String what, int clients, List<byte[]> sent) throws Exception {
        Path body = Files.createTempFile("body", ".xml");
        try (Connection connection = new Connection(ec2)) {
            Files.write(body, connection.send(sent.get(0)).ok().body());
        }
        long length = Files.size(body);
        List<Rate> cloud = new ArrayList<>();
        List<Rate> empty = new ArrayList<>();
        try (Child jetty = new Child(EmptyJetty.class, body.toString())) {
            URI other = URI.create("http://127.0.0.1:" + jetty.line());
            warmUp(other, clients, sent);
            warmUp(ec2, clients, sent);
            for (int i = 0; i < ROUNDS; i++) {
                empty.add(rate(other, clients, jetty.pid(), sent));
                cloud.add(rate(ec2, clients, pid, sent));
            }
        } finally {
            Files.delete(body);
        }
        print(what + ", " + clients + " clients", length, cloud, empty);
    }

    /** A cold server competes with its own compilers for the processors, for a minute and more. */
    private static void warmUp(URI server, int clients, List<byte[]> sent) throws Exception {
        double best = 0;
        int level = 0;
        for (int i = 0; i < MOST_STEPS && level < 2; i++) {
            double rate = Load.run(clients, WARM_STEP_SECONDS, Sender.of(server, sent)).rate();
            level = rate < best * HARDLY ? level + 1 : 0;
            best = Math.max(best, rate);
        }
    }

    private Rate rate(URI server, int clients, long process, List<byte[]> sent) throws Exception {
        double before = Processor.seconds(process);
        Load.Result result = Load.run(clients, seconds, Sender.of(server, sent));
        double spent = Processor.seconds(process) - before;
        return new Rate(result.rate(), result.millis(0.99), spent * 1e6 / result.nanos().length);
    }

    private static void print(String what, long length, List<Rate> cloud, List<Rate> empty) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            ratios.add(cloud.get(i).perSecond() / empty.get(i).perSecond());
        }
        System.out.printf(
                Locale.ROOT,
                "DescribeInstances, %s, %d bytes%n"
                        + "  the cloud     %6.0f /s, 99 of 100 within %5.1f ms, %4.0f us of processor each%n"
                        + "  empty Jetty   %6.0f /s, 99 of 100 within %5.1f ms, %4.0f us of processor each%n"
                        + "  ratio         %6.2f, of %s%n",
                what,
                length,
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
