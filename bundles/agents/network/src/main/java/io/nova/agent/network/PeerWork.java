package io.nova.agent.network;

import io.nova.gate.Gate;
import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.UnavailableException;
import io.nova.model.network.Ipv4;
import io.nova.protocol.NetworkProtocol;
import io.nova.protocol.PeersRequest;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.network.HostTunnels;
import io.nova.spi.network.NetworkDriver;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says where this host's tunnels end, and leads them to those of the others. Without an answer all
 * stays as it is: guests reach each other whether or not anybody manages them. Without OSGi, so
 * that the simulator runs it.
 */
final class PeerWork implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PeerWork.class);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration COMMAND = Duration.ofSeconds(60);
    private static final String THE_ONE = "host";

    private final HostId host;
    private final MessageBus bus;
    private final Gate<NetworkDriver> driver;
    private final Clock clock;
    private final IdSource ids;
    private final Work<String> asking;
    private final Work<String> applying;

    /** What a manager has answered; of none, there is nothing to be told again. */
    private Optional<Ipv4> told = Optional.empty();

    private Optional<Set<Ipv4>> wanted = Optional.empty();
    private boolean changed = true;

    PeerWork(
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
                        WorkSpec.<String>named("peers-" + host)
                                .reconciler(key -> apply())
                                .keys(() -> List.of(THE_ONE))
                                .resync(resync)
                                .deadline(COMMAND)
                                .build());
        this.asking =
                engine.start(
                        WorkSpec.<String>named("peers-" + host + "-ask")
                                .reconciler(key -> ask())
                                .keys(() -> List.of(THE_ONE))
                                .resync(resync)
                                .deadline(COMMAND)
                                .build());
    }

    /** The manager hints that it has news. */
    void hinted() {
        asking.wake(THE_ONE);
    }

    /** A driver came: its tunnels may end elsewhere. */
    void driverChanged() {
        synchronized (this) {
            changed = true;
        }
        asking.wakeAll();
        applying.wakeAll();
    }

    private Outcome ask() throws InterruptedException {
        if (!driver.isOpen()) {
            return Outcome.done();
        }
        Optional<Ipv4> underlay;
        try {
            underlay =
                    driver.call(
                            network ->
                                    network instanceof HostTunnels tunnels
                                            ? tunnels.underlay()
                                            : Optional.<Ipv4>empty());
        } catch (DriverException | UnavailableException away) {
            // It says so itself when it makes the network; who knows the host still does.
            return Outcome.retry(String.valueOf(away.getMessage()));
        }
        synchronized (this) {
            if (underlay.isEmpty() && told.isEmpty() && !changed) {
                return Outcome.done();
            }
        }
        call(underlay);
        synchronized (this) {
            // What has just started must not wait for a whole resync.
            return changed ? Outcome.again(SOON) : Outcome.done();
        }
    }

    private void call(Optional<Ipv4> underlay) {
        var unused =
                NetworkProtocol.PEERS
                        .call(
                                bus,
                                NetworkProtocol.MANAGER,
                                new PeersRequest(host, underlay),
                                ids.hex(16),
                                "",
                                clock.instant().plus(DEADLINE))
                        .whenComplete(
                                (answer, fault) -> {
                                    if (fault == null) {
                                        take(underlay, new TreeSet<>(answer.hosts()));
                                    }
                                });
    }

    private void take(Optional<Ipv4> underlay, Set<Ipv4> hosts) {
        synchronized (this) {
            told = underlay;
            changed = false;
            wanted = Optional.of(hosts);
        }
        applying.wakeAll();
    }

    private Outcome apply() throws InterruptedException {
        Optional<Set<Ipv4>> hosts;
        synchronized (this) {
            hosts = wanted;
        }
        if (hosts.isEmpty() || !driver.isOpen()) {
            return Outcome.done();
        }
        try {
            driver.call(
                    network -> {
                        if (network instanceof HostTunnels tunnels
                                && !tunnels.peers().equals(hosts.get())) {
                            tunnels.peers(hosts.get());
                        }
                        return true;
                    });
            return Outcome.done();
        } catch (DriverException fault) {
            if (fault.kind() == DriverException.Kind.BROKEN) {
                LOG.error("This host cannot reach the others: {}", fault.getMessage());
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
