package io.nova.agent.compute;

import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.protocol.Assignments;
import io.nova.protocol.AssignmentsRequest;
import io.nova.protocol.ComputeProtocol;
import io.nova.protocol.GuestAssignment;
import io.nova.reconcile.Outcome;
import io.nova.spi.messaging.MessageBus;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the manager what the host should hold; never waits for the answer. */
final class AssignmentSync {

    private static final Logger LOG = LoggerFactory.getLogger(AssignmentSync.class);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(1);

    /** So often a manager is asked for a commit that it has not heard of yet. */
    private static final int ASKED_FOR_COMMIT = 20;

    private final HostId host;
    private final MessageBus bus;
    private final Inventory inventory;
    private final Clock clock;
    private final IdSource ids;
    private final Histories histories;
    private final Consumer<InstanceId> wake;
    private final Runnable askSoon;
    private boolean asking;
    private boolean askAgain;
    private long hinted;
    private int askedForHinted;

    /**
     * @param wake takes each instance of which there is news
     * @param askSoon has {@link #sync} called
     */
    AssignmentSync(
            HostId host,
            MessageBus bus,
            Inventory inventory,
            Clock clock,
            IdSource ids,
            Histories histories,
            Consumer<InstanceId> wake,
            Runnable askSoon) {
        this.host = host;
        this.bus = bus;
        this.inventory = inventory;
        this.clock = clock;
        this.ids = ids;
        this.histories = histories;
        this.wake = wake;
        this.askSoon = askSoon;
    }

    /** A manager hints at a commit: whichever answers next is to know of it. */
    synchronized void hinted(long commit) {
        if (commit > hinted) {
            hinted = commit;
            askedForHinted = 0;
        }
    }

    Outcome sync() {
        synchronized (this) {
            if (asking) {
                askAgain = true;
                return Outcome.again(SOON);
            }
            asking = true;
            askAgain = false;
        }
        ask("", new ArrayList<>(), 0);
        // A host that just started must not wait for a resync to know its guests.
        return inventory.assigned() ? Outcome.done() : Outcome.again(SOON);
    }

    private void ask(String after, List<GuestAssignment> soFar, long first) {
        try {
            send(after, soFar, first);
        } catch (RuntimeException e) {
            LOG.warn("The manager cannot be asked now: {}", e.toString());
            done();
        }
    }

    private void send(String after, List<GuestAssignment> soFar, long first) {
        List<Long> known = after.isEmpty() ? inventory.versions() : List.of();
        long since = since();
        var unused =
                ComputeProtocol.ASSIGNMENTS
                        .call(
                                bus,
                                ComputeProtocol.MANAGER,
                                new AssignmentsRequest(host, last(known), after, known, since),
                                ids.hex(16),
                                "",
                                clock.instant().plus(DEADLINE))
                        .whenComplete(
                                (answer, fault) -> {
                                    if (fault != null) {
                                        done(); // The next resync asks again.
                                    } else {
                                        heard(answer, since);
                                        answered(answer, soFar, first);
                                    }
                                });
    }

    private static long last(List<Long> versions) {
        return versions.isEmpty() ? 0 : versions.get(versions.size() - 1);
    }

    /** Not for ever: history may have been lost, and the commit with it. */
    private synchronized long since() {
        if (hinted > 0 && ++askedForHinted > ASKED_FOR_COMMIT) {
            hinted = 0;
        }
        return hinted;
    }

    private synchronized void heard(Assignments answer, long since) {
        if (hinted == since && (answer.full() || answer.next().isEmpty())) {
            hinted = 0;
        }
    }

    private void answered(Assignments answer, List<GuestAssignment> soFar, long first) {
        try {
            take(answer, soFar, first);
        } catch (RuntimeException e) {
            LOG.error("An answer of the manager cannot be used", e);
            done();
        }
    }

    /** The version is the first page's: what changed while the others were read is told again. */
    private void take(Assignments answer, List<GuestAssignment> soFar, long first) {
        long version = first == 0 ? answer.version() : first;
        soFar.addAll(answer.guests());
        if (answer.full() && !answer.next().isEmpty()) {
            ask(answer.next(), soFar, version);
            return;
        }
        boolean another = histories.isAnother(answer.history());
        if (another) {
            inventory.forgetTold();
        }
        inventory.assign(version, answer.full(), soFar).forEach(wake);
        if (another) {
            tellAnew(answer.full());
        }
        if (!answer.full() && !answer.next().isEmpty()) {
            onceMore();
        }
        done();
    }

    private void tellAnew(boolean full) {
        if (!full) {
            // What is new says nothing of what is gone.
            inventory.forgetVersion();
            onceMore();
        }
        inventory.all().forEach(wake);
    }

    private synchronized void onceMore() {
        askAgain = true;
    }

    private void done() {
        boolean again;
        synchronized (this) {
            asking = false;
            again = askAgain;
        }
        if (again) {
            askSoon.run();
        }
    }
}
