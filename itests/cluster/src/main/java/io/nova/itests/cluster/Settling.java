package io.nova.itests.cluster;

import io.nova.itests.cloud.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks again for what nobody answered, and waits until all is as it was asked for. */
final class Settling {

    private static final long LOOK_SECONDS = 2;

    private final Ledger ledger;
    private final Ec2 ec2;

    Settling(Ledger ledger, Ec2 ec2) {
        this.ledger = ledger;
        this.ec2 = ec2;
    }

    /**
     * Makes certain what is not, by the same requests with the same tokens. What is refused now is
     * found by the verdict.
     */
    void askAgain() {
        ledger.openLaunches()
                .forEach(
                        (token, launch) -> {
                            var unused = InstanceRounds.launch(ec2, ledger, token, launch);
                        });
        for (String id : ledger.unsure()) {
            Answer answer =
                    ec2.call(action(ledger.wanted().get(id)), "InstanceId.1", id)
                            .orElseThrow(() -> new AssertionError("nobody answers about " + id));
            if (answer.status() == 200) {
                ledger.done(id);
            }
        }
        if (!ledger.openLaunches().isEmpty()) {
            throw new AssertionError("nobody answers about " + ledger.openLaunches());
        }
    }

    private static String action(@org.jspecify.annotations.Nullable String state) {
        return switch (String.valueOf(state)) {
            case "running" -> "StartInstances";
            case "stopped" -> "StopInstances";
            default -> "TerminateInstances";
        };
    }

    /** Returns what does not hold at the end, or nothing as soon as all does. */
    static List<String> await(Verdict verdict, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        List<String> wrong = verdict.now();
        while (!wrong.isEmpty() && System.nanoTime() < end) {
            TimeUnit.SECONDS.sleep(LOOK_SECONDS);
            wrong = verdict.now();
        }
        return wrong;
    }
}
