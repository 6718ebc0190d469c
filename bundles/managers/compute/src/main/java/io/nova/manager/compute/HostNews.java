package io.nova.manager.compute;

import io.nova.model.HostId;
import io.nova.model.InstanceId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which instances changed for which host, and when, so that a host is told only what is new. Lost
 * with the process: a host that knows an older version than this remembers is told everything.
 */
final class HostNews {

    /** More changes than these and a host is told everything instead. */
    private static final int REMEMBERED = 10_000;

    private final Map<HostId, LinkedHashMap<InstanceId, Long>> changes = new HashMap<>();
    private final Map<HostId, Long> forgotten = new HashMap<>();
    private final long since;

    /**
     * @param since the newest commit when this began: nothing before it is remembered
     */
    HostNews(long since) {
        this.since = since;
    }

    synchronized void changed(HostId host, InstanceId instance, long seq) {
        LinkedHashMap<InstanceId, Long> known =
                changes.computeIfAbsent(host, h -> new LinkedHashMap<>());
        known.remove(instance);
        known.put(instance, seq);
        if (known.size() > REMEMBERED) {
            var oldest = known.entrySet().iterator();
            forgotten.merge(host, oldest.next().getValue(), Math::max);
            oldest.remove();
        }
    }

    /** Tells whether all that changed after the version is remembered. */
    synchronized boolean reachesBackTo(HostId host, long version) {
        return version >= since && version >= forgotten.getOrDefault(host, 0L);
    }

    /** Returns the instances that changed after the version. */
    synchronized List<InstanceId> after(HostId host, long version) {
        return changes.getOrDefault(host, new LinkedHashMap<>()).entrySet().stream()
                .filter(change -> change.getValue() > version)
                .map(Map.Entry::getKey)
                .toList();
    }
}
