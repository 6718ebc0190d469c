package io.nova.manager.objectstore;

import io.nova.api.identity.Authorizer;
import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.ProjectService;
import io.nova.api.objectstore.StoreService;
import io.nova.manager.objectstore.StoreKinds.DamagedBlob;
import io.nova.manager.objectstore.StoreKinds.Step;
import io.nova.manager.objectstore.StoreKinds.StoredMigration;
import io.nova.manager.objectstore.StoreKinds.StoredScrub;
import io.nova.model.IdSource;
import io.nova.model.RequestContext;
import io.nova.model.UnavailableException;
import io.nova.model.setting.SettingsFile;
import io.nova.reconcile.Leader;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.objectstore.StoreCapacity;
import io.nova.spi.state.LeaseClaim;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Looks after the stores: what they hold, where it moves, and whether it is whole. Any manager is
 * told to move or to read all; one of several does it.
 */
@Component(configurationPid = ObjectStoreConfig.PID)
public final class StoreManager implements StoreService {

    private static final SettingsFile FILE = SettingsFile.of(ObjectStoreConfig.PID);
    private static final String SCRUB = "scrub";
    private static final String MIGRATE = "migrate";

    /** Whoever leads looks that often whether another manager was told to begin one. */
    private static final Duration BEGUN_ELSEWHERE = Duration.ofSeconds(5);

    private final StateStore store;
    private final BlobGateway blobs;
    private final Authorizer authorizer;
    private final Scrubber scrub;
    private final Mover migration;
    private final Leader leader;
    private final Work<String> scrubbing;
    private final Work<String> migrating;

    /**
     * @throws IllegalArgumentException if a setting is wrong; names its key
     */
    @Activate
    public StoreManager(
            @Reference StateStore store,
            @Reference BlobGateway blobs,
            @Reference ReconcileEngine engine,
            @Reference Authorizer authorizer,
            @Reference ProjectService projects,
            @Reference CallerResolver callers,
            @Reference Clock clock,
            @Reference IdSource ids,
            ObjectStoreConfig config) {
        this(
                new Ledger(store, ids),
                blobs,
                engine,
                authorizer,
                Owners.of(projects, callers),
                clock,
                FILE.seconds("trashGraceSeconds", config::trashGraceSeconds, 1),
                Duration.ofMinutes(FILE.atLeast("orphanMinutes", config::orphanMinutes, 1)),
                Duration.ofHours(FILE.atLeast("quarantineHours", config::quarantineHours, 0)),
                FILE.within("scrubMibPerSecond", config::scrubMibPerSecond, 1, 100_000),
                FILE.within("migrateMibPerSecond", config::migrateMibPerSecond, 1, 100_000));
    }

    StoreManager(
            Ledger ledger,
            BlobGateway blobs,
            ReconcileEngine engine,
            Authorizer authorizer,
            Owners owners,
            Clock clock,
            Duration grace,
            Duration orphanAge,
            Duration quarantine,
            int scrubRate,
            int migrateRate) {
        this.store = ledger.store();
        this.blobs = blobs;
        this.authorizer = authorizer;
        scrub = new Scrubber(ledger, blobs, owners, clock, orphanAge, scrubRate);
        LostHistory lost = new LostHistory(ledger, clock, quarantine);
        migration = new Mover(ledger, blobs, clock, grace, orphanAge, lost, migrateRate);
        LeaseClaim claim = new LeaseClaim(store, "leader/objectstore-stores", ledger.newHandle());
        leader = new Leader("objectstore-stores", engine, clock, claim::take, claim::give);
        scrubbing =
                leader.start(
                        WorkSpec.<String>named("objectstore-scrub")
                                .keys(() -> List.of(SCRUB))
                                .reconciler(key -> scrub.step())
                                .resync(BEGUN_ELSEWHERE)
                                .deadline(Duration.ofHours(1))
                                .build());
        migrating =
                leader.start(
                        WorkSpec.<String>named("objectstore-migration")
                                .keys(() -> List.of(MIGRATE))
                                .reconciler(key -> migration.step())
                                .resync(BEGUN_ELSEWHERE)
                                .deadline(Duration.ofHours(6))
                                .build());
    }

