package io.nova.manager.cluster;

import io.nova.api.cluster.Fault;
import io.nova.api.cluster.Finding;
import io.nova.spi.state.CounterRule;
import io.nova.spi.state.StateLine;
import io.nova.spi.state.Tx;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Holds counters against the sums of what records hold. */
final class CounterCheck {

    private final Rulebook rules;
    private final Notes notes;
    private final Tally tally;
    private final RowCheck rows;
    private final Set<String> told = new HashSet<>();

    CounterCheck(Rulebook rules, Notes notes, Tally tally, RowCheck rows) {
        this.rules = rules;
        this.notes = notes;
        this.tally = tally;
        this.rows = rows;
    }

    void used(StateLine.Used used) {
        told.add(used.scope());
        judge(used.scope(), used.used());
    }

    /** All counters were told: of others nothing is used. */
    void complete() {
        for (String scope : tally.held().keySet()) {
            boolean counter = rules.counter(scope).isPresent();
            if (counter && !told.contains(scope)) {
                judge(scope, 0);
            } else if (!counter && !tally.isBorne(scope) && tally.held(scope) != 0) {
                inTheAir(scope);
            }
        }
    }

    private void judge(String scope, long used) {
        Optional<CounterRule> rule = rules.counter(scope);
        long held = tally.held(scope);
        if (rule.isEmpty() || rule.get().allows(used, held) || !rows.isKnown(rule.get().kinds())) {
            return;
        }
        long drift = used - held;
        notes.suspect(
                new Suspect(
                        // The figures go on changing while the cloud works; what is wrong does not.
                        new Finding(
                                Fault.COUNTER,
                                "counter " + scope,
                                "is %d too %s"
                                        .formatted(Math.abs(drift), drift > 0 ? "high" : "low"),
                                "correct it by " + -drift),
                        "" + drift,
                        () ->
                                Optional.of(
                                        Tx.of(Repairs.UNNAMED)
                                                .quota(scope, -drift, Long.MAX_VALUE))));
    }

    private void inTheAir(String scope) {
        String how = "has records, and is not there";
        notes.suspect(Suspect.of(new Finding(Fault.DANGLING, scope, how, ""), how));
    }
}
