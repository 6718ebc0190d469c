package io.nova.itests.bench;

import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One controller on Redis and RabbitMQ, with many hosts that are pretended: what it places, and how
 * soon RunInstances answers. All of them share this machine.
 */
final class FleetRound {

    private static final int HOSTS = 10_000;
    private static final int CLIENTS = 8;

    private final FleetCloud fleet;
    private final double seconds;

    private FleetRound(FleetCloud fleet, double seconds) {
        this.fleet = fleet;
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
        try (FleetCloud fleet = FleetCloud.start(HOSTS)) {
            new FleetRound(fleet, seconds).measure();
        }
    }

    private void measure() throws Exception {
        round(1);
        round(1);
        print("RunInstances of 1", round(1), 1);
        print("RunInstances of 20", round(20), 20);
        System.out.printf(
                Locale.ROOT,
                "  the %,d hosts made %,d calls by then, of which %,d failed; the controller has"
                        + " %.0f MB%n",
                HOSTS,
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

    private static void print(String what, Load.Result result, int count) {
        System.out.printf(
                Locale.ROOT,
                "%s, %d clients, %,d hosts, Redis and RabbitMQ   %,.0f instances/s, half within"
                        + " %.1f ms, 99 of 100 within %.1f ms%n",
                what,
                CLIENTS,
                HOSTS,
                result.rate() * count,
                result.millis(0.5),
                result.millis(0.99));
    }
}
