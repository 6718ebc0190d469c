package io.nova.driver.hypervisor.libvirt;

import io.nova.model.InstanceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Guests that were asked to reboot and have not been seen to. */
final class PendingReboots {

    private final Duration patience;
    private final Map<InstanceId, Long> ends = new ConcurrentHashMap<>();

    PendingReboots(Duration patience) {
        this.patience = patience;
    }

    void asked(InstanceId instance) {
        ends.putIfAbsent(instance, System.nanoTime() + patience.toNanos());
    }

    void seen(InstanceId instance) {
        ends.remove(instance);
    }

    /** Takes out the guests that had their time. */
    List<InstanceId> overdue() {
        long now = System.nanoTime();
        List<InstanceId> overdue =
                ends.entrySet().stream()
                        .filter(entry -> now - entry.getValue() >= 0)
                        .map(Map.Entry::getKey)
                        .toList();
        overdue.forEach(ends::remove);
        return overdue;
    }
}
