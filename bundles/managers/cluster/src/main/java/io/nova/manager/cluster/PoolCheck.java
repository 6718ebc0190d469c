package io.nova.manager.cluster;

import io.nova.api.cluster.Fault;
import io.nova.api.cluster.Finding;
import io.nova.spi.state.Holdings;
import io.nova.spi.state.Kind;
import io.nova.spi.state.KindRules;
import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.PoolItem;
import io.nova.spi.state.PoolRule;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateLine;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds pools against the records that have their numbers. Every number that is taken must be held
 * by its owner; if then as many are taken as records hold, every record has its own. Only where the
 * figures differ the next look asks for each record's number.
 */
final class PoolCheck implements RowCheck.HeldItems {

    private static final int BATCH = 500;

    /** A larger pool's numbers are not marked one by one. */
    private static final long MOST_MARKS = 1 << 24;

    private final StateStore store;
    private final Rulebook rules;
    private final Notes notes;
    private final Tally tally;
    private final Set<String> asked;
    private final Set<String> unequal = new HashSet<>();
    private final Map<String, Long> taken = new HashMap<>();
    private final List<StateLine.Owned> waiting = new ArrayList<>();
    private final BitSet marks = new BitSet();
    private String current = "";
    private long first;
    private long last;

    /**
     * @param asked pools of which each record's number is asked for
     */
    PoolCheck(StateStore store, Rulebook rules, Notes notes, Tally tally, Set<String> asked) {
        this.store = store;
        this.rules = rules;
        this.notes = notes;
        this.tally = tally;
        this.asked = asked;
    }

    /** Returns the pools whose figures do not agree with the records. */
    Set<String> unequal() {
        return unequal;
    }

    void pool(StateLine.Pool pool) {
        flush();
        current = pool.name();
        first = pool.first();
        last = pool.last();
        marks.clear();
        taken.put(current, 0L);
        store.pool(current).ifPresent(this::figures);
    }

    private void figures(PoolInfo info) {
        long size = info.spec().last() - info.spec().first() + 1;
        long known = info.free() + info.used() + info.cooling();
        if (known != size) {
            contradicts(
                    "pool " + current,
                    "%d free, %d used and %d cooling are %d of %d"
                            .formatted(info.free(), info.used(), info.cooling(), known, size));
        }
    }

    void owned(StateLine.Owned owned) {
        taken.merge(owned.pool(), 1L, Long::sum);
        if (mark(owned.item())) {
            contradicts(subject(owned.pool(), owned.item()), "is taken twice, or outside the pool");
        }
        if (rules.pool(owned.pool()).isPresent()) {
            waiting.add(owned);
            if (waiting.size() >= BATCH) {
                flush();
            }
        }
    }

    void rested(StateLine.Rested rested) {
        if (mark(rested.item())) {
            contradicts(
                    subject(rested.pool(), rested.item()),
                    "rests, and is taken or outside the pool");
        }
    }

    /** Returns whether the number was marked before, or is none of the pool. */
    private boolean mark(long item) {
        if (item < first || item > last) {
            return true;
        }
        if (last - first >= MOST_MARKS) {
            return false;
        }
        int at = (int) (item - first);
        boolean before = marks.get(at);
        marks.set(at);
        return before;
    }

    private void contradicts(String subject, String how) {
        notes.suspect(Suspect.of(new Finding(Fault.POOL, subject, how, ""), how));
    }

    /** All pools were told. */
    void complete() {
        flush();
        Set<String> names = new HashSet<>(taken.keySet());
        names.addAll(tally.items().keySet());
        for (String name : names) {
            boolean equal = taken.getOrDefault(name, 0L) == tally.items(name);
            if (!equal && rules.pool(name).isPresent()) {
                unequal.add(name);
            }
        }
    }

    private void flush() {
        Map<String, List<StateLine.Owned>> byKind = new HashMap<>();
        for (StateLine.Owned one : waiting) {
            String kind = rules.pool(one.pool()).orElseThrow().kind().name();
            byKind.computeIfAbsent(kind, name -> new ArrayList<>()).add(one);
        }
        waiting.clear();
        byKind.forEach((kind, some) -> owners(rules.kind(kind).orElseThrow(), some));
    }

