package io.nova.manager.cluster;

import io.nova.api.cluster.HostCheck;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a look saw. */
final class Notes {

    /** More are not kept: a store of which so much is wrong was not damaged record by record. */
    static final int MOST = 10_000;

    private final Map<String, Suspect> suspects = new LinkedHashMap<>();
    private final Map<String, Long> unchecked = new TreeMap<>();
    private final Set<String> silent = new TreeSet<>();
    private long records;

    void suspect(Suspect suspect) {
        if (suspects.size() < MOST) {
            suspects.putIfAbsent(suspect.key(), suspect);
        }
    }

    void unchecked(String kind) {
        unchecked.merge(kind, 1L, Long::sum);
    }

    /** Notes what a manager saw of its hosts. */
    void hosts(HostCheck.Look look) {
        look.seen().forEach(one -> suspect(Suspect.of(one.finding(), one.state())));
        silent.addAll(look.silent());
    }

    List<String> silent() {
        return List.copyOf(silent);
    }

    long seen() {
        return ++records;
    }

    long records() {
        return records;
    }

    Map<String, Suspect> suspects() {
        return suspects;
    }

    Map<String, Long> unchecked() {
        return unchecked;
    }
}
