package io.nova.frontend.ec2.metric;

import io.nova.api.compute.DriverService;
import io.nova.api.compute.DriverService.DriverView;
import io.nova.api.identity.CallerResolver;
import io.nova.api.volume.VolumeInventory;
import io.nova.frontend.http.MetricSink;
import io.nova.frontend.http.MetricSource;
import io.nova.model.Caller;
import io.nova.model.RequestContext;
import io.nova.model.UnavailableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells how the hosts' drivers are used, as the hosts said last. */
@Component
public final class DriverMetrics implements MetricSource {

    private final CallerResolver callers;
    private final DriverService drivers;
    private final VolumeInventory inventory;

    /** Asked for once: the monitoring must not wait for a driver that is being exchanged. */
    private volatile @Nullable Caller operator;

    @Activate
    public DriverMetrics(
            @Reference CallerResolver callers,
            @Reference DriverService drivers,
            @Reference VolumeInventory inventory) {
        this.callers = callers;
        this.drivers = drivers;
        this.inventory = inventory;
    }

    @Override
    public void collect(MetricSink sink) {
        RequestContext context;
        try {
            context = new RequestContext("metrics", operator());
        } catch (UnavailableException e) {
            // Before the first start has made an operator there is nothing to tell.
            return;
        }
        List<DriverView> all = new ArrayList<>(drivers.drivers(context));
        all.addAll(inventory.drivers(context));
        Set<Map<String, String>> told = new HashSet<>();
        for (DriverView driver : all) {
            if (driver.host().isEmpty()) {
                continue;
            }
            Map<String, String> place = Map.of("family", driver.family(), "host", driver.host());
            sink.counter(
                    "nova_driver_calls_total",
                    "Calls to a driver of a host",
                    Map.of(
                            "family", driver.family(),
                            "host", driver.host(),
                            "driver", driver.name()),
                    (double) driver.calls());
            // What waits for a driver waits for any of its family.
            if (told.add(place)) {
                waiting(sink, place, driver);
            }
        }
    }

    private static void waiting(MetricSink sink, Map<String, String> place, DriverView driver) {
        sink.counter(
                "nova_driver_swaps_total",
                "How often a driver of the family took over from another on the host",
                place,
                (double) driver.swaps());
        sink.counter(
                "nova_driver_wait_seconds_total",
                "How long calls waited for a driver while there was none, all together",
                place,
                driver.waited().toMillis() / 1000.0);
        sink.gauge(
                "nova_driver_longest_wait_seconds",
                "The longest that one call waited for a driver",
                place,
                driver.longestPause().toMillis() / 1000.0);
    }

    private Caller operator() {
        Caller known = operator;
        if (known == null) {
            known = callers.operator();
            operator = known;
        }
        return known;
    }
}