    private <T> void owners(KindRules<T> of, List<StateLine.Owned> some) {
        Set<String> ids = new LinkedHashSet<>();
        some.forEach(one -> ids.add(one.owner()));
        Map<String, Rec<T>> found = new HashMap<>();
        ReadableRecords.all(store, of.kind(), List.copyOf(ids))
                .forEach(rec -> found.put(rec.id(), rec));
        for (StateLine.Owned one : some) {
            Optional<Rec<T>> owner = Optional.ofNullable(found.get(one.owner()));
            if (!holds(of, owner, one)) {
                unequal.add(one.pool());
                leaked(of, owner, one);
            }
        }
    }

    private static <T> boolean holds(
            KindRules<T> of, Optional<Rec<T>> owner, StateLine.Owned item) {
        boolean[] held = {false};
        owner.map(Rec::value)
                .filter(of.live())
                .ifPresent(
                        value ->
                                of.holds()
                                        .accept(
                                                value,
                                                new ItemsOnly() {
                                                    @Override
                                                    public void item(String pool, long number) {
                                                        held[0] |=
                                                                pool.equals(item.pool())
                                                                        && number == item.item();
                                                    }
                                                }));
        return held[0];
    }

    private <T> void leaked(KindRules<T> of, Optional<Rec<T>> owner, StateLine.Owned one) {
        long version = owner.map(Rec::version).orElse(0L);
        String why =
                "is taken for the %s %s, which %s"
                        .formatted(
                                of.kind().name(),
                                one.owner(),
                                version == 0 ? "is not there" : "does not have it");
        notes.suspect(
                new Suspect(
                        new Finding(
                                Fault.LEAKED,
                                subject(one.pool(), one.item()),
                                why,
                                "give the number back"),
                        one.owner() + " " + version,
                        () -> giveBack(of, one)));
    }

    private <T> Optional<Tx.Builder> giveBack(KindRules<T> of, StateLine.Owned one) {
        Optional<Rec<T>> owner = store.get(of.kind(), one.owner());
        if (holds(of, owner, one)) {
            return Optional.empty();
        }
        return Optional.of(
                Tx.of(Repairs.UNNAMED)
                        .expect(of.kind(), one.owner(), owner.map(Rec::version).orElse(0L))
                        .give(one.pool(), one.owner(), one.item()));
    }

    @Override
    public Holdings of(Kind<?> kind, StateLine.Row row) {
        return new ItemsOnly() {
            @Override
            public void item(String pool, long number) {
                boolean named =
                        rules.pool(pool).map(PoolRule::kind).filter(kind::equals).isPresent();
                if (named && asked.contains(pool)) {
                    ownNumber(kind, row, pool, number);
                }
            }
        };
    }

    private void ownNumber(Kind<?> kind, StateLine.Row row, String pool, long number) {
        String owner = owner(pool, number).orElse("");
        if (owner.equals(row.id())) {
            return;
        }
        String why =
                "has number %d of pool %s, which %s"
                        .formatted(
                                number, pool, owner.isEmpty() ? "is free" : "is " + owner + "'s");
        notes.suspect(
                new Suspect(
                        new Finding(
                                Fault.LOST,
                                kind.name() + " " + row.id(),
                                why,
                                owner.isEmpty() ? "take the number for it" : ""),
                        row.version() + " " + owner,
                        () -> owner.isEmpty() ? take(kind, row, pool, number) : Optional.empty()));
    }

    private Optional<Tx.Builder> take(Kind<?> kind, StateLine.Row row, String pool, long number) {
        if (owner(pool, number).isPresent()) {
            return Optional.empty();
        }
        Tx.Builder tx = Tx.of(Repairs.UNNAMED).expect(kind, row.id(), row.version());
        tx.take(pool, row.id(), number);
        return Optional.of(tx);
    }

    private Optional<String> owner(String pool, long number) {
        return store.owners(pool, number - 1, 1).stream()
                .filter(item -> item.item() == number)
                .map(PoolItem::owner)
                .findFirst();
    }

    private static String subject(String pool, long item) {
        return "pool " + pool + " number " + item;
    }

    /** Cares for numbers of pools alone. */
    private abstract static class ItemsOnly implements Holdings {
        @Override
        public void count(String scope, long amount) {}

        @Override
        public void addUp(String scope, String to) {}

        @Override
        public void bears(String scope) {}
    }
}
