package io.nova.agent.compute;

import io.nova.gate.Gate;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.UnavailableException;
import io.nova.model.ZoneName;
import io.nova.protocol.Ack;
import io.nova.protocol.ComputeProtocol;
import io.nova.protocol.ConsoleReply;
import io.nova.protocol.ConsoleRequest;
import io.nova.reconcile.ReconcileEngine;
import io.nova.spi.hypervisor.ConsoleAccess;
import io.nova.spi.hypervisor.GuestWatch;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.volume.VolumeConnector;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A compute host, whoever starts it: the component of the distribution, or the simulator, which
 * runs the very same on pretended machines.
 */
public final class ComputeHost implements AutoCloseable {

    private final Gate<HypervisorDriver> hypervisor;
    private final Gate<NetworkDriver> network;
    private final VolumeConnectors connectors;
    private final ComputeWork work;
    private final List<Subscription> subscriptions;
    private final Clock clock;
    private final GuestDrivers drivers;
    private final String launcher;
    private final IdentityHashMap<HypervisorDriver, Watched> watches = new IdentityHashMap<>();

    /** A driver that is there, and its watch. */
    private record Watched(String name, GuestWatch watch) {}

    /**
     * How a host works.
     *
     * @param resync how often to ask and to list without a hint
     * @param parallel the most guests that are worked on at once
     * @param shutdownGrace how long a guest may take to shut down
     * @param orphanWait how long a guest that nobody asked for is left alone
     * @param quarantine how long such guests are not removed after the cloud's records lost history
     * @param deadline of one command to a driver
     * @param commandLine for kernels
     * @param launcher the name of the driver that launches new guests; empty: of those that are
     *     there the one with the highest ranking, then the one that came first
     * @param driverWait how long a command waits while the driver is exchanged
     * @param driverDrain how long a driver that leaves waits for the commands inside
     */
    public record Settings(
            HostId host,
            ZoneName zone,
            Duration resync,
            int parallel,
            Duration shutdownGrace,
            Duration orphanWait,
            Duration quarantine,
            Duration deadline,
            String commandLine,
            String launcher,
            Duration driverWait,
            Duration driverDrain) {}

    /**
     * @param bootId changes when the machine restarts
     * @param memory keeps what the host knows across restarts of the agent
     * @param owners keeps which driver each guest belongs to
     */
    public ComputeHost(
            Settings settings,
            ReconcileEngine engine,
            MessageBus bus,
            Images images,
            String bootId,
            BootMemory memory,
            DriverMemory owners,
            Clock clock,
            IdSource ids) {
        this.clock = clock;
        hypervisor = new Gate<>("hypervisor", settings.driverWait(), settings.driverDrain());
        launcher = settings.launcher();
        drivers = new GuestDrivers(hypervisor, launcher, owners);
        network = new Gate<>("network", settings.driverWait(), settings.driverDrain());
        connectors =
                new VolumeConnectors(
                        new Gate<>("connector", settings.driverWait(), settings.driverDrain()));
        work =
                new ComputeWork(
                        settings,
                        engine,
                        bus,
                        hypervisor,
                        drivers,
                        network,
                        connectors,
                        images,
                        new HostBoot(bootId, memory),
                        memory,
                        clock,
                        ids);
        subscriptions =
                List.of(
                        ComputeProtocol.WAKE.serve(
                                bus,
                                ComputeProtocol.agent(settings.host()),
                                1,
                                hint -> {
                                    work.hinted(hint.commit());
                                    return CompletableFuture.completedStage(Ack.OK);
                                }),
                        ComputeProtocol.HOLDINGS.serve(
                                bus,
                                ComputeProtocol.agent(settings.host()),
                                1,
                                asked -> CompletableFuture.completedStage(work.holdings(asked))),
                        ComputeProtocol.CONSOLE.serve(
                                bus, ComputeProtocol.agent(settings.host()), 4, this::console));
    }

    /** Copies guests' disks too, for images. */
    void copyDisks(
            Settings settings,
            ReconcileEngine engine,
            MessageBus bus,
            CaptureFiles files,
            CaptureLink link) {
        work.copyDisks(settings, engine, bus, files, link, clock);
    }

    /** Takes a hypervisor driver into use, beside others. */
    public void bindHypervisor(HypervisorDriver driver, String name, int ranking) {
        hypervisor.bind(driver, name, name.equals(launcher) ? Integer.MAX_VALUE : ranking);
        synchronized (watches) {
            GuestWatch watch = driver.watch((guest, power) -> work.changed(name, guest, power));
            watches.put(driver, new Watched(name, watch));
        }
        work.driverChanged(name);
    }

    /** Returns when no command is inside the driver any longer; its guests are left as they are. */
    public void unbindHypervisor(HypervisorDriver driver) {
        Optional<Watched> watched;
        synchronized (watches) {
            watched = Optional.ofNullable(watches.remove(driver));
        }
        watched.ifPresent(one -> one.watch().close());
        hypervisor.unbind(driver);
        watched.ifPresent(one -> work.driverChanged(one.name()));
    }

    /** Takes a network driver into use. */
    public void bindNetwork(NetworkDriver driver, String name) {
        network.bind(driver, name, 0);
    }

    /** Returns when no command is inside the driver any longer. */
    public void unbindNetwork(NetworkDriver driver) {
        network.unbind(driver);
    }

    /**
     * Takes a connector into use, beside those of other technologies: from now on guests can have
     * volumes of its own.
     */
    public void bindConnector(VolumeConnector driver, String technology) {
        connectors.bind(driver, technology);
        work.connectorChanged(technology);
    }

    /** Returns when no command is inside the connector any longer; connections stay. */
    public void unbindConnector(VolumeConnector driver) {
        connectors.unbind(driver).ifPresent(work::connectorChanged);
    }

    /** Leaves the guests as they are. */
    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
        work.close();
    }

    private CompletionStage<ConsoleReply> console(ConsoleRequest request) {
        byte[] tail;
        try {
            tail =
                    drivers.call(
                                    request.instance(),
                                    driver ->
                                            driver instanceof ConsoleAccess console
                                                    ? console.tail(
                                                            request.instance(), request.maxBytes())
                                                    : new byte[0])
                            .orElseGet(() -> new byte[0]);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("hypervisor", "The request was interrupted", e);
        }
        return CompletableFuture.completedStage(
                new ConsoleReply(clock.instant(), Base64.getEncoder().encodeToString(tail)));
    }
}
