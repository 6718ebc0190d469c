package io.nova.manager.cluster;

import io.nova.model.UnavailableException;
import io.nova.spi.state.ArchiveLines;
import io.nova.spi.state.KindRules;
import io.nova.spi.state.StateArchive;
import io.nova.spi.state.StateLine;
import io.nova.spi.state.StateStore;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * One look at the whole store, as it was in one moment: what is summed up is exact however much is
 * written meanwhile. What single records refer to is read as it is by then, and may look wrong for
 * that alone.
 */
final class Look implements StateArchive.Sink {

    private static final int TOLD = 1000;

    private static final Set<Class<? extends StateLine>> LINES =
            Set.of(
                    StateLine.Row.class,
                    StateLine.Pool.class,
                    StateLine.Owned.class,
                    StateLine.Rested.class,
                    StateLine.Used.class);

    private final StateStore store;
    private final Rulebook rules;
    private final LongConsumer progress;
    private final Notes notes = new Notes();
    private final Tally tally = new Tally();
    private final NeedCheck needs;
    private final PoolCheck pools;
    private final RowCheck rows;
    private final CounterCheck counters;
    private boolean summed;

    /**
     * @param pools of which each record's number is asked for
     */
    Look(StateStore store, Rulebook rules, Set<String> pools, LongConsumer progress) {
        this.store = store;
        this.rules = rules;
        this.progress = progress;
        this.needs = new NeedCheck(store, rules, notes);
        this.pools = new PoolCheck(store, rules, notes, tally, pools);
        this.rows = new RowCheck(store, notes, needs, tally, this.pools);
        this.counters = new CounterCheck(rules, notes, tally, rows);
    }

    /**
     * Looks.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    Notes run() throws InterruptedException {
        try {
            store.export(new ArchiveLines(LINES, this));
        } catch (Interruption e) {
            throw new InterruptedException();
        } catch (IOException e) {
            throw new UnavailableException("state", "The records cannot be read: " + e, e);
        }
        sum();
        counters.complete();
        progress.accept(notes.records());
        return notes;
    }

    /** Returns the pools whose figures do not agree with the records. */
    Set<String> unequal() {
        return pools.unequal();
    }

    @Override
    public void accept(StateLine line) throws IOException {
        if (line instanceof StateLine.Row row) {
            row(row);
        } else if (line instanceof StateLine.Pool pool) {
            pools.pool(pool);
        } else if (line instanceof StateLine.Owned owned) {
            pools.owned(owned);
        } else if (line instanceof StateLine.Rested rested) {
            pools.rested(rested);
        } else if (line instanceof StateLine.Used used) {
            // Counters come after all records and pools.
            sum();
            counters.used(used);
        }
    }

    private void row(StateLine.Row row) throws IOException {
        Optional<KindRules<?>> of = rules.kind(row.kind());
        if (of.isPresent()) {
            rows.look(of.get(), row);
        } else {
            notes.unchecked(row.kind());
        }
        if (notes.seen() % TOLD == 0) {
            progress.accept(notes.records());
            if (Thread.currentThread().isInterrupted()) {
                throw new Interruption();
            }
        }
    }

    private void sum() {
        if (!summed) {
            summed = true;
            needs.flush();
            pools.complete();
            tally.complete();
        }
    }

    /** That nobody waits for the look any longer. */
    private static final class Interruption extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
