package io.nova.manager.compute;

import io.nova.model.HostId;
import io.nova.model.ZoneName;
import io.nova.model.compute.Host;
import io.nova.model.compute.HostCapacity;
import io.nova.model.compute.InstanceType;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds hosts for instances. In a small cloud it looks at all of them; in a large one at a few,
 * each time at the next ones in the order of their names, and at all only where those have too
 * little room. So a placement costs the same with ten hosts and with ten thousand, and instances
 * are still spread: each launch takes the emptiest of those that it looks at.
 */
final class Placer {

    /** So many hosts are looked at for one instance. */
    static final int FEW = 16;

    /** What is asked of the store at once. */
    private static final int BATCH = 500;

    private final StateStore store;
    private final HostBook book;
    private final HostBeats beats;
    private final AtomicInteger turn = new AtomicInteger();
    private Open open = new Open(List.of(), HostBeats.Look.none(), Map.of());

    /**
     * The hosts that take instances, by zone, as of these records and beats; of some zones none.
     */
    private record Open(
            List<Rec<Host>> all, HostBeats.Look look, Map<ZoneName, List<Rec<Host>>> zones) {}

    Placer(StateStore store, HostBook book, HostBeats beats) {
        this.store = store;
        this.book = book;
        this.beats = beats;
    }

    /** Which of some hosts are such as an instance needs. */
    interface Suited {

        /** Any host. */
        Suited ANY = Set::copyOf;

        Set<HostId> of(Collection<HostId> hosts);
    }

    /**
     * Returns how many instances go to each host, at most so many in all; fewer if there is no room
     * for all.
     */
    Map<Scheduler.Candidate, Integer> place(
            ZoneName zone, InstanceType type, int count, Suited suited) {
        List<Rec<Host>> hosts = open(zone);
        int few = Math.max(FEW, 2 * count);
        Map<Scheduler.Candidate, Integer> placement =
                Scheduler.place(type, count, rooms(window(hosts, few), suited));
        if (placed(placement) < count) {
            // Others may have come, or have room again, that were not looked at.
            forget();
            placement = Scheduler.place(type, count, rooms(open(zone), suited));
        }
        return placement;
    }

    /**
     * Returns where an instance goes that its host has no room for after all: the next host, in the
     * order of their names and around, that has room. So each is tried once before any is again.
     */
    Optional<Scheduler.Candidate> next(
            ZoneName zone, InstanceType type, HostId after, Suited suited) {
        List<Rec<Host>> hosts = open(zone);
        List<Rec<Host>> order = new ArrayList<>();
        hosts.stream().filter(rec -> rec.value().id().compareTo(after) > 0).forEach(order::add);
        hosts.stream().filter(rec -> rec.value().id().compareTo(after) < 0).forEach(order::add);
        for (int from = 0; from < order.size(); from += FEW) {
            Optional<Scheduler.Candidate> first =
                    rooms(order.subList(from, Math.min(order.size(), from + FEW)), suited).stream()
                            .filter(host -> host.fits(type) > 0)
                            .findFirst();
            if (first.isPresent()) {
                return first;
            }
        }
        return Optional.empty();
    }

    /** Returns how many hosts of the zone take instances now. */
    int count(ZoneName zone) {
        return open(zone).size();
    }

    /** Has the next placement read all records and beats. */
    void forget() {
        book.gap();
        beats.forget();
    }

    private static int placed(Map<Scheduler.Candidate, Integer> placement) {
        return placement.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns for each zone that has hosts whether one of them takes instances now. */
    Map<ZoneName, Boolean> zones() {
        Map<ZoneName, Boolean> zones = new HashMap<>();
        open().zones().forEach((zone, hosts) -> zones.put(zone, !hosts.isEmpty()));
        return zones;
    }

    private List<Rec<Host>> open(ZoneName zone) {
        return open().zones().getOrDefault(zone, List.of());
    }

    private synchronized Open open() {
        List<Rec<Host>> all = book.all();
        HostBeats.Look look = beats.recent();
        if (open.all() != all || open.look() != look) {
            Map<ZoneName, List<Rec<Host>>> zones = new HashMap<>();
            for (Rec<Host> rec : all) {
                Host host = rec.value();
                List<Rec<Host>> hosts = zones.computeIfAbsent(host.zone(), z -> new ArrayList<>());
                if (host.accepting() && beats.isUp(look.seen(), host.id())) {
                    hosts.add(rec);
                }
            }
            open = new Open(all, look, zones);
        }
        return open;
    }

    /** Returns the next few hosts, around the end. */
    private List<Rec<Host>> window(List<Rec<Host>> hosts, int few) {
        if (hosts.size() <= few) {
            return hosts;
        }
        int from = Math.floorMod(turn.getAndAdd(few), hosts.size());
        List<Rec<Host>> window =
                new ArrayList<>(hosts.subList(from, Math.min(hosts.size(), from + few)));
        window.addAll(hosts.subList(0, few - window.size()));
        return window;
    }

    /** Reads what placements hold of the hosts. */
    private List<Scheduler.Candidate> rooms(List<Rec<Host>> all, Suited suited) {
        List<Scheduler.Candidate> rooms = new ArrayList<>();
        Set<HostId> meant = suited.of(all.stream().map(rec -> rec.value().id()).toList());
        List<Rec<Host>> hosts =
                all.stream().filter(rec -> meant.contains(rec.value().id())).toList();
        for (int from = 0; from < hosts.size(); from += BATCH) {
            List<Rec<Host>> some = hosts.subList(from, Math.min(hosts.size(), from + BATCH));
            List<HostCapacity> taken =
                    Claims.of(store, some.stream().map(rec -> rec.value().id()).toList());
            for (int i = 0; i < some.size(); i++) {
                Rec<Host> host = some.get(i);
                rooms.add(
                        new Scheduler.Candidate(
                                host.value().id(),
                                host.version(),
                                host.value().capacity(),
                                taken.get(i)));
            }
        }
        return rooms;
    }
}
