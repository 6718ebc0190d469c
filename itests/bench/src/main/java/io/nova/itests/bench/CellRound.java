package io.nova.itests.bench;

import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * What a cell's engines carry: two thousand pretended hosts full of instances, on one Redis, one
 * RabbitMQ and one controller, while nobody asks anything.
 */
final class CellRound {

    private static final int HOSTS = 2_000;
    private static final int INSTANCES = 90_000;
    private static final int AT_ONCE = 100;
    private static final int CLIENTS = 4;

    /** Long enough for every host to look twice. */
    private static final int IDLE_SECONDS = 20;

    private final FleetCloud cell;

    private CellRound(FleetCloud cell) {
        this.cell = cell;
    }

    /** Measures and prints. */
    static void run() throws Exception {
        if (!FleetCloud.isPossible()) {
            System.out.println("no cell: apt-get install redis-server rabbitmq-server");
            return;
        }
        try (FleetCloud cell = FleetCloud.start(HOSTS)) {
            new CellRound(cell).measure();
        }
    }

    private void measure() throws Exception {
        long begin = System.nanoTime();
        fill();
        print(
                "instances launched in requests of 100",
                "%,.0f /s",
                INSTANCES * 1e9 / (System.nanoTime() - begin));
        long pid = cell.cloud().pid();
        new Settling(Requests.of(cell.cloud()), pid, java.time.Duration.ofMinutes(10)).await(0.5);
        long calls = cell.fleet().calls();
        long commands = cell.redis().number("total_commands_processed");
        double[] before = seconds(pid);
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        double[] after = seconds(pid);
        print(
                "calls over RabbitMQ",
                "%,.0f /s",
                (double) (cell.fleet().calls() - calls) / IDLE_SECONDS);
        print(
                "commands of Redis",
                "%,.0f /s",
                (double) (cell.redis().number("total_commands_processed") - commands)
                        / IDLE_SECONDS);
        print("processor of the controller", "%.2f", (after[0] - before[0]) / IDLE_SECONDS);
        print("processor of Redis", "%.2f", (after[1] - before[1]) / IDLE_SECONDS);
        print("processor of RabbitMQ", "%.2f", (after[2] - before[2]) / IDLE_SECONDS);
        print("memory of the controller", "%,.0f MB", Processor.residentMib(pid));
        print("memory of Redis", "%,.0f MB", cell.redis().number("used_memory") / 1048576.0);
        print("log of Redis", "%,.0f MB", cell.redis().number("aof_current_size") / 1048576.0);
        print("memory of RabbitMQ", "%,.0f MB", Processor.residentMib(cell.broker().pid()));
        print("calls of hosts that failed", "%,.0f", (double) cell.fleet().faults());
    }

    private double[] seconds(long pid) {
        return new double[] {
            Processor.seconds(pid),
            Processor.seconds(cell.redis().pid()),
            Processor.seconds(cell.broker().pid())
        };
    }

    private void fill() throws Exception {
        Requests requests = Requests.of(cell.cloud());
        byte[] request = requests.run(cell.cloud().image("machine"), AT_ONCE);
        Queue<String> launched = new ConcurrentLinkedQueue<>();
        while (launched.size() < INSTANCES) {
            Load.run(CLIENTS, 2, () -> new LaunchWorker(requests, request, launched));
        }
    }

    private static void print(String what, String format, double value) {
        System.out.printf(Locale.ROOT, "%-40s " + format + "%n", what, value);
    }
}
