package io.nova.itests.bench;

import io.nova.itests.cloud.Cloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * RunInstances, against the state store alone with the same transactions, in turns. What a round
 * has launched is terminated after it, so that every round finds the same cloud.
 */
final class RunRound {

    private static final int ROUNDS = 3;

    /** The compilers are done when a round is hardly faster than the best one before it, twice. */
    private static final double HARDLY = 1.05;

    private static final int MOST_TO_WARM = 12;
    private static final int TERMINATED_AT_ONCE = 100;

    private final Cloud cloud;
    private final Requests requests;
    private final int clients;
    private final int count;
    private final double seconds;

    private record Rate(double perSecond, double millis, double micros) {}

    /**
     * @param count instances in a request
     * @param seconds of each round
     */
    RunRound(Cloud cloud, int clients, int count, double seconds) {
        this.cloud = cloud;
        this.requests = Requests.of(cloud);
        this.clients = clients;
        this.count = count;
        this.seconds = seconds;
    }

    /** Measures and prints. */
    void run() throws Exception {
        warmUp();
        List<Double> rates = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        List<Double> late = new ArrayList<>();
        List<Double> spent = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            double store = store() * count;
            Rate ours = round();
            rates.add(ours.perSecond());
            ratios.add(ours.perSecond() / store);
            late.add(ours.millis());
            spent.add(ours.micros());
        }
        System.out.printf(
                Locale.ROOT,
                "RunInstances of %d, %d clients%n"
                        + "  the cloud     %6.0f instances/s, 99 of 100 within %.1f ms,"
                        + " %.0f us of processor each%n"
                        + "  of the store  %6.2f, of %s%n",
                count,
                clients,
                Load.median(rates),
                Load.median(late),
                Load.median(spent),
                Load.median(ratios),
                ratios.stream().map(r -> String.format(Locale.ROOT, "%.2f", r)).toList());
    }

    private void warmUp() throws Exception {
        double best = 0;
        int level = 0;
        for (int i = 0; i < MOST_TO_WARM && level < 2; i++) {
            double rate = round().perSecond();
            level = rate < best * HARDLY ? level + 1 : 0;
            best = Math.max(best, rate);
        }
    }

    private Rate round() throws Exception {
        byte[] request = requests.run(cloud.image("machine"), count);
        Queue<String> launched = new ConcurrentLinkedQueue<>();
        double before = Processor.seconds(cloud.pid());
        Load.Result result =
                Load.run(clients, seconds, () -> new LaunchWorker(requests, request, launched));
        double spent = Processor.seconds(cloud.pid()) - before;
        settle();
        terminate(List.copyOf(launched));
        settle();
        return new Rate(result.rate() * count, result.millis(0.99), spent * 1e6 / launched.size());
    }

    private void terminate(List<String> ids) throws IOException {
        try (Connection connection = new Connection(requests.ec2())) {
            for (int from = 0; from < ids.size(); from += TERMINATED_AT_ONCE) {
                StringBuilder form =
                        new StringBuilder("Action=TerminateInstances&Version=2016-11-15");
                int number = 1;
                for (String id :
                        ids.subList(from, Math.min(ids.size(), from + TERMINATED_AT_ONCE))) {
                    form.append("&InstanceId.").append(number++).append('=').append(id);
                }
                connection.send(requests.signed(form.toString())).ok();
            }
        }
    }

    private void settle() throws Exception {
        new Settling(requests, cloud.pid(), Duration.ofMinutes(10)).await();
    }

    private double store() throws Exception {
        Path folder = Files.createTempDirectory(cloud.home(), "store");
        try (Child child =
                new Child(
                        StoreRate.class,
                        folder.toString(),
                        Integer.toString(clients),
                        Integer.toString(count),
                        Double.toString(seconds))) {
            return Double.parseDouble(child.line().split(" ", 2)[0]);
        }
    }
}
