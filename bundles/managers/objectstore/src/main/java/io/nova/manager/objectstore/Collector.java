package io.nova.manager.objectstore;

import io.nova.model.IdSource;
import io.nova.model.Page;
import io.nova.model.setting.SettingsFile;
import io.nova.reconcile.Leader;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.state.LeaseClaim;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes bytes that no record names.
 *
 * <p>What a change leaves behind is in the trash by the same transaction. What a process left that
 * died between the bytes and the record is found by a walk over all blobs.
 *
 * <p>Several managers over the same stores share the work: trash is deleted by whoever sees it due,
 * and to delete what another has deleted does nothing; one of them walks.
 */
@Component(service = Collector.class, configurationPid = ObjectStoreConfig.PID)
public final class Collector {

    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    private static final SettingsFile FILE = SettingsFile.of(ObjectStoreConfig.PID);
    private static final int BATCH = 200;
    private static final String WALK = "walk";

    private final StateStore store;
    private final BlobGateway blobs;
    private final Ledger ledger;
    private final LostHistory lost;
    private final HandedSweep handed;
    private final Clock clock;
    private final Duration grace;
    private final Duration orphanAge;
    private volatile String endOfPage = "";
    private final Work<String> trash;
    private final Leader leader;

    /**
     * @throws IllegalArgumentException if a setting is wrong; names its key
     */
    @Activate
    public Collector(
            @Reference StateStore store,
            @Reference BlobGateway blobs,
            @Reference ReconcileEngine engine,
            @Reference Clock clock,
            @Reference IdSource ids,
            ObjectStoreConfig config) {
        this(
                store,
                blobs,
                engine,
                clock,
                ids,
                FILE.seconds("trashGraceSeconds", config::trashGraceSeconds, 1),
                Duration.ofMinutes(FILE.atLeast("orphanMinutes", config::orphanMinutes, 1)),
                Duration.ofHours(FILE.atLeast("quarantineHours", config::quarantineHours, 0)),
                Duration.ofHours(FILE.atLeast("orphanSearchHours", config::orphanSearchHours, 1)));
    }

    Collector(
            StateStore store,
            BlobGateway blobs,
            ReconcileEngine engine,
            Clock clock,
            IdSource ids,
            Duration grace,
            Duration orphanAge,
            Duration quarantine,
            Duration searchPeriod) {
        this.store = store;
        this.blobs = blobs;
        this.ledger = new Ledger(store, ids);
        this.lost = new LostHistory(ledger, clock, quarantine);
        this.handed = new HandedSweep(store, ledger);
        this.clock = clock;
        this.grace = grace;
        this.orphanAge = orphanAge;
        trash =
                engine.start(
                        WorkSpec.<String>named("objectstore-trash")
                                .keys(this::trashed)
                                .reconciler(this::collect)
                                .resync(Duration.ofMinutes(10))
                                .build());
        LeaseClaim claim = new LeaseClaim(store, "leader/objectstore-orphans", ids.hex(16));
        leader = new Leader("objectstore-orphans", engine, clock, claim::take, claim::give);
        var unusedWork =
                leader.start(
                        WorkSpec.<String>named("objectstore-orphans")
                                .keys(() -> List.of(WALK))
                                .reconciler(key -> walk())
                                .resync(searchPeriod)
                                .deadline(Duration.ofHours(6))
                                .build());
    }

    /** Stops. */
    @Deactivate
    public void close() {
        trash.close();
        leader.close();
    }

    /** Tells that there is new trash. */
    void wake(String id) {
        trash.wake(id);
    }

    /** Returns the first trash by id; what is beyond a page comes when that is gone. */
    private List<String> trashed() {
        Page<Rec<Trash>> page = store.query(Kinds.TRASH, Kinds.all(), "", StateStore.MAX_PAGE);
        page.next().ifPresent(last -> endOfPage = last);
        return page.items().stream().map(Rec::id).toList();
    }

    private Outcome collect(String id) {
        Optional<Rec<Trash>> found = store.get(Kinds.TRASH, id);
        if (found.isEmpty()) {
            return Outcome.done();
        }
        Trash what = found.get().value();
        Duration left = Duration.between(clock.instant(), what.since().plus(grace));
        if (!left.isNegative() && !left.isZero()) {
            return Outcome.again(left);
        }
        // Copies share bytes. Only who has them can pass them on: without any there will be none.
        if (!what.mayBeShared() || !Naming.isOfObject(store, what.content())) {
            what.blob().ifPresent(blobs::delete);
            what.upload().ifPresent(upload -> collectParts(upload, PartNumbers.parse(what.keep())));
        }
        ledger.commit(ledger.begin().delete(Kinds.TRASH, found.get()));
        if (id.equals(endOfPage)) {
            // A restart found more than a page: on with the next.
            trash.wakeAll();
        }
        return Outcome.done();
    }

    private void collectParts(String upload, PartNumbers keep) {
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            Page<Rec<StoredPart>> page =
                    store.query(Kinds.PART, Kinds.ofUpload(upload), after.get(), BATCH);
            Tx.Builder tx = ledger.begin();
            for (Rec<StoredPart> part : page.items()) {
                if (!keep.contains(part.value().info().number())) {
                    // The bytes first: a record without them is found again, but not the reverse.
                    blobs.delete(part.value().blob());
                    tx.delete(Kinds.PART, part);
                }
            }
            ledger.commit(tx);
            after = page.next();
        }
    }

    private Outcome walk() throws InterruptedException {
        handed.run();
        Optional<Instant> kept = lost.quarantine();
        if (kept.isPresent()) {
            // So it is in a new cloud, too.
            LOG.info(
                    "The records have this history only since a short while: bytes that none of"
                            + " them names are kept until {}",
                    kept.get());
            return Outcome.again(Duration.between(clock.instant(), kept.get()));
        }
        for (String place : blobs.stores()) {
            walk(place);
        }
        return Outcome.done();
    }

    private void walk(String place) throws InterruptedException {
        Instant young = clock.instant().minus(orphanAge);
        Optional<BlobId> after = Optional.empty();
        do {
            Page<BlobInfo> page = blobs.list(place, after, BATCH);
            for (BlobInfo blob : page.items()) {
                if (blob.written().isBefore(young) && !Naming.isNamed(store, blob.id())) {
                    LOG.info("Blob {} of {} bytes is an orphan", blob.id(), blob.size());
                    blobs.deleteIn(place, blob.id());
                }
            }
            after = page.next().map(BlobId::new);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            // Whoever leads now walks from the beginning.
        } while (after.isPresent() && leader.leads());
    }
}
