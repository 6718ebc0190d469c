package io.nova.manager.volume;

import io.nova.manager.volume.Kinds.Buried;
import io.nova.manager.volume.Kinds.Export;
import io.nova.manager.volume.VolumeHosts.Kept;
import io.nova.model.IdSource;
import io.nova.model.UnavailableException;
import io.nova.model.volume.BackEnd;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.SnapshotState;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.protocol.SnapshotReport;
import io.nova.protocol.VolumeHostReport;
import io.nova.protocol.VolumeReport;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Takes in what volume hosts saw, and moves volumes and snapshots on by it. */
final class VolumeReports {

    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final IdSource ids;
    private final VolumeHosts hosts;

    VolumeReports(StateStore store, Clock clock, IdSource ids) {
        this.store = store;
        this.ids = ids;
        this.hosts = new VolumeHosts(store, clock);
    }

    /** Returns when all of the report is committed. */
    void take(VolumeHostReport report) {
        if (!report.technology().isEmpty()) { // A host whose driver left meanwhile knows no name.
            hosts.heard(VolumeAssignments.host(report), ids);
        }
        Predicate<BackEnd> owned = hosts.ownedBy(report.host(), report.technology());
        Predicate<Kept> from =
                kept -> kept.host().equals(report.host()) && owned.test(kept.backEnd());
        // Whose a snapshot is, the record of its volume tells.
        report.snapshots().forEach(one -> commit(() -> take(from, one)));
        report.volumes().forEach(one -> commit(() -> take(from, one)));
    }

    /** Commits what is decided anew after each lost race. */
    private void commit(Supplier<Optional<Tx.Builder>> decision) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Tx.Builder> tx = decision.get();
            if (tx.isEmpty()
                    || Records.commit(store, tx.get().build()) instanceof CommitResult.Ok) {
                return;
            }
        }
        throw new UnavailableException(
                "volume", "The volume changes too quickly; the host reports again");
    }

    private Tx.Builder tx() {
        return Tx.of("volume-report/" + ids.hex(16));
    }

    private Optional<Tx.Builder> take(Predicate<Kept> from, VolumeReport said) {
        Optional<Rec<Volume>> rec = store.get(Kinds.VOLUME, said.volume().value());
        if (rec.isEmpty()) {
            return said.there() ? Optional.empty() : unbury(from, said);
        }
        Volume volume = rec.get().value();
        if (!from.test(new Kept(volume.host(), volume.backEnd()))
                || said.generation() < volume.generation()) {
            return Optional.empty(); // Of what was wanted earlier: the host will say more.
        }
        if (volume.state() == VolumeState.DELETING) {
            return deleting(rec.get(), said);
        }
        Tx.Builder tx = tx();
        Optional<Volume> next =
                said.there()
                        ? volume.made()
                        : said.failure().isEmpty()
                                ? Optional.empty()
                                : volume.failed(said.failure());
        next.ifPresent(changed -> put(tx, rec.get(), changed));
        boolean moved = export(tx, volume, said);
        return next.isPresent() || moved ? Optional.of(tx) : Optional.empty();
    }

    private void put(Tx.Builder tx, Rec<Volume> rec, Volume next) {
        tx.update(Kinds.VOLUME, rec, next);
        if (next.attachment().isEmpty()) {
            rec.value().attachment().ifPresent(on -> Removals.freeDevice(store, tx, on));
        }
    }

    private Optional<Tx.Builder> deleting(Rec<Volume> rec, VolumeReport said) {
        Tx.Builder tx = tx();
        if (!said.there()) {
            Removals.remove(store, tx, rec);
            Removals.removeSnapshots(store, tx, rec.value().id());
            return Optional.of(tx);
        }
        boolean kept =
                Removals.hasSnapshots(store, rec.value().id())
                        && !Removals.isBeingCopied(store, rec.value().id());
        if (kept) {
            Removals.bury(store, tx, rec);
        }
        return kept ? Optional.of(tx) : Optional.empty();
    }

    private Optional<Tx.Builder> unbury(Predicate<Kept> from, VolumeReport said) {
        return store.get(Kinds.BURIED, said.volume().value())
                .filter(rec -> from.test(new Kept(rec.value().host(), rec.value().backEnd())))
                .map(
                        rec -> {
                            Buried one = rec.value();
                            Tx.Builder tx = tx();
                            Removals.remove(tx, rec, one);
                            Removals.removeSnapshots(store, tx, one.volume());
                            return tx;
                        });
    }

    /** Notes where the volume is exported; tells whether that is new. */
    private boolean export(Tx.Builder tx, Volume volume, VolumeReport said) {
        Optional<Rec<Export>> known = store.get(Kinds.EXPORT, volume.id().value());
        Optional<Export> now =
                said.export().map(place -> new Export(volume.id(), said.generation(), place));
        if (known.map(Rec::value).equals(now)) {
            return false;
        }
        if (now.isEmpty()) {
            tx.delete(Kinds.EXPORT, known.orElseThrow());
        } else if (known.isEmpty()) {
            tx.create(Kinds.EXPORT, volume.id().value(), now.get());
        } else {
            tx.update(Kinds.EXPORT, known.get(), now.get());
        }
        return true;
    }

    private Optional<Tx.Builder> take(Predicate<Kept> from, SnapshotReport said) {
        Optional<Rec<Snapshot>> rec =
                store.get(Kinds.SNAPSHOT, said.snapshot().value())
                        .filter(one -> hosts.of(one.value().volume()).filter(from).isPresent());
        if (rec.isEmpty()) {
            return Optional.empty();
        }
        Snapshot snapshot = rec.get().value();
        Tx.Builder tx = tx();
        if (snapshot.state() == SnapshotState.DELETING) {
            if (said.there() || !said.failure().isEmpty()) {
                return Optional.empty();
            }
            Removals.removeSnapshot(tx, rec.get());
            return Optional.of(tx);
        }
        Optional<Snapshot> next =
                said.there()
                        ? snapshot.completed()
                        : said.failure().isEmpty()
                                ? Optional.empty()
                                : snapshot.failed(said.failure());
        return next.map(changed -> tx.update(Kinds.SNAPSHOT, rec.get(), changed));
    }
}
