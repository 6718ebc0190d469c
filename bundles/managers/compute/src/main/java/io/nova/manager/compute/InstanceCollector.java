package io.nova.manager.compute;

import io.nova.model.IdSource;
import io.nova.reconcile.Leader;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.LeaseClaim;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Removes what is no longer of use to anyone: instances an hour after they ended, launch tokens
 * after a day. What an ended instance held was given back when it ended. One manager of several
 * does it.
 */
@Component(
        immediate = true,
        service = {})
public final class InstanceCollector {

    /** EC2 shows terminated instances for about an hour. */
    static final Duration SHOWN = Duration.ofHours(1);

    static final Duration TOKEN_LIFE = Duration.ofHours(24);

    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final String THE_SWEEP = "sweep";

    private final StateStore store;
    private final Clock clock;
    private final IdSource ids;
    private final LeaseClaim claim;
    private final Leader leader;

    /** Thousands of ended instances need not be looked at before the first of them is due. */
    private Instant instancesDue = Instant.MIN;

    private Instant tokensDue = Instant.MIN;

    @Activate
    public InstanceCollector(
            @Reference StateStore store,
            @Reference ReconcileEngine engine,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
        this.claim = new LeaseClaim(store, "leader/instance-collector", ids.hex(16));
        this.leader = new Leader("instance-collector", engine, clock, claim::take, claim::give);
        var unused =
                leader.start(
                        WorkSpec.<String>named("instance-collector")
                                .reconciler(key -> sweep())
                                .keys(() -> List.of(THE_SWEEP))
                                .resync(SWEEP)
                                .build());
    }

    @Deactivate
    public void close() {
        leader.close();
    }

    Outcome sweep() {
        Instant now = clock.instant();
        if (!now.isBefore(instancesDue)) {
            instancesDue =
                    sweep(
                            Kinds.INSTANCE,
                            Kinds.ENDED,
                            now,
                            ended -> ended.status().since().plus(SHOWN));
        }
        if (!now.isBefore(tokensDue)) {
            tokensDue =
                    sweep(
                            Kinds.LAUNCH_TOKEN,
                            Kinds.ALL,
                            now,
                            token -> token.usedAt().plus(TOKEN_LIFE));
        }
        return Outcome.done();
    }

    /** Returns before when there is nothing to remove: what ends after this sweep stays longer. */
    private <T> Instant sweep(
            Kind<T> kind, IndexEntry entry, Instant now, Function<T, Instant> end) {
        Instant[] next = {now.plus(SHOWN)};
        new Records<>(store, kind)
                .each(
                        entry,
                        rec -> {
                            Instant due = end.apply(rec.value());
                            if (due.isBefore(now)) {
                                remove(claim.fence(Tx.of(opId())).delete(kind, rec));
                            } else if (due.isBefore(next[0])) {
                                next[0] = due;
                            }
                        });
        return next[0];
    }

    private String opId() {
        return "collect/" + ids.hex(16);
    }

    private void remove(Tx.Builder tx) {
        CommitResult result = Records.commit(store, tx.build());
        if (!(result instanceof CommitResult.Ok)) {
            // It changed, or another manager has taken over: whoever does it looks again.
            return;
        }
    }
}
