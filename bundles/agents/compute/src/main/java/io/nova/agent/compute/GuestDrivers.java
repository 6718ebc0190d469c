package io.nova.agent.compute;

import io.nova.gate.Gate;
import io.nova.gate.GateCall;
import io.nova.model.InstanceId;
import io.nova.model.UnavailableException;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.hypervisor.HypervisorDriver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hypervisor drivers of a host, and which of them each guest belongs to. A guest whose driver
 * is away is neither lost nor made anew: nothing is done to it until that driver is back and was
 * asked for its guests.
 */
final class GuestDrivers {

    private static final Logger LOG = LoggerFactory.getLogger(GuestDrivers.class);

    private final Gate<HypervisorDriver> gate;
    private final String chosen;
    private final DriverMemory memory;
    private final Map<InstanceId, String> owners;
    private final Map<String, Long> arrivals = new HashMap<>();
    private final Set<String> listed = new HashSet<>();
    private final Set<InstanceId> doubles = new HashSet<>();
    private List<String> present = List.of();

    /** A command without a result. */
    interface Command {
        void give(HypervisorDriver driver) throws InterruptedException;
    }

    /**
     * @param gate through which the drivers are called
     * @param chosen the driver that launches new guests; empty: the one that serves
     * @param memory knows the owners across restarts of the agent
     */
    GuestDrivers(Gate<HypervisorDriver> gate, String chosen, DriverMemory memory) {
        this.gate = gate;
        this.chosen = chosen;
        this.memory = memory;
        this.owners = new HashMap<>(memory.drivers());
    }

    /**
     * Drivers came or went.
     *
     * @param now those that are there, the one that serves first
     * @param changed the one that came, went or was exchanged: it must list its guests anew
     */
    synchronized void are(List<String> now, String changed) {
        if (!now.contains(changed) && present.contains(changed)) {
            long left = owners.values().stream().filter(changed::equals).count();
            LOG.info("The driver {} went; its {} guests are left as they are", changed, left);
        }
        present = List.copyOf(now);
        arrivals.merge(changed, 1L, Long::sum);
        listed.remove(changed);
    }

    /** Returns the names of the drivers that are there. */
    synchronized List<String> present() {
        return present;
    }

    /** Returns the driver that launches new guests, if it is there. */
    synchronized Optional<String> launcher() {
        return present.stream().filter(one -> chosen.isEmpty() || one.equals(chosen)).findFirst();
    }

    /** Returns the driver that the guest belongs to; empty if it was never launched here. */
    synchronized Optional<String> of(InstanceId guest) {
        return Optional.ofNullable(owners.get(guest));
    }

    /** Returns all guests that belong to a driver, whether or not they are there. */
    synchronized Map<InstanceId, String> owners() {
        return Map.copyOf(owners);
    }

    /**
     * The guest is about to be launched by the driver, and is its own from now on, whoever dies
     * meanwhile.
     */
    synchronized void own(InstanceId guest, String driver) {
        if (!driver.equals(owners.get(guest))) {
            memory.keep(guest, driver);
            owners.put(guest, driver);
        }
    }

    /**
     * Calls the driver that the guest belongs to, and no other.
     *
     * @return empty if it belongs to none: then there is no such guest
     * @throws UnavailableException if that driver is away
     */
    <R> Optional<R> call(InstanceId guest, GateCall<HypervisorDriver, R> call)
            throws InterruptedException {
        // Not under the lock: a call may take its time.
        Optional<String> owner = of(guest);
        return owner.isPresent() ? Optional.of(gate.call(owner.get(), call)) : Optional.empty();
    }

    /**
     * As {@link #call}, for what has no result: for a guest of no driver there is nothing to do.
     */
    void command(InstanceId guest, Command command) throws InterruptedException {
        var unused =
                call(
                        guest,
                        driver -> {
                            command.give(driver);
                            return true;
                        });
    }

    /** The guest was destroyed. */
    synchronized void disown(InstanceId guest) {
        if (owners.remove(guest) != null) {
            memory.forget(guest);
        }
    }

    /**
     * Tells whether it is known if the guest is on this host: its driver listed its guests since it
     * came, or all did and it belongs to none.
     */
    synchronized boolean know(InstanceId guest) {
        String owner = owners.get(guest);
        return owner == null ? allListed() : listed.contains(owner);
    }

    /** Tells whether all guests of this host are known: no driver of any of them is away. */
    synchronized boolean knowAll() {
        return allListed() && listed.containsAll(owners.values());
    }

    private boolean allListed() {
        return !present.isEmpty() && listed.containsAll(present);
    }

    /** Returns the number of the driver's last coming or going, to begin a listing with. */
    synchronized long arrival(String driver) {
        return arrivals.getOrDefault(driver, 0L);
    }

    /**
     * Takes in what a driver listed and returns which of it is its own; what is nobody's is from
     * now on. Empty if the driver was exchanged meanwhile: what the old one said is worth nothing.
     *
     * @param arrival as it was before the driver was asked
     */
    synchronized Optional<Collection<Guest>> adopt(
            String driver, long arrival, Collection<Guest> guests) {
        if (arrival != arrival(driver)) {
            return Optional.empty();
        }
        List<Guest> own = new ArrayList<>();
        for (Guest guest : guests) {
            String owner = owners.getOrDefault(guest.instance(), driver);
            // A driver that got another name has its guests still.
            if (owner.equals(driver) || !present.contains(owner)) {
                own(guest.instance(), driver);
                own.add(guest);
            } else if (doubles.add(guest.instance())) {
                LOG.warn(
                        "{} is {}'s; that {} has one of this name too is left alone",
                        guest.instance(),
                        owner,
                        driver);
            }
        }
        return Optional.of(own);
    }

    /** Forgets guests that the driver no longer has and nobody wants. */
    synchronized void forget(String driver, Set<InstanceId> there, Predicate<InstanceId> wanted) {
        List<InstanceId> gone =
                owners.keySet().stream()
                        .filter(id -> driver.equals(owners.get(id)) && !there.contains(id))
                        .filter(wanted.negate())
                        .toList();
        gone.forEach(this::disown);
    }

    /**
     * The driver's listing was taken in.
     *
     * @return whether nothing was known of its guests before
     */
    synchronized boolean listed(String driver, long arrival) {
        return arrival == arrival(driver) && listed.add(driver);
    }
}
