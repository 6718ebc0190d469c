package io.nova.frontend.ec2.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.api.compute.DriverService.DriverView;
import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.Credential;
import io.nova.api.volume.VolumeInventory;
import io.nova.frontend.http.MetricSink;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.SnapshotId;
import io.nova.model.UnavailableException;
import io.nova.model.UserId;
import io.nova.model.VolumeId;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.Volume;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DriverMetricsTest {

    private static final Caller OPERATOR =
            new Caller(
                    new UserId("admin"),
                    new ProjectId("000000000001"),
                    new AccessKeyId("operator"),
                    Set.of(Role.CLOUDADMIN));

    private final Callers callers = new Callers();
    private final DriverMetrics metrics =
            new DriverMetrics(
                    callers,
                    context ->
                            List.of(
                                    view("hypervisor", "h1", "libvirt", 5),
                                    view("hypervisor", "h1", "simulated", 2),
                                    view("state", "", "embedded", 0)),
                    new Volumes());

    @Test
    void whatCallsWaitedForADriverIsTold() {
        Sink told = new Sink();
        metrics.collect(told);
        assertEquals(
                new TreeSet<>(
                        Set.of(
                                "nova_driver_calls_total{driver=libvirt, family=hypervisor, host=h1} 5.0",
                                "nova_driver_calls_total{driver=simulated, family=hypervisor, host=h1} 2.0",
                                "nova_driver_calls_total{driver=file, family=volume, host=h1} 7.0",
                                "nova_driver_swaps_total{family=hypervisor, host=h1} 1.0",
                                "nova_driver_swaps_total{family=volume, host=h1} 1.0",
                                "nova_driver_wait_seconds_total{family=hypervisor, host=h1} 1.5",
                                "nova_driver_wait_seconds_total{family=volume, host=h1} 1.5",
                                "nova_driver_longest_wait_seconds{family=hypervisor, host=h1} 0.25",
                                "nova_driver_longest_wait_seconds{family=volume, host=h1} 0.25")),
                told.lines);
    }

    @Test
    void whoIsKnownIsNotLookedUpAgain() {
        callers.away = true;
        Sink before = new Sink();
        metrics.collect(before);
        assertEquals(Set.of(), before.lines);
        callers.away = false;
        metrics.collect(new Sink());
        callers.away = true;
        Sink after = new Sink();
        metrics.collect(after);
        assertEquals(9, after.lines.size());
    }

    private static DriverView view(String family, String host, String name, long calls) {
        return new DriverView(
                family, host, name, calls, 0, 1, Duration.ofMillis(250), Duration.ofMillis(1500));
    }

    private static final class Callers implements CallerResolver {

        private boolean away;

        @Override
        public Optional<Credential> find(AccessKeyId key) {
            return Optional.empty();
        }

        @Override
        public Caller operator() {
            if (away) {
                throw new UnavailableException("identity", "away");
            }
            return OPERATOR;
        }
    }

    private static final class Volumes implements VolumeInventory {

        @Override
        public Page<Volume> volumes(
                RequestContext context, Collection<VolumeId> ids, String after, int limit) {
            return new Page<>(List.of(), Optional.empty());
        }

        @Override
        public Page<Snapshot> snapshots(
                RequestContext context, Collection<SnapshotId> ids, String after, int limit) {
            return new Page<>(List.of(), Optional.empty());
        }

        @Override
        public List<VolumeHostView> hosts(RequestContext context) {
            return List.of();
        }

        @Override
        public List<DriverView> drivers(RequestContext context) {
            return List.of(view("volume", "h1", "file", 7));
        }
    }

    private static final class Sink implements MetricSink {

        private final Set<String> lines = new TreeSet<>();

        @Override
        public void counter(String name, String help, Map<String, String> labels, double value) {
            lines.add(name + new TreeMap<>(labels) + " " + value);
        }

        @Override
        public void gauge(String name, String help, Map<String, String> labels, double value) {
            counter(name, help, labels, value);
        }

        @Override
        public void histogram(
                String name,
                String help,
                Map<String, String> labels,
                double[] bounds,
                long[] counts,
                double sum) {
            throw new AssertionError(name);
        }
    }
}
