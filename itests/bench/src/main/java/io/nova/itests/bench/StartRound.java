package io.nova.itests.bench;

import io.nova.itests.cloud.Cloud;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The time from {@code ./nova up} of a cloud that was up before to its first good answer to a
 * signed request. The first start of all is told apart: it unpacks, resolves and has no archive of
 * classes yet.
 */
final class StartRound {

    private static final int STARTS = 7;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    /** The agents have looked around by then. */
    private static final Duration IDLE = Duration.ofSeconds(15);

    private final Cloud cloud;

    /** Seconds to the first answer, until {@code up} returned, and of processor until then. */
    private record Start(double answer, double up, double processor, double resident) {}

    /**
     * @param cloud not started yet
     */
    StartRound(Cloud cloud) {
        this.cloud = cloud;
    }

    /**
     * Starts the cloud as often as needed, prints, and leaves it running.
     *
     * @throws AssertionError if the cloud does not come up
     */
    void run() throws Exception {
        Start first = start();
        List<Start> starts = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            cloud.nova("down").ok();
            starts.add(start());
        }
        Thread.sleep(IDLE.toMillis());
        System.out.printf(
                Locale.ROOT,
                "start, of an installed cloud%n"
                        + "  first signed answer after %.2f s, of %s%n"
                        + "  up has returned after     %.2f s%n"
                        + "  processor until then      %.2f s%n"
                        + "  resident then            %.0f MB, idle %.0f MB%n"
                        + "start, the first one, without a build%n"
                        + "  first signed answer after %.2f s; up has returned, with images, after %.2f s%n",
                median(starts.stream().map(Start::answer).toList()),
                starts.stream().map(s -> String.format(Locale.ROOT, "%.2f", s.answer())).toList(),
                median(starts.stream().map(Start::up).toList()),
                median(starts.stream().map(Start::processor).toList()),
                median(starts.stream().map(Start::resident).toList()),
                Processor.residentMib(cloud.pid()),
                first.answer(),
                first.up());
    }

    private Start start() throws Exception {
        long begin = System.nanoTime();
        CompletableFuture<Void> up = CompletableFuture.runAsync(cloud::up);
        while (!answers()) {
            if (up.isCompletedExceptionally() || seconds(begin) > LIMIT.toSeconds()) {
                up.getNow(null);
                throw new AssertionError("no signed answer within " + LIMIT.toSeconds() + " s");
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
        double answer = seconds(begin);
        try {
            up.join();
        } catch (CompletionException e) {
            throw new AssertionError("up failed although the cloud answers", e);
        }
        double took = seconds(begin);
        return new Start(
                answer, took, Processor.seconds(cloud.pid()), Processor.residentMib(cloud.pid()));
    }

    private boolean answers() {
        // The first start of all makes the key only when it is about to answer.
        if (!Files.exists(cloud.home().resolve("secrets/admin.credentials"))) {
            return false;
        }
        Requests requests = Requests.of(cloud);
        try (Connection connection = new Connection(requests.ec2())) {
            return connection.send(requests.describe("")).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static double median(List<Double> values) {
        return Load.median(values);
    }
}
