package io.nova.manager.compute;

import io.nova.model.HostId;
import io.nova.model.InstanceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which instances changed for which host, so that a host is told only what is new. Lost with the
 * process: a host that knows another's version, or an older one than this remembers, is told
 * everything.
 *
 * <p>Versions count what was noted here, not commits: a commit that everyone can read already may
 * be noted a moment later, and a host that asks in between must hear of it the next time.
 */
final class HostNews {

    /** More changes than these and a host is told everything instead. */
    private static final int REMEMBERED = 10_000;

    private static final int COUNTER_BITS = 32;

    private final Map<HostId, Changes> changes = new HashMap<>();
    private final Map<HostId, Long> forgotten = new HashMap<>();
    private long oldest;
    private long newest;

    /** A change: the commit that made it, and the version that tells it. */
    private record Note(long seq, long version) {}

    /** A host's, by instance and in the order of their versions. */
    private static final class Changes {
        private final Map<InstanceId, Note> notes = new HashMap<>();
        private final TreeMap<Long, InstanceId> order = new TreeMap<>();
    }

    /**
     * @param epoch tells this history from that of any other process
     */
    HostNews(int epoch) {
        oldest = ((long) epoch << COUNTER_BITS) + 1;
        newest = oldest;
    }

    synchronized void changed(HostId host, InstanceId instance, long seq) {
        Changes known = changes.computeIfAbsent(host, h -> new Changes());
        Note before = known.notes.get(instance);
        if (before != null && before.seq() >= seq) {
            return;
        }
        if (before != null) {
            known.order.remove(before.version());
        }
        known.notes.put(instance, new Note(seq, ++newest));
        known.order.put(newest, instance);
        if (known.order.size() > REMEMBERED) {
            var first = known.order.pollFirstEntry();
            known.notes.remove(first.getValue());
            forgotten.merge(host, first.getKey(), Math::max);
        }
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

    /** Returns the instances that changed after the version. */
    synchronized List<InstanceId> after(HostId host, long version) {
        Changes known = changes.get(host);
        return known == null
                ? List.of()
                : List.copyOf(known.order.tailMap(version, false).values());
    }
}
