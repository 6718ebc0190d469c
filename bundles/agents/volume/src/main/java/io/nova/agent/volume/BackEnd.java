package io.nova.agent.volume;

import io.nova.gate.Gate;
import io.nova.model.IdSource;
import io.nova.model.SnapshotId;
import io.nova.protocol.Holdings;
import io.nova.protocol.HoldingsRequest;
import io.nova.reconcile.ReconcileEngine;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeSnapshots;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/**
 * The volumes of one technology on this host, and the work on them: it goes on whatever becomes of
 * the drivers of others, and waits while its own is away.
 */
final class BackEnd implements AutoCloseable {

    private final Gate<VolumeDriver> driver;
    private final VolumeWork work;

    /**
     * @param technology the name of its driver
     * @param alone whether the host has no other back end
     */
    BackEnd(
            String technology,
            BooleanSupplier alone,
            VolumeHost.Settings settings,
            ReconcileEngine engine,
            MessageBus bus,
            Clock clock,
            IdSource ids) {
        driver = new Gate<>("volume", settings.driverWait(), settings.driverDrain());
        work = new VolumeWork(technology, alone, settings, engine, bus, driver, clock, ids);
    }

    void bind(VolumeDriver added, String name, boolean local) {
        driver.bind(added, name, 0);
        work.driverCame(local);
    }

    /** Returns when no command is inside the driver any longer. */
    void unbind(VolumeDriver removed) {
        driver.unbind(removed);
        work.driverChanged();
    }

    /** The manager hints that it has news. */
    void hinted() {
        work.hinted();
    }

    /** Tells which volumes are there. */
    Holdings holdings(HoldingsRequest asked) {
        return work.holdings(asked);
    }

    boolean isOpen() {
        return driver.isOpen();
    }

    /** Tells whether it keeps the snapshot; its driver must be there. */
    boolean keeps(SnapshotId snapshot) throws InterruptedException {
        return driver.call(
                one ->
                        one instanceof VolumeSnapshots snapshots
                                && snapshots.snapshots().stream()
                                        .anyMatch(kept -> kept.id().equals(snapshot)));
    }

    SnapshotReader reader() {
        return new SnapshotReader(driver);
    }

    @Override
    public void close() {
        work.close();
    }
}
