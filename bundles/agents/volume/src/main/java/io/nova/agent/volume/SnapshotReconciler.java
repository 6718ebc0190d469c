package io.nova.agent.volume;

import io.nova.gate.Gate;
import io.nova.model.DriverException;
import io.nova.model.SnapshotId;
import io.nova.model.UnavailableException;
import io.nova.model.VolumeId;
import io.nova.protocol.SnapshotAssignment;
import io.nova.protocol.SnapshotReport;
import io.nova.reconcile.Ledger;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.Reconciler;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeSnapshots;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes or removes one snapshot, and tells what came of it. */
final class SnapshotReconciler implements Reconciler<SnapshotId> {

    private final Ledger<SnapshotId, SnapshotAssignment, SnapshotReport> ledger;
    private final Gate<VolumeDriver> driver;
    private final Consumer<VolumeId> freed;
    private final Runnable tell;

    /**
     * @param freed hears of volumes that have a snapshot less
     * @param tell asks for a report
     */
    SnapshotReconciler(
            Ledger<SnapshotId, SnapshotAssignment, SnapshotReport> ledger,
            Gate<VolumeDriver> driver,
            Consumer<VolumeId> freed,
            Runnable tell) {
        this.ledger = ledger;
        this.driver = driver;
        this.freed = freed;
        this.tell = tell;
    }

    @Override
    public Outcome reconcile(SnapshotId id) throws InterruptedException {
        Optional<SnapshotAssignment> wanted = ledger.wanted(id);
        if (wanted.isEmpty()) {
            return Outcome.done();
        }
        try {
            bringAbout(wanted.get());
        } catch (DriverException fault) {
            boolean temporary =
                    fault.kind() == DriverException.Kind.BUSY
                            || fault.kind() == DriverException.Kind.UNREACHABLE;
            if (temporary || !wanted.get().wanted()) {
                return Outcome.retry(String.valueOf(fault.getMessage()));
            }
            return tell(wanted.get(), false, VolumeReconciler.words(fault));
        } catch (UnavailableException noDriver) {
            return Outcome.retry(String.valueOf(noDriver.getMessage()));
        }
        if (!wanted.get().wanted()) {
            freed.accept(wanted.get().volume());
        }
        return tell(wanted.get(), wanted.get().wanted(), "");
    }

    private void bringAbout(SnapshotAssignment wanted) throws InterruptedException {
        driver.call(
                one -> {
                    if (!(one instanceof VolumeSnapshots snapshots)) {
                        throw new DriverException(
                                DriverException.Kind.BROKEN,
                                "The volume's host cannot make snapshots");
                    }
                    if (wanted.wanted()) {
                        snapshots.capture(wanted.snapshot(), wanted.volume());
                    } else {
                        snapshots.drop(wanted.snapshot());
                    }
                    return true;
                });
    }

    private Outcome tell(SnapshotAssignment of, boolean there, String failure) {
        if (ledger.tell(of.snapshot(), of, new SnapshotReport(of.snapshot(), there, failure))) {
            tell.run();
        }
        return Outcome.done();
    }
}
