package io.nova.agent.network;

import io.nova.gate.Gate;
import io.nova.gate.GatewayPart;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.protocol.Ack;
import io.nova.protocol.NetworkProtocol;
import io.nova.reconcile.ReconcileEngine;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.network.NetworkDriver;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The networks of a host, whoever starts it: the component of the distribution or the simulator.
 */
public final class NetworkHost implements AutoCloseable {

    private final Gate<NetworkDriver> driver;
    private final NetworkWork work;
    private final FilterWork filters;
    private final PeerWork peers;
    private final Subscription subscription;

    /**
     * How a host works.
     *
     * @param resync how often to look without being hinted
     * @param driverWait how long a command waits while the driver is exchanged
     * @param driverDrain how long a driver that leaves waits for the commands inside
     */
    public record Settings(
            HostId host, Duration resync, Duration driverWait, Duration driverDrain) {}

    public NetworkHost(
            Settings settings, ReconcileEngine engine, MessageBus bus, Clock clock, IdSource ids) {
        driver = new Gate<>("network", settings.driverWait(), settings.driverDrain());
        work = new NetworkWork(settings.host(), settings.resync(), engine, bus, driver, clock, ids);
        filters =
                new FilterWork(settings.host(), settings.resync(), engine, bus, driver, clock, ids);
        peers = new PeerWork(settings.host(), settings.resync(), engine, bus, driver, clock, ids);
        subscription =
                NetworkProtocol.WAKE.serve(
                        bus,
                        NetworkProtocol.agent(settings.host()),
                        1,
                        hint -> {
                            work.hinted();
                            filters.hinted();
                            peers.hinted();
                            return CompletableFuture.completedStage(Ack.OK);
                        });
    }

    /** Takes a driver into use. */
    public void bind(NetworkDriver added, String name) {
        driver.bind(added, name, 0);
        work.driverChanged();
        filters.driverChanged();
        peers.driverChanged();
    }

    /** Returns when no command is inside the driver any longer. */
    public void unbind(NetworkDriver removed) {
        driver.unbind(removed);
    }

    /** Tells a part at which gateways guests ask, from now on. */
    public void add(GatewayPart part) {
        work.add(part);
    }

    /** Tells a part no more. */
    public void remove(GatewayPart part) {
        work.remove(part);
    }

    /** Leaves the networks as they are. */
    @Override
    public void close() {
        subscription.close();
        peers.close();
        filters.close();
        work.close();
    }
}