    /** Stops; what goes on goes on after the next start. */
    @Deactivate
    public void close() {
        leader.close();
    }

    @Override
    public List<Store> stores(RequestContext context) {
        authorizer.require(context.caller(), "nova:ObjectStoreShow");
        List<String> present = blobs.present();
        Optional<String> writing =
                present.isEmpty() ? Optional.empty() : Optional.of(blobs.writing());
        List<String> names = new ArrayList<>(present);
        blobs.book().known().stream()
                .filter(name -> !names.contains(name))
                .sorted()
                .forEach(names::add);
        return names.stream()
                .map(name -> view(name, present.contains(name), writing.equals(Optional.of(name))))
                .toList();
    }

    private Store view(String name, boolean present, boolean writes) {
        Optional<StoreCapacity> room = present ? room(name) : Optional.empty();
        // A store that cannot tell names more than there is of anything.
        Optional<StoreCapacity> told = room.filter(of -> of.total() != Long.MAX_VALUE);
        return new Store(
                name,
                present,
                writes,
                told.map(StoreCapacity::total),
                told.map(StoreCapacity::free));
    }

    private Optional<StoreCapacity> room(String name) {
        try {
            return Optional.of(blobs.capacity(name));
        } catch (UnavailableException e) {
            return Optional.empty();
        }
    }

    @Override
    public void migrate(RequestContext context, String to) {
        authorizer.require(context.caller(), "nova:ObjectStoreMigrate");
        migration.begin(to);
        migrating.wake(MIGRATE);
    }

    @Override
    public Optional<Migration> migration(RequestContext context) {
        authorizer.require(context.caller(), "nova:ObjectStoreShow");
        return migration.last().map(StoreManager::view);
    }

    private static Migration view(StoredMigration last) {
        return new Migration(
                last.to(),
                last.step().name().toLowerCase(Locale.ROOT),
                last.step() == Step.DONE ? 100 : percent(last.after()),
                last.blobs(),
                last.bytes(),
                last.failed(),
                last.started(),
                last.ended());
    }

    /** Ids are random, so that one tells how far a walk in their order is. */
    private static int percent(String id) {
        return id.length() < 4 ? 0 : Integer.parseInt(id.substring(0, 4), 16) * 100 / 0x10000;
    }

    @Override
    public void scrub(RequestContext context) {
        authorizer.require(context.caller(), "nova:ObjectStoreScrub");
        scrub.begin();
        scrubbing.wake(SCRUB);
    }

    @Override
    public Optional<Scrub> lastScrub(RequestContext context) {
        authorizer.require(context.caller(), "nova:ObjectStoreShow");
        return scrub.last().map(StoreManager::view);
    }

    private static Scrub view(StoredScrub last) {
        // To ask the records takes little time.
        int percent = last.records() ? 99 : percent(last.after());
        return new Scrub(
                last.ended().isPresent() ? 100 : percent,
                last.blobs(),
                last.bytes(),
                last.damaged(),
                last.missing(),
                last.orphans(),
                last.started(),
                last.ended());
    }

    @Override
    public List<Damage> damages(RequestContext context, int limit) {
        authorizer.require(context.caller(), "nova:ObjectStoreShow");
        List<Damage> damages = new ArrayList<>();
        for (Rec<DamagedBlob> rec :
                store.query(StoreKinds.DAMAGE, Kinds.all(), "", Math.min(limit, 1000)).items()) {
            DamagedBlob damaged = rec.value();
            for (Naming.Name name : Naming.of(store, damaged.blob())) {
                damages.add(
                        new Damage(
                                damaged.blob().value(),
                                damaged.store(),
                                name.bucket(),
                                name.key(),
                                name.part(),
                                damaged.first(),
                                damaged.last()));
            }
        }
        return damages;
    }
}
