package io.nova.manager.compute;

import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.protocol.Assignments;
import io.nova.protocol.GuestAssignment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which instances changed for which host, so that a host is told only what is new. Each process
 * counts versions of its own, and hosts keep one of each: whoever answers finds its own among them.
 * Lost with the process: a host that knows none of its versions, or an older one than this
 * remembers, is told everything.
 *
 * <p>Versions count what was noted here, not commits: a commit that everyone can read already may
 * be noted a moment later, and a host that asks in between must hear of it the next time.
 */
final class HostNews {

    /** More changes than these and a host is told everything instead. */
    private static final int REMEMBERED = 10_000;

    private final Map<HostId, Changes> changes = new HashMap<>();
    private final Map<HostId, Long> forgotten = new HashMap<>();
    private final int process;
    private long oldest;
    private long newest;

    /**
     * A change: the last commit, the last one that was news to the host, the version that tells it,
     * and what the host then is to hold, as far as it matters there.
     */
    private record Note(long seq, long news, long version, GuestAssignment what) {}

    /**
     * Some of what is new.
     *
     * @param version tells all of it
     * @param whole whether nothing else is new
     */
    record News(List<InstanceId> instances, long version, boolean whole) {}

    /** A host's, by instance and in the order of their versions. */
    private static final class Changes {
        private final Map<InstanceId, Note> notes = new HashMap<>();
        private final TreeMap<Long, InstanceId> order = new TreeMap<>();
    }

    /**
     * @param process tells its versions from those of any other process
     */
    HostNews(int process) {
        this.process = process;
        oldest = Assignments.firstVersion(process);
        newest = oldest;
    }

    /** Returns the version that was counted here, of those that a host knows; 0 if none was. */
    long own(Collection<Long> known) {
        return known.stream()
                .filter(version -> Assignments.manager(version) == process)
                .max(Comparator.naturalOrder())
                .orElse(0L);
    }

    /**
     * Notes what a host is to hold since a commit.
     *
     * @return whether that is news to the host
     */
    synchronized boolean changed(HostId host, GuestAssignment what, long seq) {
        Changes known = changes.computeIfAbsent(host, h -> new Changes());
        // That it has run is what the host itself told.
        GuestAssignment now = what.ran();
        Note before = known.notes.get(now.instance());
        if (before != null && before.seq() >= seq) {
            return before.news() == seq; // Somebody else noted it, who gives no hint.
        }
        if (before != null && before.what().equals(now)) {
            Note same = new Note(seq, before.news(), before.version(), now);
            known.notes.put(now.instance(), same);
            return false;
        }
        if (before != null) {
            known.order.remove(before.version());
        }
        known.notes.put(now.instance(), new Note(seq, seq, ++newest, now));
        known.order.put(newest, now.instance());
        if (known.order.size() > REMEMBERED) {
            var first = known.order.pollFirstEntry();
            known.notes.remove(first.getValue());
            forgotten.merge(host, first.getKey(), Math::max);
        }
        return true;
    }

    /** Changes were missed: everyone is told everything. */
    synchronized void gap() {
        changes.clear();
        forgotten.clear();
        oldest = ++newest;
    }

    /** Returns the version that tells all that was noted so far. */
    synchronized long version() {
        return newest;
    }

    /** Tells whether all that changed after the version is remembered. */
    synchronized boolean reachesBackTo(HostId host, long version) {
        return version >= oldest
                && version <= newest
                && version >= forgotten.getOrDefault(host, oldest);
    }

    /** Returns the instances that changed after the version, the first so many of them. */
    synchronized News after(HostId host, long version, int most) {
        Changes known = changes.get(host);
        if (known == null) {
            return new News(List.of(), newest, true);
        }
        List<InstanceId> found = new ArrayList<>();
        long last = version;
        for (var change : known.order.tailMap(version, false).entrySet()) {
            if (found.size() == most) {
                return new News(found, last, false);
            }
            found.add(change.getValue());
            last = change.getKey();
        }
        return new News(found, newest, true);
    }
}
