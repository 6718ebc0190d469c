package io.nova.manager.compute;

import io.nova.model.HostId;
import io.nova.model.InstanceId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    private final Map<HostId, LinkedHashMap<InstanceId, Note>> changes = new HashMap<>();
    private final Map<HostId, Long> forgotten = new HashMap<>();
    private long oldest;
    private long newest;

    /** A change: the commit that made it, and the version that tells it. */
    private record Note(long seq, long version) {}

    /**
     * @param epoch tells this history from that of any other process
     */
    HostNews(int epoch) {
        oldest = ((long) epoch << COUNTER_BITS) + 1;
        newest = oldest;
    }

    synchronized void changed(HostId host, InstanceId instance, long seq) {
        LinkedHashMap<InstanceId, Note> known =
                changes.computeIfAbsent(host, h -> new LinkedHashMap<>());
        Note before = known.get(instance);
        if (before != null && before.seq() >= seq) {
            return;
        }
        known.remove(instance);
        known.put(instance, new Note(seq, ++newest));
        if (known.size() > REMEMBERED) {
            var first = known.entrySet().iterator();
            forgotten.merge(host, first.next().getValue().version(), Math::max);
            first.remove();
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
        return changes.getOrDefault(host, new LinkedHashMap<>()).entrySet().stream()
                .filter(change -> change.getValue().version() > version)
                .map(Map.Entry::getKey)
                .toList();
    }
}
