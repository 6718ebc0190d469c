package io.nova.agent.compute;

import io.nova.gate.Gate;
import io.nova.model.DriverException;
import io.nova.model.InstanceId;
import io.nova.model.InterfaceId;
import io.nova.model.UnavailableException;
import io.nova.protocol.GuestAssignment;
import io.nova.reconcile.Outcome;
import io.nova.spi.network.GuestProbe;
import io.nova.spi.network.NetworkDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Finds out whether the guests that run answer on the network, and tells when that changes. */
final class Answers {

    /** How soon a guest is asked again of which nothing is known yet. */
    private static final Duration SOON = Duration.ofSeconds(2);

    /** A busy guest may miss a question; one that misses so many in a row does not answer. */
    private static final int MISSES = 2;

    private final Inventory inventory;
    private final Gate<NetworkDriver> network;
    private final Runnable tellSoon;
    private final Map<InstanceId, Asked> asked = new HashMap<>();
    private final Set<InstanceId> fresh = ConcurrentHashMap.newKeySet();

    /**
     * What a guest was asked.
     *
     * @param generation an answer that belongs to an earlier one is none: it was started since
     * @param misses in a row
     */
    private record Asked(long generation, int misses, boolean known) {}

    Answers(Inventory inventory, Gate<NetworkDriver> network, Runnable tellSoon) {
        this.inventory = inventory;
        this.network = network;
        this.tellSoon = tellSoon;
    }

    /** A guest runs, or runs anew: nothing is known of it. For any thread. */
    void began(InstanceId guest) {
        fresh.add(guest);
    }

    /** Tells whether there are guests of which nothing is known. */
    boolean hasNew() {
        return !fresh.isEmpty();
    }

    /** Asks all, and takes in what came of it; one call of this or the next at a time. */
    Outcome look() throws InterruptedException {
        // Before it is read what runs: whatever begins after that is new.
        fresh.clear();
        List<GuestAssignment> running = inventory.running();
        asked.keySet()
                .retainAll(
                        running.stream()
                                .map(GuestAssignment::instance)
                                .collect(Collectors.toSet()));
        return ask(running);
    }

    /** Asks those of which nothing is known, as often as it takes. */
    Outcome lookAtNew() throws InterruptedException {
        List<GuestAssignment> running = new ArrayList<>();
        for (InstanceId guest : List.copyOf(fresh)) {
            fresh.remove(guest);
            inventory.running(guest).ifPresent(running::add);
        }
        Outcome outcome = ask(running);
        return outcome instanceof Outcome.Done && hasNew() ? Outcome.again(SOON) : outcome;
    }

    private Outcome ask(List<GuestAssignment> running) throws InterruptedException {
        if (running.isEmpty() || !network.isOpen()) {
            return Outcome.done(); // The next look at all asks a driver that came.
        }
        Optional<Map<InterfaceId, Boolean>> answers;
        try {
            answers = network.call(driver -> ask(driver, running));
        } catch (DriverException | UnavailableException fault) {
            running.forEach(this::keepIfNew);
            return Outcome.retry(String.valueOf(fault.getMessage()));
        }
        if (answers.isEmpty()) {
            return Outcome.done(); // On this network nobody can tell.
        }
        boolean news = false;
        for (GuestAssignment guest : running) {
            news |= take(guest, Optional.ofNullable(answers.get().get(guest.port().id())));
            keepIfNew(guest);
        }
        if (news) {
            tellSoon.run();
        }
        return Outcome.done();
    }

    private static Optional<Map<InterfaceId, Boolean>> ask(
            NetworkDriver driver, List<GuestAssignment> running) throws InterruptedException {
        return driver instanceof GuestProbe probe
                ? Optional.of(probe.probe(running.stream().map(one -> one.port().id()).toList()))
                : Optional.empty();
    }

    /** Returns whether there is something to tell. */
    private boolean take(GuestAssignment guest, Optional<Boolean> answer) {
        InstanceId id = guest.instance();
        Asked before = asked.get(id);
        if (before == null || before.generation() != guest.generation()) {
            asked.put(id, new Asked(guest.generation(), 0, false));
            return false;
        }
        if (answer.isEmpty()) {
            return false;
        }
        int misses = answer.get() ? 0 : before.misses() + 1;
        boolean known = answer.get() || misses >= MISSES;
        asked.put(id, new Asked(guest.generation(), misses, before.known() || known));
        return known && inventory.heard(id, answer.get());
    }

    private void keepIfNew(GuestAssignment guest) {
        Asked one = asked.get(guest.instance());
        if (one == null || one.generation() != guest.generation() || !one.known()) {
            fresh.add(guest.instance());
        }
    }
}
