package io.nova.agent.volume;

import io.nova.gate.Gate;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A volume host, whoever starts it: the component of the distribution or the simulator. */
public final class VolumeHost implements AutoCloseable {

    private final Gate<VolumeDriver> driver;
    private final VolumeWork work;
    private final Settings settings;
    private final ReconcileEngine engine;
    private final MessageBus bus;
    private final Subscription subscription;
    private Optional<ImageWork> images = Optional.empty();

    /**
     * How a host works.
     *
     * @param resync how often to look without being hinted
     * @param parallel the most volumes that are worked on at once
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
        driver = new Gate<>("volume", settings.driverWait(), settings.driverDrain());
        work = new VolumeWork(settings, engine, bus, driver, clock, ids);
        subscription =
                VolumeProtocol.WAKE.serve(
                        bus,
                        VolumeProtocol.agent(settings.host()),
                        1,
                        hint -> {
                            work.hinted();
                            return CompletableFuture.completedStage(Ack.OK);
                        });
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
                                new ImageReconciler(
                                        settings.host(), new SnapshotReader(driver), uplink)));
    }

    /** Takes a driver into use. */
    public void bind(VolumeDriver added, String name) {
        driver.bind(added, name, 0);
        work.driverChanged();
    }

    /** Returns when no command is inside the driver any longer. */
    public void unbind(VolumeDriver removed) {
        driver.unbind(removed);
        work.driverChanged();
    }

    /** Leaves volumes and exports as they are. */
    @Override
    public void close() {
        subscription.close();
        images.ifPresent(ImageWork::close);
        work.close();
    }
}
