package io.nova.manager.cluster;

import io.nova.spi.state.Holdings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What all records together hold: a figure for each counter and for each pool. */
final class Tally implements Holdings {

    private final Map<String, Long> held = new HashMap<>();
    private final Map<String, Set<String>> sums = new HashMap<>();
    private final Set<String> borne = new HashSet<>();
    private final Map<String, Long> items = new HashMap<>();

    @Override
    public void count(String scope, long amount) {
        held.merge(scope, amount, Long::sum);
    }

    @Override
    public void addUp(String scope, String to) {
        sums.computeIfAbsent(scope, one -> new HashSet<>()).add(to);
    }

    @Override
    public void bears(String scope) {
        borne.add(scope);
    }

    @Override
    public void item(String pool, long item) {
        items.merge(pool, 1L, Long::sum);
    }

    /** All records have told what they hold. */
    void complete() {
        sums.forEach((scope, all) -> all.forEach(to -> held.merge(to, held(scope), Long::sum)));
    }

    long held(String scope) {
        return held.getOrDefault(scope, 0L);
    }

    /** Tells whether there is something that what is held of the scope hangs on. */
    boolean isBorne(String scope) {
        return borne.contains(scope) || sums.containsKey(scope);
    }

    Map<String, Long> held() {
        return held;
    }

    /** Returns of how many of the pool's numbers records say that they hold them. */
    long items(String pool) {
        return items.getOrDefault(pool, 0L);
    }

    Map<String, Long> items() {
        return items;
    }
}
