package io.nova.agent.host;

import io.nova.model.HostRole;
import io.nova.protocol.Departure;
import io.nova.protocol.HostRoles;
import io.nova.protocol.RolesChange;
import io.nova.protocol.RolesReply;
import io.nova.protocol.RolesReply.Refusal;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the host at its goal in the background, and takes other goals. */
final class HostWork implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostWork.class);
    private static final String KEY = "this host";
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    /** How long a change from afar waits for one that is under way. */
    private static final Duration TURN = Duration.ofSeconds(30);

    private final Settings settings;
    private final FeatureBox features;
    private final RoleKeeper keeper;
    private final Departures departures;
    private final StatusFile status;
    private final Clock clock;
    private final Consumer<HostRoles> told;
    private final Work<String> work;

    /** Held by whoever changes the host; nobody who binds a service may wait for it. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private volatile boolean begun;

    // The last step's; guarded by the turn.
    private @Nullable Goal tried;
    private List<String> troubles = List.of();

    // Guarded by this object, which nobody holds for long.
    private final StoreAccess access;
    private final List<CompletableFuture<HostRoles>> waiting = new ArrayList<>();
    private Goal goal;
    private String refused = "";
    private long number;

    /**
     * @param told takes every word of the host about its roles; returns quickly
     */
    HostWork(
            Settings settings,
            Goal goal,
            FeatureBox features,
            Managers managers,
            RoleParts parts,
            ReconcileEngine engine,
            Clock clock,
            Consumer<HostRoles> told) {
        this.settings = settings;
        this.goal = goal;
        this.features = features;
        this.clock = clock;
        this.told = told;
        access = new StoreAccess(settings.membership());
        departures = new Departures(managers, clock);
        keeper = new RoleKeeper(features, departures, parts, new ChangeMark(settings.mark()));
        status = new StatusFile(settings.status());
        work =
                engine.start(
                        WorkSpec.<String>named("host-roles")
                                .reconciler(key -> step())
                                .keys(() -> List.of(KEY))
                                .resync(settings.report())
                                .backoff(Duration.ofSeconds(1), Duration.ofSeconds(30))
                                .deadline(DEADLINE)
                                .build());
    }

    /** From now on: the process has all that it starts with. */
    void begin() {
        begun = true;
        work.wake(KEY);
    }

    /** Has the host, and what it says, looked at anew soon. */
    void wake() {
        work.wake(KEY);
    }

    /** Takes the goal of a file that was changed. */
    void aim(Goal fresh) {
        take(fresh);
        work.wake(KEY);
    }

    /** The file was changed to something that is none; the goal stays as it was. */
    void refuse(String reason) {
        synchronized (this) {
            refused = reason;
        }
        work.wake(KEY);
    }

    private synchronized void take(Goal fresh) {
        goal = fresh;
        refused = "";
    }

    private synchronized Goal goal() {
        return goal;
    }

    private Outcome step() throws InterruptedException {
        turn.lockInterruptibly();
        try {
            if (!begun) {
                return Outcome.done();
            }
            Goal now = goal();
            // What is tried again is wrong until it is right.
            status.write(keeper.look(now, now.equals(tried) ? troubles : List.of()));
            RoleKeeper.Step step = keeper.step(now);
            tried = now;
            troubles = step.standing().troubles();
            tell(step);
            if (!step.again().isZero()) {
                return Outcome.again(step.again());
            }
            String trouble = step.standing().trouble();
            return trouble.isEmpty() ? Outcome.done() : Outcome.retry(trouble);
        } finally {
            turn.unlock();
        }
    }

    private void tell(RoleKeeper.Step step) {
        HostRoles said;
        List<CompletableFuture<HostRoles>> done = List.of();
        synchronized (this) {
            Standing standing = step.standing();
            if (!refused.isEmpty()) {
                standing = standing.and(refused);
            }
            said = said(standing);
            // Who waits for a change hears of it when it is made or cannot be; one that came since
            // has its own step.
            if (step.again().isZero() && standing.wanted().equals(goal.features())) {
                status.write(standing);
                done = List.copyOf(waiting);
                waiting.clear();
            }
        }
        done.forEach(each -> each.complete(said));
        told.accept(said);
    }

    private synchronized HostRoles said(Standing standing) {
        number = Math.max(number + 1, clock.millis());
        return new HostRoles(
                settings.host(),
                number,
                standing.roles(),
                standing.drivers(),
                standing.coming(),
                standing.leaving(),
                standing.trouble());
    }

    /** Changes the goal and the file; completes when the host is there, or knows why it is not. */
    CompletionStage<RolesReply> change(RolesChange change) {
        try {
            if (!turn.tryLock(TURN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the host is at another change; try again");
            }
            try {
                return changed(change);
            } finally {
                turn.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the host stops", e);
        }
    }

    private CompletionStage<RolesReply> changed(RolesChange change) throws InterruptedException {
        Set<String> unknown = unknown(change);
        if (!unknown.isEmpty()) {
            return refusal(Refusal.UNKNOWN, GoalWords.unknown(unknown, features.known()));
        }
        boolean now = change.departure() == Departure.FORCE;
        Goal before = goal();
        Goal fresh =
                before.changed(
                        change.add(), change.remove(), now ? Goal.Leave.NOW : Goal.Leave.EMPTY);
        String storeless = access.refusal(before, fresh);
        if (!storeless.isEmpty()) {
            return refusal(Refusal.UNABLE, storeless);
        }
        if (change.departure() == Departure.REFUSE) {
            String reason = holds(before, fresh);
            if (!reason.isEmpty()) {
                return refusal(Refusal.IN_USE, reason);
            }
        }
        if (settings.file().isEmpty()) {
            return refusal(Refusal.UNABLE, "the host has no file of its roles");
        }
        try {
            new GoalFile(settings.file().get()).write(fresh);
        } catch (IOException e) {
            LOG.warn("The host's file cannot be written", e);
            return refusal(Refusal.UNABLE, "the host's file cannot be written: " + e);
        }
        return aimed(before, fresh);
    }

    private CompletionStage<RolesReply> aimed(Goal before, Goal fresh) {
        CompletableFuture<HostRoles> there = new CompletableFuture<>();
        synchronized (this) {
            take(fresh);
            waiting.add(there);
        }
        if (carrierLeaves(before, fresh)) {
            there.complete(said(keeper.look(fresh, List.of())));
        }
        work.wake(KEY);
        return there.thenApply(said -> new RolesReply(said, Refusal.NONE, ""));
    }

    /** Tells whether what carries the answer, or who asked, may go before it is given. */
    private static boolean carrierLeaves(Goal before, Goal after) {
        Set<String> leaving = new TreeSet<>(before.features());
        leaving.removeAll(after.features());
        return leaving.contains(FeatureNames.of(HostRole.API))
                || leaving.stream()
                        .flatMap(feature -> FeatureNames.driver(feature).stream())
                        .anyMatch(driver -> driver.startsWith("messaging-"));
    }

    private Set<String> unknown(RolesChange change) {
        Set<String> known = features.known();
        return Stream.concat(change.add().stream(), change.remove().stream())
                .filter(word -> HostRole.of(word).isEmpty())
                .filter(word -> !known.contains(FeatureNames.ofDriver(word)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns why roles that should leave cannot; they stay as they are then. */
    private String holds(Goal before, Goal fresh) throws InterruptedException {
        Set<HostRole> leaving = new TreeSet<>(before.roles());
        leaving.removeAll(fresh.roles());
        List<String> reasons = new ArrayList<>();
        for (HostRole role : leaving) {
            Departures.Answer answer = departures.ready(role, leaving);
            if (!answer.reason().isEmpty()) {
                reasons.add(answer.reason());
            }
        }
        if (!reasons.isEmpty()) {
            departures.tell(before.roles(), Set.of());
        }
        return String.join("; ", reasons);
    }

    private CompletionStage<RolesReply> refusal(Refusal refusal, String reason) {
        return CompletableFuture.completedStage(
                new RolesReply(said(keeper.look(goal(), List.of())), refusal, reason));
    }

    /** Leaves the host as it is; a change that is under way goes on at the next start. */
    @Override
    public void close() {
        work.close();
    }
}
