package io.nova.manager.compute;

import io.nova.model.HostId;
import io.nova.model.compute.HostCapacity;
import io.nova.model.compute.InstanceType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decides where instances go: pure, so that every case is a line in a table. */
final class Scheduler {

    private Scheduler() {}

    /**
     * A host that accepts instances.
     *
     * @param version of its record
     * @param room its capacity
     * @param taken what placements hold of it
     */
    record Candidate(HostId host, long version, HostCapacity room, HostCapacity taken) {

        int fits(InstanceType type) {
            int byCpu = (room.vcpus() - taken.vcpus()) / type.vcpus();
            int byMemory = (room.memoryMib() - taken.memoryMib()) / type.memoryMib();
            return Math.max(0, Math.min(byCpu, byMemory));
        }
    }

    /**
     * Spreads instances over the hosts with the most room.
     *
     * @return how many go to each host, at most so many in all; fewer if there is no room for all
     */
    static Map<Candidate, Integer> place(InstanceType type, int count, List<Candidate> hosts) {
        List<Candidate> open = new ArrayList<>(hosts);
        open.sort(
                Comparator.comparingInt((Candidate host) -> host.fits(type))
                        .reversed()
                        .thenComparing(Candidate::host));
        Map<Candidate, Integer> placement = new LinkedHashMap<>();
        int left = count;
        for (int i = 0; i < open.size() && left > 0; i++) {
            Candidate host = open.get(i);
            int share = (left + open.size() - i - 1) / (open.size() - i);
            int given = Math.min(share, host.fits(type));
            if (given > 0) {
                placement.put(host, given);
                left -= given;
            }
        }
        return left == 0 ? placement : fill(type, left, open, placement);
    }

    /** What an even spread left over goes wherever there is room. */
    private static Map<Candidate, Integer> fill(
            InstanceType type, int left, List<Candidate> hosts, Map<Candidate, Integer> placed) {
        int rest = left;
        for (Candidate host : hosts) {
            int free = host.fits(type) - placed.getOrDefault(host, 0);
            int more = Math.min(free, rest);
            if (more > 0) {
                placed.merge(host, more, Integer::sum);
                rest -= more;
            }
        }
        return placed;
    }
}
