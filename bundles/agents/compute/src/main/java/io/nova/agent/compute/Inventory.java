package io.nova.agent.compute;

import io.nova.model.InstanceId;
import io.nova.model.InterfaceId;
import io.nova.model.compute.PowerState;
import io.nova.protocol.Assignments;
import io.nova.protocol.GuestAssignment;
import io.nova.protocol.GuestReport;
import io.nova.spi.hypervisor.Guest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the host should hold, what it holds, and what is still to be told. In memory alone: after a
 * restart all of it comes back from the manager and from the hypervisor.
 */
final class Inventory {

    /** More managers than a cloud has; one that restarts is another. */
    private static final int MANAGERS = 16;

    private final Map<InstanceId, GuestAssignment> wanted = new HashMap<>();
    private final Map<InstanceId, Held> have = new HashMap<>();
    private final Map<InstanceId, GuestReport> untold = new LinkedHashMap<>();
    private final Map<InstanceId, GuestReport> told = new HashMap<>();
    private final Map<InstanceId, Boolean> answers = new HashMap<>();
    private final Map<String, Set<InstanceId>> touched = new HashMap<>();
    private final Map<InstanceId, PowerState> underWay = new HashMap<>();

    /** By the manager that counts it, the one told last at the end. */
    private final Map<Integer, Long> versions = new LinkedHashMap<>();

    private long wholeAnswers;
    private boolean assigned;

    /** A guest, and the driver that has it. */
    private record Held(String driver, Guest guest) {}

    /**
     * Returns the versions of the assignments that are known whole, one of each of the managers
     * that answered lately, the last one at the end.
     *
     * <p>What one manager tells makes no other's version wrong: it is as new as the records were
     * then, and those only grow.
     */
    synchronized List<Long> versions() {
        return List.copyOf(versions.values());
    }

    /** Tells whether the assignments were told at least once. */
    synchronized boolean assigned() {
        return assigned;
    }

    /** Has the manager asked for everything, not only for what is new. */
    synchronized void forgetVersion() {
        versions.clear();
    }

    /** The records have another history: whatever was told may be lost, and any version with it. */
    synchronized void forgetTold() {
        versions.clear();
        told.clear();
    }

    /** Returns how often the manager told everything. */
    synchronized long wholeAnswers() {
        return wholeAnswers;
    }

    /** Takes assignments in, and returns the instances that they are news about. */
    synchronized Set<InstanceId> assign(long newest, boolean full, List<GuestAssignment> guests) {
        Set<InstanceId> news = new HashSet<>();
        if (full) {
            wholeAnswers++;
            news.addAll(wanted.keySet());
            guests.forEach(guest -> news.remove(guest.instance()));
            wanted.keySet().removeAll(news);
        }
        for (GuestAssignment guest : guests) {
            GuestAssignment known = wanted.put(guest.instance(), guest);
            if (!guest.equals(known)) {
                news.add(guest.instance());
            }
        }
        keep(newest);
        assigned = true;
        return news;
    }

    private void keep(long version) {
        int manager = Assignments.manager(version);
        versions.remove(manager);
        versions.put(manager, version);
        if (versions.size() > MANAGERS) {
            versions.remove(versions.keySet().iterator().next());
        }
    }

    /**
     * Begins a listing of the driver's guests: what is done to a guest from here on, it may not
     * show.
     */
    synchronized void beginListing(String driver) {
        touched.put(driver, new HashSet<>());
    }

    /** Takes a driver's listing in, and returns the instances that it is news about. */
    synchronized Set<InstanceId> list(String driver, Collection<Guest> guests) {
        Set<InstanceId> since = touched.getOrDefault(driver, Set.of());
        touched.remove(driver);
        Set<InstanceId> news = new HashSet<>();
        Set<InstanceId> gone = new HashSet<>(have.keySet());
        gone.removeIf(id -> since.contains(id) || !isOf(driver, have.get(id)));
        for (Guest guest : guests) {
            if (since.contains(guest.instance())) {
                continue;
            }
            gone.remove(guest.instance());
            Held held = new Held(driver, guest);
            if (!held.equals(have.put(guest.instance(), held))) {
                news.add(guest.instance());
            }
        }
        have.keySet().removeAll(gone);
        news.addAll(gone);
        return news;
    }

    private static boolean isOf(String driver, @Nullable Held held) {
        return held != null && held.driver().equals(driver);
    }

    synchronized Optional<GuestAssignment> wanted(InstanceId instance) {
        return Optional.ofNullable(wanted.get(instance));
    }

    synchronized Optional<Guest> have(InstanceId instance) {
        return Optional.ofNullable(have.get(instance)).map(Held::guest);
    }

    /** The driver has the guest now. */
    synchronized void holds(String driver, Guest guest) {
        touch(guest.instance());
        have.put(guest.instance(), new Held(driver, guest));
    }

