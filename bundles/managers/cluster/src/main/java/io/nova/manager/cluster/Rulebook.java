package io.nova.manager.cluster;

import io.nova.spi.state.CounterRule;
import io.nova.spi.state.KindRules;
import io.nova.spi.state.PoolRule;
import io.nova.spi.state.RecordRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules of all who keep records. */
final class Rulebook {

    private final Map<String, KindRules<?>> kinds = new HashMap<>();
    private final List<CounterRule> counters = new ArrayList<>();
    private final List<PoolRule> pools = new ArrayList<>();

    Rulebook(Collection<RecordRules> owners) {
        for (RecordRules owner : owners) {
            owner.kinds().forEach(one -> kinds.put(one.kind().name(), one));
            counters.addAll(owner.counters());
            pools.addAll(owner.pools());
        }
        // The sum of what somebody who is not here holds as well is not known.
        counters.removeIf(rule -> !kinds.keySet().containsAll(rule.kinds()));
    }

    Optional<KindRules<?>> kind(String name) {
        return Optional.ofNullable(kinds.get(name));
    }

    Optional<CounterRule> counter(String scope) {
        return counters.stream().filter(rule -> rule.isAbout(scope)).findFirst();
    }

    Optional<PoolRule> pool(String name) {
        return pools.stream()
                .filter(rule -> name.startsWith(rule.prefix()))
                .filter(rule -> kinds.containsKey(rule.kind().name()))
                .findFirst();
    }
}
