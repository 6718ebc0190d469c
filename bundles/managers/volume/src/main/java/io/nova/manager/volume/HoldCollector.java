package io.nova.manager.volume;

import io.nova.api.identity.QuotaService;
import io.nova.model.IdSource;
import io.nova.reconcile.Leader;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.state.LeaseClaim;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Removes the volumes of launches, and the snapshots of images, that died before they were
 * committed. One manager of several does it; two that meant to would find one hold each once.
 */
@Component(
        immediate = true,
        service = {})
public final class HoldCollector {

    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final String THE_SWEEP = "sweep";

    private final Records<Kinds.Hold> records;
    private final Records<Kinds.SnapshotHold> images;
    private final Holds holds;
    private final SnapshotHolds snapshots;
    private final Clock clock;
    private final Leader leader;

    @Activate
    public HoldCollector(
            @Reference StateStore store,
            @Reference QuotaService quotas,
            @Reference ReconcileEngine engine,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.records = new Records<>(store, Kinds.HOLD);
        this.images = new Records<>(store, Kinds.SNAPSHOT_HOLD);
        this.snapshots = new SnapshotHolds(store, quotas, clock, ids);
        this.holds = new Holds(store, quotas, clock, ids);
        this.clock = clock;
        LeaseClaim claim = new LeaseClaim(store, "leader/volume-holds", ids.hex(16));
        this.leader = new Leader("volume-holds", engine, clock, claim::take, claim::give);
        var unused =
                leader.start(
                        WorkSpec.<String>named("volume-hold-collector")
                                .reconciler(key -> sweep())
                                .keys(() -> List.of(THE_SWEEP))
                                .resync(SWEEP)
                                .build());
    }

    @Deactivate
    public void close() {
        leader.close();
    }

    private Outcome sweep() {
        old(records, Kinds.Hold::since).forEach(hold -> holds.release(hold.launch()));
        old(images, Kinds.SnapshotHold::since).forEach(hold -> snapshots.release(hold.image()));
        return Outcome.done();
    }

    private <T> List<T> old(Records<T> some, Function<T, Instant> since) {
        Instant limit = clock.instant().minus(Holds.PATIENCE);
        List<T> old = new ArrayList<>();
        some.each(
                Kinds.ALL,
                rec -> {
                    if (since.apply(rec.value()).isBefore(limit)) {
                        old.add(rec.value());
                    }
                });
        return old;
    }
}
