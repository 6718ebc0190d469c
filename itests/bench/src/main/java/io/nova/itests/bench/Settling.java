package io.nova.itests.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Waits until a cloud has nothing to do: else a measurement pays for the one before. */
final class Settling {

    /** In these states an instance is on its way to another. */
    private static final String MOVING =
            "&Filter.1.Name=instance-state-name&Filter.1.Value.1=pending"
                    + "&Filter.1.Value.2=stopping&Filter.1.Value.3=shutting-down";

    private static final Pattern INSTANCE = Pattern.compile("<instanceId>");

    /** A cloud at rest looks around now and then; this is the part of a processor it may take. */
    private static final double REST = 0.1;

    private static final int CALM = 3;

    private final Requests requests;
    private final long pid;
    private final Duration limit;

    /**
     * @param pid the cloud's process
     * @param limit when to give up
     */
    Settling(Requests requests, long pid, Duration limit) {
        this.requests = requests;
        this.pid = pid;
        this.limit = limit;
    }

    /**
     * Returns once no instance is on its way and the cloud rests for some seconds.
     *
     * @throws IllegalStateException at the limit; says what still moves
     */
    void await() throws IOException, InterruptedException {
        await(REST);
    }

    /**
     * The same for a cloud that takes more than that while it rests, as one of many hosts does.
     *
     * @param rest the part of a processor
     */
    void await(double rest) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        int calm = 0;
        long moving = moving();
        double busy = 0;
        while (calm < CALM) {
            if (System.nanoTime() - begin > limit.toNanos()) {
                throw new IllegalStateException(
                        String.format(
                                Locale.ROOT,
                                "not at rest after %d s: %d instances are on their way, and the"
                                        + " process takes %.2f of a processor",
                                limit.toSeconds(),
                                moving,
                                busy));
            }
            double before = Processor.seconds(pid);
            Thread.sleep(1000);
            busy = Processor.seconds(pid) - before;
            moving = moving == 0 ? 0 : moving();
            calm = moving == 0 && busy < rest ? calm + 1 : 0;
        }
    }

    private long moving() throws IOException {
        try (Connection connection = new Connection(requests.ec2())) {
            String answer = connection.send(requests.describe(MOVING)).ok().text();
            return INSTANCE.matcher(answer).results().count();
        }
    }
}
