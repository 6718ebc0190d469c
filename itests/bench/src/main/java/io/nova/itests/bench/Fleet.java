package io.nova.itests.bench;

import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.ZoneName;
import io.nova.model.compute.HostCapacity;
import io.nova.model.compute.PowerState;
import io.nova.protocol.Assignments;
import io.nova.protocol.AssignmentsRequest;
import io.nova.protocol.ComputeProtocol;
import io.nova.protocol.GuestAssignment;
import io.nova.protocol.GuestReport;
import io.nova.protocol.HostReport;
import io.nova.spi.messaging.MessageBus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Hosts that are pretended, as managers know hosts: each asks over the bus what it should hold and
 * tells that it is so, every ten seconds, as agents do without hints.
 */
final class Fleet implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int THREADS = 8;
    private static final HostCapacity CAPACITY = new HostCapacity(10_000, 16 << 20, 4000);

    private final MessageBus bus;
    private final List<Host> hosts = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();

    /** A host, and the version that it has whole. */
    private static final class Host {
        private final HostId id;
        private long version;

        Host(int number) {
            id = new HostId("fleet-%05d".formatted(number));
        }
    }

    Fleet(MessageBus bus, int count) {
        this.bus = bus;
        for (int i = 0; i < count; i++) {
            hosts.add(new Host(i));
        }
    }

    /** Has every host tell of itself once, and begins their rounds. */
    void start() throws Exception {
        threads.invokeAll(shares(share -> share.forEach(this::round))).forEach(Fleet::done);
        if (faults.get() > 0) {
            throw new IllegalStateException(faults + " calls of hosts failed");
        }
        shares(this::roundsOf).forEach(share -> threads.execute(() -> run(share)));
    }

    private static void run(Callable<Void> share) {
        try {
            share.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void done(Future<?> share) {
        try {
            share.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What one thread does with its hosts. */
    private interface Work {
        void with(List<Host> share);
    }

    private List<Callable<Void>> shares(Work work) {
        List<Callable<Void>> shares = new ArrayList<>();
        int size = (hosts.size() + THREADS - 1) / THREADS;
        for (int from = 0; from < hosts.size(); from += size) {
            List<Host> share = hosts.subList(from, Math.min(hosts.size(), from + size));
            shares.add(
                    () -> {
                        work.with(share);
                        return null;
                    });
        }
        return shares;
    }

    private void roundsOf(List<Host> share) {
        long step = PERIOD.toNanos() / share.size();
        long next = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            for (Host host : share) {
                next += step;
                LockSupport.parkNanos(next - System.nanoTime());
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                round(host);
            }
        }
    }

    private void round(Host host) {
        try {
            List<GuestReport> guests = new ArrayList<>();
            String page = "";
            boolean more = true;
            while (more) {
                Assignments told = ask(host, page);
                if (page.isEmpty()) {
                    host.version = told.version();
                }
                told.guests().forEach(guest -> guests.add(as(guest)));
                page = told.full() ? told.next() : "";
                more = !told.next().isEmpty();
            }
            ComputeProtocol.REPORT
                    .call(
                            bus,
                            ComputeProtocol.MANAGER,
                            new HostReport(
                                    host.id,
                                    new ZoneName("nova"),
                                    "boot",
                                    CAPACITY,
                                    List.of("simulated"),
                                    guests,
                                    List.of()),
                            op(),
                            "",
                            deadline())
                    .join();
        } catch (CompletionException e) {
            faults.incrementAndGet();
        }
    }

    private Assignments ask(Host host, String page) {
        AssignmentsRequest request = new AssignmentsRequest(host.id, host.version, page);
        return ComputeProtocol.ASSIGNMENTS
                .call(bus, ComputeProtocol.MANAGER, request, op(), "", deadline())
                .join();
    }

    private static GuestReport as(GuestAssignment guest) {
        InstanceId id = guest.instance();
        PowerState power =
                switch (guest.wanted()) {
                    case ON, PAUSED -> PowerState.ON;
                    case OFF -> PowerState.OFF;
                    case GONE -> PowerState.GONE;
                };
        return new GuestReport(id, guest.generation(), power, "", false);
    }

    private String op() {
        return "fleet-" + calls.incrementAndGet();
    }

    private static Instant deadline() {
        return Instant.now().plus(DEADLINE);
    }

    long calls() {
        return calls.get();
    }

    long faults() {
        return faults.get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