    /** What the host has of the guest, by whichever driver, is this now. */
    synchronized void changed(Guest guest) {
        touch(guest.instance());
        have.computeIfPresent(guest.instance(), (id, held) -> new Held(held.driver(), guest));
    }

    synchronized void holdsNo(InstanceId instance) {
        touch(instance);
        have.remove(instance);
    }

    /** A command begins that brings the guest there. */
    synchronized void begins(InstanceId instance, PowerState goal) {
        underWay.put(instance, goal);
    }

    /** The command has ended, and what came of it was noted. */
    synchronized void ended(InstanceId instance) {
        underWay.remove(instance);
    }

    /**
     * Tells whether an event of a guest says more than what its command is about and what is known.
     */
    synchronized boolean isNews(InstanceId instance, PowerState power) {
        Held held = have.get(instance);
        PowerState known = held == null ? PowerState.GONE : held.guest().power();
        PowerState goal = underWay.getOrDefault(instance, known);
        // On its way out a guest is off before it is gone.
        boolean leaves = goal == PowerState.GONE && power == PowerState.OFF;
        return power != known && power != goal && !leaves;
    }

    private void touch(InstanceId instance) {
        touched.values().forEach(since -> since.add(instance));
    }

    /** Returns every instance that is either wanted or there. */
    synchronized List<InstanceId> all() {
        Set<InstanceId> all = new HashSet<>(wanted.keySet());
        all.addAll(have.keySet());
        return all.stream().sorted().toList();
    }

    synchronized List<Guest> guests() {
        return have.values().stream().map(Held::guest).toList();
    }

    /**
     * Notes what is to be told of a guest, unless it was told before.
     *
     * @return whether there is something to tell now
     */
    synchronized boolean tell(GuestReport report) {
        boolean runs = report.power() == PowerState.ON;
        if (!runs) {
            answers.remove(report.instance());
        }
        GuestReport whole =
                runs ? report.with(Optional.ofNullable(answers.get(report.instance()))) : report;
        if (whole.equals(told.get(report.instance()))) {
            return false;
        }
        untold.put(report.instance(), whole);
        return true;
    }

    /**
     * Notes whether a guest that runs answers.
     *
     * @return whether there is something to tell now
     */
    synchronized boolean heard(InstanceId instance, boolean answered) {
        GuestReport last = untold.getOrDefault(instance, told.get(instance));
        if (last == null || last.power() != PowerState.ON) {
            return false;
        }
        answers.put(instance, answered);
        return tell(last);
    }

    /** Returns the guests that run and should. */
    synchronized List<GuestAssignment> running() {
        return wanted.values().stream().filter(this::runs).toList();
    }

    /** Returns the guest's assignment, if it runs and should. */
    synchronized Optional<GuestAssignment> running(InstanceId instance) {
        return wanted(instance).filter(this::runs);
    }

    private boolean runs(GuestAssignment guest) {
        return guest.wanted() == PowerState.ON && runs(have.get(guest.instance()));
    }

    private static boolean runs(@Nullable Held held) {
        return held != null && held.guest().power() == PowerState.ON;
    }

    synchronized List<GuestReport> untold(int limit) {
        return untold.values().stream().limit(limit).toList();
    }

    /** The manager has committed these reports. */
    synchronized void acknowledged(List<GuestReport> reports) {
        for (GuestReport report : reports) {
            untold.remove(report.instance(), report);
            told.put(report.instance(), report);
            GuestAssignment still = wanted.get(report.instance());
            if (report.power() == PowerState.ON
                    && still != null
                    && still.generation() == report.generation()) {
                // The manager does not say again what it was told.
                wanted.put(report.instance(), still.ran());
            }
            // Not one that is wanted on or that is of a newer generation: it is told of once more.
            if (report.power() == PowerState.GONE
                    && still != null
                    && still.wanted() == PowerState.GONE
                    && still.generation() <= report.generation()) {
                wanted.remove(report.instance());
                told.remove(report.instance());
            }
        }
    }

    /** Returns the ports of all guests that are wanted. */
    synchronized Set<InterfaceId> ports() {
        Set<InterfaceId> ports = new HashSet<>();
        wanted.values().forEach(guest -> ports.add(guest.port().id()));
        return ports;
    }

    /** Tells whether the manager wants no guest here. */
    synchronized boolean wantsNothing() {
        return wanted.isEmpty();
    }

    /** Tells whether there are guests that nobody asked for and that are not off. */
    synchronized boolean hasRunningOrphans() {
        return have.values().stream()
                .anyMatch(
                        held ->
                                held.guest().power() != PowerState.OFF
                                        && !wanted.containsKey(held.guest().instance()));
    }
}
