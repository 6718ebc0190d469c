package io.nova.agent.volume;

import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.ZoneName;
import io.nova.protocol.Ack;
import io.nova.protocol.ImageUplink;
import io.nova.protocol.VolumeProtocol;
import io.nova.reconcile.ReconcileEngine;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.volume.VolumeDriver;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A volume host, whoever starts it: the component of the distribution or the simulator. */
public final class VolumeHost implements AutoCloseable {

    private final BackEnds backEnds;
    private final Settings settings;
    private final ReconcileEngine engine;
    private final MessageBus bus;
    private final List<Subscription> subscriptions;
    private Optional<ImageWork> images = Optional.empty();

    /**
     * How a host works.
     *
     * @param resync how often to look without being hinted
     * @param parallel the most volumes of one driver that are worked on at once
     * @param deadline of one step of work on a volume
     * @param driverWait how long a command waits while the driver is exchanged
     * @param driverDrain how long a driver that leaves waits for the commands inside
     */
    public record Settings(
            HostId host,
            ZoneName zone,
            Duration resync,
            int parallel,
            Duration deadline,
            Duration driverWait,
            Duration driverDrain) {}

    public VolumeHost(
            Settings settings, ReconcileEngine engine, MessageBus bus, Clock clock, IdSource ids) {
        this.settings = settings;
        this.engine = engine;
        this.bus = bus;
        backEnds =
                new BackEnds(
                        technology ->
                                new BackEnd(
                                        technology,
                                        this::hasOneBackEnd,
                                        settings,
                                        engine,
                                        bus,
                                        clock,
                                        ids));
        subscriptions =
                List.of(
                        VolumeProtocol.WAKE.serve(
                                bus,
                                VolumeProtocol.agent(settings.host()),
                                1,
                                hint -> {
                                    backEnds.hinted();
                                    return CompletableFuture.completedStage(Ack.OK);
                                }),
                        VolumeProtocol.HOLDINGS.serve(
                                bus,
                                VolumeProtocol.agent(settings.host()),
                                1,
                                asked ->
                                        CompletableFuture.completedStage(
                                                backEnds.holdings(asked))));
    }

    /** Uploads snapshots too, for images. */
    void sendImages(ImageUplink uplink) {
        images =
                Optional.of(
                        new ImageWork(
                                settings.host(),
                                engine,
                                bus,
                                settings.resync(),
                                new ImageReconciler(settings.host(), backEnds::reader, uplink)));
    }

    private boolean hasOneBackEnd() {
        return backEnds.isOne();
    }

    /**
     * Takes a driver into use, beside those of other names; one of the same name goes on with the
     * same volumes.
     *
     * @param local whether only guests of this host reach its volumes
     */
    public void bind(VolumeDriver added, String name, boolean local) {
        backEnds.bind(added, name, local);
    }

    /** Returns when no command is inside the driver any longer; its volumes are left alone. */
    public void unbind(VolumeDriver removed) {
        backEnds.unbind(removed);
    }

    /** Leaves volumes and exports as they are. */
    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
        images.ifPresent(ImageWork::close);
        backEnds.close();
    }
}
