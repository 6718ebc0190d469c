package io.nova.itests.cluster;

import io.nova.itests.cloud.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Runs an instance, may stop and start it, and terminates it or keeps it. */
final class InstanceRounds implements Load.Round {

    private static final long LOOK_MILLIS = 500;
    private static final int IN_TEN_KEPT = 3;
    private static final int IN_TEN_STOPPED = 6;

    private final Ec2 ec2;
    private final Ledger ledger;
    private final Random random;
    private final String name;
    private final Ledger.Launch launch;
    private final Duration patience;
    private final int most;

    /**
     * @param name of the client, which its tokens begin with
     * @param patience how long it waits for a state before it goes on with another instance
     * @param most how many instances it keeps
     */
    InstanceRounds(
            Ec2 ec2,
            Ledger ledger,
            Random random,
            String name,
            Ledger.Launch launch,
            Duration patience,
            int most) {
        this.ec2 = ec2;
        this.ledger = ledger;
        this.random = random;
        this.name = name;
        this.launch = launch;
        this.patience = patience;
        this.most = most;
    }

    private int kept;

    @Override
    public void go(int number) {
        String token = name + "-" + number;
        ledger.launching(token, launch);
        Optional<String> id = launch(ec2, ledger, token, launch);
        if (id.isEmpty() || !await(id.get(), "running")) {
            return;
        }
        int dice = random.nextInt(10);
        if (dice < IN_TEN_KEPT && kept < most) {
            kept++;
            return;
        }
        if (dice < IN_TEN_STOPPED
                && ask("StopInstances", id.get(), "stopped")
                && await(id.get(), "stopped")) {
            if (random.nextBoolean() && ask("StartInstances", id.get(), "running")) {
                await(id.get(), "running");
            }
        }
        ask("TerminateInstances", id.get(), "terminated");
    }

    /**
     * Asks for a launch, perhaps again; returns the instance if the cloud said that there is one.
     */
    static Optional<String> launch(
            Ec2 ec2, Ledger ledger, String token, Ledger.Launch launch, String... more) {
        Optional<Answer> answer = ec2.run(token, launch.image(), launch.zone(), more);
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        if (answer.get().code().filter("InsufficientInstanceCapacity"::equals).isPresent()) {
            ledger.refused(token);
            return Optional.empty();
        }
        String id = answer.get().ok().text("instanceId");
        ledger.launched(token, id);
        return Optional.of(id);
    }

    private boolean ask(String action, String id, String state) {
        ledger.asking(id, state);
        Optional<Answer> answer = ec2.call(action, "InstanceId.1", id);
        if (answer.isEmpty()) {
            return false;
        }
        answer.get().ok();
        ledger.done(id);
        return true;
    }

    private boolean await(String id, String state) {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            Optional<String> now = ec2.state(id);
            if (now.filter(state::equals).isPresent()) {
                return true;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }
}
