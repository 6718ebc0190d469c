package io.nova.manager.objectstore;

import io.nova.model.BucketName;
import io.nova.model.IdSource;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.BucketPart;
import io.nova.model.setting.SettingsFile;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.state.Lease;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Lets go what the lifecycles of buckets say.
 *
 * <p>Each bucket with rules is walked over several times a day, in short steps. How far the walk
 * has come is a record, so that a restart goes on with it; a lease has one process walk at a time.
 * Two would do no harm: each removal relies on the record that was looked at.
 */
@Component(service = LifecycleEngine.class, configurationPid = ObjectStoreConfig.PID)
public final class LifecycleEngine {

    private static final SettingsFile FILE = SettingsFile.of(ObjectStoreConfig.PID);
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final int WALKS_A_DAY = 24;

    private final StateStore store;
    private final BucketConfigs configs;
    private final Ledger ledger;
    private final ObjectCommit commits;
    private final LifecycleDays days;
    private final Clock clock;
    private final String owner;
    private final Work<String> work;

    /**
     * @throws IllegalArgumentException if a setting is wrong; names its key
     */
    @Activate
    public LifecycleEngine(
            @Reference StateStore store,
            @Reference BucketConfigs configs,
            @Reference Collector collector,
            @Reference ReconcileEngine engine,
            @Reference Clock clock,
            @Reference IdSource ids,
            ObjectStoreConfig config) {
        this(
                store,
                configs,
                collector,
                engine,
                clock,
                ids,
                FILE.seconds("lifecycleDaySeconds", config::lifecycleDaySeconds, 1));
    }

    LifecycleEngine(
            StateStore store,
            BucketConfigs configs,
            Collector collector,
            ReconcileEngine engine,
            Clock clock,
            IdSource ids,
            Duration day) {
        this.store = store;
        this.configs = configs;
        this.ledger = new Ledger(store, ids);
        this.commits = new ObjectCommit(ledger, collector, clock, ids, ObjectChange.UNLIMITED);
        this.days = new LifecycleDays(day);
        this.clock = clock;
        this.owner = ids.hex(16);
        Duration period = day.dividedBy(WALKS_A_DAY);
        work =
                engine.start(
                        WorkSpec.<String>named("objectstore-lifecycle")
                                .keys(this::buckets)
                                .reconciler(this::walk)
                                .resync(period.toSeconds() < 1 ? Duration.ofSeconds(1) : period)
                                .share(0.5)
                                .build());
    }

    /** Stops. */
    @Deactivate
    public void close() {
        work.close();
    }

    /** Tells that a bucket has other rules. */
    void wake(BucketName bucket) {
        work.wake(Kinds.bucketId(bucket));
    }

    /** Returns how long a day is. */
    LifecycleDays days() {
        return days;
    }

    private List<String> buckets() {
        List<String> ids = new ArrayList<>();
        new Records<>(store, Kinds.BUCKET)
                .each(Kinds.having(BucketPart.LIFECYCLE), rec -> ids.add(rec.id()));
        return ids;
    }

    private Outcome walk(String id) {
        Optional<Rec<Bucket>> bucket = store.get(Kinds.BUCKET, id);
        Optional<Lifecycles> rules = bucket.flatMap(rec -> Lifecycles.of(configs, rec, days));
        if (rules.isEmpty()) {
            return Outcome.done();
        }
        String handle = bucket.get().value().handle();
        Optional<Lease> lease = store.lease("objectstore/lifecycle/" + handle, owner, LEASE);
        if (lease.isEmpty()) {
            return Outcome.done();
        }
        Optional<Rec<LifecycleWalk>> before = store.get(Kinds.WALK, handle);
        LifecycleWalk walk = before.map(Rec::value).orElseGet(() -> LifecycleWalk.of(handle));
        LifecycleWalk after =
                new LifecycleStep(store, commits, bucket.get(), rules.get(), clock.instant())
                        .from(walk);
        boolean done = after.stage() == LifecycleWalk.Stage.DONE;
        Tx.Builder tx = ledger.begin().fence(lease.get());
        if (done) {
            before.ifPresent(rec -> tx.delete(Kinds.WALK, rec));
        } else if (before.isPresent()) {
            tx.update(Kinds.WALK, before.get(), after);
        } else {
            tx.create(Kinds.WALK, handle, after);
        }
        if (!done || before.isPresent()) {
            // Whoever else was faster goes on from there.
            var unusedResult = Records.commit(store, tx.build());
        }
        return done ? Outcome.done() : Outcome.again(Duration.ZERO);
    }
}
