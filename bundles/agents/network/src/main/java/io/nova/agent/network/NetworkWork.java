package io.nova.agent.network;

import io.nova.gate.Gate;
import io.nova.gate.GatewayPart;
import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.NetworkId;
import io.nova.model.UnavailableException;
import io.nova.model.network.Ipv4;
import io.nova.protocol.NetworkAssignment;
import io.nova.protocol.NetworkProtocol;
import io.nova.protocol.Networks;
import io.nova.protocol.NetworksRequest;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.NetworkSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks which networks the host should have, and keeps them: each look repairs what differs. A
 * network that is no longer wanted goes when its last port has gone. Without OSGi, so that the
 * simulator runs it.
 */
final class NetworkWork implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NetworkWork.class);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration COMMAND = Duration.ofSeconds(60);
    private static final String THE_ONE = "host";

    private final HostId host;
    private final MessageBus bus;
    private final Gate<NetworkDriver> driver;
    private final Clock clock;
    private final IdSource ids;
    private final Map<NetworkId, NetworkSpec> wanted = new LinkedHashMap<>();
    private final Work<String> asking;
    private final Work<NetworkId> networks;
    private final List<GatewayPart> parts = new CopyOnWriteArrayList<>();
    private boolean answered;

    NetworkWork(
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
        this.networks =
                engine.start(
                        WorkSpec.<NetworkId>named("network-" + host)
                                .reconciler(this::reconcile)
                                .keys(this::known)
                                .resync(resync)
                                .deadline(COMMAND)
                                .build());
        this.asking =
                engine.start(
                        WorkSpec.<String>named("network-" + host + "-ask")
                                .reconciler(key -> ask())
                                .keys(() -> List.of(THE_ONE))
                                .resync(resync)
                                .build());
    }

    /** The manager hints that it has news. */
    void hinted() {
        asking.wake(THE_ONE);
    }

    /** A driver came: it may have to repair everything. */
    void driverChanged() {
        networks.wakeAll();
    }

    private Outcome ask() {
        var unused =
                NetworkProtocol.NETWORKS
                        .call(
                                bus,
                                NetworkProtocol.MANAGER,
                                new NetworksRequest(host),
                                ids.hex(16),
                                "",
                                clock.instant().plus(DEADLINE))
                        .whenComplete(
                                (answer, fault) -> {
                                    if (fault == null) {
                                        take(answer);
                                    }
                                });
        // A host that just started must not wait for a resync.
        return hasAnswer() ? Outcome.done() : Outcome.again(SOON);
    }

    private synchronized boolean hasAnswer() {
        return answered;
    }

    private void take(Networks answer) {
        Map<NetworkId, NetworkSpec> before;
        Map<NetworkId, NetworkSpec> now = new LinkedHashMap<>();
        answer.networks().forEach(network -> now.put(network.id(), spec(network)));
        boolean first;
        synchronized (this) {
            first = !answered;
            answered = true;
            before = Map.copyOf(wanted);
            wanted.clear();
            wanted.putAll(now);
        }
        tellGateways();
        if (first) {
            networks.wakeAll();
        }
        // Every launch hints, and to look after a network takes many commands.
        Stream.concat(before.keySet().stream(), now.keySet().stream())
                .filter(id -> !Objects.equals(before.get(id), now.get(id)))
                .forEach(networks::wake);
    }

    /** Adds a part that answers guests at their gateways. */
    void add(GatewayPart part) {
        parts.add(part);
        tellGateways();
    }

    void remove(GatewayPart part) {
        parts.remove(part);
    }

    private void tellGateways() {
        // Whoever tells last tells what is wanted last.
        synchronized (parts) {
            Map<Ipv4, Integer> ports = new HashMap<>();
            synchronized (this) {
                if (!answered) {
                    return;
                }
                wanted.values().forEach(spec -> ports.put(spec.gateway(), spec.metadataPort()));
            }
            parts.forEach(part -> part.serveGateways(ports));
        }
    }

    private List<NetworkId> known() {
        List<NetworkId> known = new ArrayList<>();
        synchronized (this) {
            if (!answered) {
                return known;
            }
            known.addAll(wanted.keySet());
        }
        if (driver.isOpen()) {
            try {
                driver.call(NetworkDriver::networks).stream()
                        .map(NetworkSpec::id)
                        .filter(id -> !known.contains(id))
                        .forEach(known::add);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return known;
    }

    private Outcome reconcile(NetworkId id) throws InterruptedException {
        NetworkSpec spec;
        synchronized (this) {
            spec = wanted.get(id);
        }
        try {
            driver.call(
                    network -> {
                        if (spec == null) {
                            network.remove(id);
                        } else {
                            network.ensure(spec);
                        }
                        return true;
                    });
            return Outcome.done();
        } catch (DriverException fault) {
            if (fault.kind() == DriverException.Kind.BROKEN) {
                LOG.error("This host cannot have the network {}: {}", id, fault.getMessage());
            }
            return Outcome.retry(String.valueOf(fault.getMessage()));
        } catch (UnavailableException noDriver) {
            return Outcome.retry(String.valueOf(noDriver.getMessage()));
        }
    }

    private static NetworkSpec spec(NetworkAssignment network) {
        return new NetworkSpec(
                network.id(),
                network.cidr(),
                network.gateway(),
                network.mtu(),
                network.domain(),
                network.nameServers(),
                network.metadataPort());
    }

    @Override
    public void close() {
        asking.close();
        networks.close();
    }
}
