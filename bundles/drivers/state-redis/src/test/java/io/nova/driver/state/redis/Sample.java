package io.nova.driver.state.redis;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Duration;
import java.util.List;

/**
 * Things with a number each, which are counted: what is there can be held against what should be.
 */
record Sample(String name, long number) {

    static final Kind<Sample> KIND =
            new Kind<>("sample", Sample.class, one -> List.of(IndexEntry.of("all", "")));

    private static final IndexEntry ALL = IndexEntry.of("all", "");
    private static final String POOL = "numbers";
    private static final String QUOTA = "samples";

    static void define(StateStore store) {
        Tx tx = Tx.of("define").define(new PoolSpec(POOL, 1, 1_000_000, Duration.ZERO)).build();
        Records.commit(store, tx);
    }

    /** Makes one, with the next number, under an operation id of the same name. */
    static Tx making(String name) {
        Tx.Builder tx = Tx.of("make " + name);
        int number = tx.take(POOL, name);
        return tx.quota(QUOTA, 1, 1_000_000)
                .createWith(KIND, name, taken -> new Sample(name, taken.item(number)))
                .build();
    }

    /** Makes one that has no number. */
    static Tx plain(String name, String text) {
        return Tx.of("plain " + name).create(KIND, name, new Sample(text, 0)).build();
    }

    /** Removes one. */
    static CommitResult remove(StateStore store, String name) {
        return store.get(KIND, name)
                .map(
                        rec ->
                                Records.commit(
                                        store,
                                        Tx.of("remove " + name)
                                                .delete(KIND, rec)
                                                .give(POOL, name, rec.value().number())
                                                .quota(QUOTA, -1, 0)
                                                .build()))
                .orElseThrow();
    }

    static long count(StateStore store) {
        return store.count(KIND, ALL);
    }

    /** Holds the records, the quota and the owners of the numbers against each other. */
    static void check(StateStore store) {
        long count = count(store);
        long used = store.used(QUOTA);
        var owners = store.owners(POOL, -1, 1_000_000);
        if (count != used || count != owners.size()) {
            throw new AssertionError(
                    "%d records, %d counted, %d numbers".formatted(count, used, owners.size()));
        }
        owners.forEach(
                item -> {
                    Sample owner = store.get(KIND, item.owner()).orElseThrow().value();
                    if (owner.number() != item.item()) {
                        throw new AssertionError(item + " is not the number of " + owner);
                    }
                });
    }
}
