package io.nova.itests.bench;

import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One controller on Redis and RabbitMQ, with many hosts that are pretended: what it places, and how
 * soon RunInstances answers. All of them share this machine.
 */
final class FleetRound {

    private static final int FEW = 10;
    private static final int MANY = 10_000;
    private static final int CLIENTS = 8;

    private final FleetCloud fleet;
    private final int hosts;
    private final double seconds;

    private FleetRound(FleetCloud fleet, int hosts, double seconds) {
        this.fleet = fleet;
        this.hosts = hosts;
        this.seconds = seconds;
    }

    /**
     * Measures and prints.
     *
     * @param seconds of each round
     */
    static void run(double seconds) throws Exception {
        if (!FleetCloud.isPossible()) {
            System.out.println("no fleet: apt-get install redis-server rabbitmq-server");
            return;
        }
        try (FleetCloud fleet = FleetCloud.start(FEW)) {
            FleetRound round = new FleetRound(fleet, FEW, seconds);
            round.describe();
            round.launch();
        }
        try (FleetCloud fleet = FleetCloud.start(MANY)) {
            new FleetRound(fleet, MANY, seconds).launch();
        }
    }

    private void describe() throws Exception {
        Requests requests = Requests.of(fleet.cloud());
        Queue<String> launched = new ConcurrentLinkedQueue<>();
        byte[] hundred = requests.run(fleet.cloud().image("machine"), 100);
        try (LaunchWorker worker = new LaunchWorker(requests, hundred, launched)) {
            for (int i = 0; i < 5; i++) {
                worker.step();
            }
        }
        DescribeRound round = new DescribeRound(requests.ec2(), fleet.cloud().pid(), seconds);
        round.run(
                "one of " + launched.size() + ", on Redis",
                4 * CLIENTS,
                launched.stream().map(id -> requests.describe("&InstanceId.1=" + id)).toList());
        round.run(
                "a page of 100, on Redis", CLIENTS, List.of(requests.describe("&MaxResults=100")));
    }

    private void launch() throws Exception {
        round(1);
        round(1);
        print("RunInstances of 1", round(1), 1);
        print("RunInstances of 20", round(20), 20);
        System.out.printf(
                Locale.ROOT,
                "  the %,d hosts made %,d calls by then, of which %,d failed; the controller has"
                        + " %.0f MB%n",
                hosts,
                fleet.fleet().calls(),
                fleet.fleet().faults(),
                Processor.residentMib(fleet.cloud().pid()));
    }

    private Load.Result round(int count) throws Exception {
        Requests requests = Requests.of(fleet.cloud());
        byte[] request = requests.run(fleet.cloud().image("machine"), count);
        Queue<String> launched = new ConcurrentLinkedQueue<>();
        return Load.run(CLIENTS, seconds, () -> new LaunchWorker(requests, request, launched));
    }

    private void print(String what, Load.Result result, int count) {
        System.out.printf(
                Locale.ROOT,
                "%s, %d clients, %,d hosts, Redis and RabbitMQ   %,.0f instances/s, half within"
                        + " %.1f ms, 99 of 100 within %.1f ms%n",
                what,
                CLIENTS,
                hosts,
                result.rate() * count,
                result.millis(0.5),
                result.millis(0.99));
    }
}
