package io.nova.driver.state.redis;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Tx;
import java.util.List;

/**
 * Commits transactions: one script each, which checks everything and then writes everything.
 *
 * <p>Where the values were made from what has changed meanwhile, the script says so and has done
 * nothing; they are made anew.
 */
final class Commits {

    private final Settings settings;
    private final Links links;
    private final Turns turns;

    Commits(Settings settings, Links links) {
        this.settings = settings;
        this.links = links;
        this.turns = new Turns(settings, links);
    }

    CommitResult commit(Tx tx) {
        Pending mine = new Pending(tx, settings, links);
        if (!mine.draft()) {
            turns.commit(mine);
            return mine.result();
        }
        Batch alone = new Batch(settings, links, List.of(mine));
        while (!mine.isDone()) {
            alone.run(false);
            if (!mine.isDone() && mine.isLate()) {
                mine.failed(Pending.tooMany());
            }
        }
        return mine.result();
    }
}
