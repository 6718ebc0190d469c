package io.nova.agent.network;

import io.nova.gate.Gate;
import io.nova.json.Json;
import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.UnavailableException;
import io.nova.protocol.Filters;
import io.nova.protocol.FiltersRequest;
import io.nova.protocol.HostFilters;
import io.nova.protocol.NetworkProtocol;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.network.NetworkDriver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks what the host should let through, and brings it about: each look finds what differs and what
 * is left over. Without an answer all stays as it is. Without OSGi, so that the simulator runs it.
 */
final class FilterWork implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FilterWork.class);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration COMMAND = Duration.ofSeconds(60);
    private static final String THE_ONE = "host";

    /**
     * What the host should let through is one text: many launches shall not each pay for all of it.
     */
    private static final double SHARE = 0.05;

    /** Only where there are thousands of ports on one host it takes as long. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(5);

    private final HostId host;
    private final MessageBus bus;
    private final Gate<NetworkDriver> driver;
    private final Clock clock;
    private final IdSource ids;
    private final Work<String> applying;
    private final Work<String> asking;
    private final StringBuilder text = new StringBuilder();
    private String pieces = "";
    private String version = "";
    private @Nullable HostFilters wanted;
    private boolean due = true;
    private boolean waiting;
    private boolean answered;
    private boolean failed;
    private Instant called = Instant.MIN;
    private Instant asked = Instant.MIN;
    private Instant restsUntil = Instant.MIN;

    FilterWork(
            HostId host,
            Duration resync,
            ReconcileEngine engine,
            MessageBus bus,
            Gate<NetworkDriver> driver,
            Clock clock,
            IdSource ids) {
        this.host = host;
        this.bus = bus;
        this.driver = driver;
        this.clock = clock;
        this.ids = ids;
        this.applying =
                engine.start(
                        WorkSpec.<String>named("filters-" + host)
                                .reconciler(key -> apply())
                                .keys(() -> List.of(THE_ONE))
                                .resync(resync)
                                .share(SHARE)
                                .deadline(COMMAND)
                                .build());
        this.asking =
                engine.start(
                        WorkSpec.<String>named("filters-" + host + "-ask")
                                .reconciler(key -> ask())
                                .keys(() -> List.of(THE_ONE))
                                .resync(resync)
                                .build());
    }

    /** The manager hints that it has news. */
    void hinted() {
        synchronized (this) {
            due = true;
        }
        asking.wake(THE_ONE);
    }

    /** A driver came: what it finds may differ. */
    void driverChanged() {
        applying.wakeAll();
    }

    // Every question is looked after: without an answer it is asked again. The look after an answer
    // asks nothing, unless there was a hint in between.
    private Outcome ask() {
        synchronized (this) {
            Instant now = clock.instant();
            if (waiting && !answered && !failed && now.isBefore(called.plus(DEADLINE))) {
                return Outcome.again(SOON);
            }
            if (waiting && answered && !due) {
                waiting = false;
                return Outcome.done();
            }
            if (now.isBefore(restsUntil)) {
                return Outcome.again(Duration.between(now, restsUntil));
            }
            asked = now;
            waiting = true;
            due = false;
            answered = false;
            failed = false;
            text.setLength(0);
            pieces = "";
        }
        call(0);
        return Outcome.again(SOON);
    }

    private void call(int offset) {
        String known;
        synchronized (this) {
            known = version;
            called = clock.instant();
        }
        var unused =
                NetworkProtocol.FILTERS
                        .call(
                                bus,
                                NetworkProtocol.MANAGER,
                                new FiltersRequest(host, known, offset),
                                ids.hex(16),
                                "",
                                clock.instant().plus(DEADLINE))
                        .whenComplete(
                                (answer, fault) -> {
                                    if (fault == null) {
                                        take(answer, offset);
                                    } else {
                                        fail();
                                    }
                                });
    }

    private synchronized void fail() {
        failed = true;
    }

    private void take(Filters answer, int offset) {
        boolean more = answer.next() > 0;
        boolean again;
        synchronized (this) {
            if (offset == 0) {
                text.setLength(0);
                pieces = answer.version();
            }
            if (!pieces.equals(answer.version()) || text.length() != offset) {
                // Of another version, or of another question: it is asked anew.
                failed = true;
                return;
            }
            text.append(answer.text());
            if (!more) {
                if (!answer.version().equals(version)) {
                    wanted = Json.read(text.toString(), HostFilters.class);
                    version = answer.version();
                }
                answered = true;
                rest();
                text.setLength(0);
            }
            again = !more && due;
        }
        if (more) {
            call(answer.next());
        } else {
            applying.wakeAll();
        }
        if (again) {
            asking.wake(THE_ONE);
        }
    }

    private void rest() {
        Instant now = clock.instant();
        Duration rest = Duration.between(asked, now).multipliedBy(Math.round(1 / SHARE - 1));
        restsUntil = now.plus(rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST);
    }

    private Outcome apply() throws InterruptedException {
        HostFilters filters;
        synchronized (this) {
            filters = wanted;
        }
        if (filters == null) {
            return Outcome.done();
        }
        try {
            driver.call(
                    network -> {
                        new Filtering(filters).bringTo(network);
                        return true;
                    });
            return Outcome.done();
        } catch (DriverException fault) {
            if (fault.kind() == DriverException.Kind.BROKEN) {
                LOG.error("This host cannot filter as it should: {}", fault.getMessage());
            }
            return Outcome.retry(String.valueOf(fault.getMessage()));
        } catch (UnavailableException noDriver) {
            return Outcome.retry(String.valueOf(noDriver.getMessage()));
        }
    }

    @Override
    public void close() {
        asking.close();
        applying.close();
    }
}
