package io.nova.manager.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a look saw. */
final class Notes {

    /** More are not kept: a store of which so much is wrong was not damaged record by record. */
    static final int MOST = 10_000;

    private final Map<String, Suspect> suspects = new LinkedHashMap<>();
    private final Map<String, Long> unchecked = new TreeMap<>();
    private long records;

    void suspect(Suspect suspect) {
        if (suspects.size() < MOST) {
            suspects.putIfAbsent(suspect.key(), suspect);
        }
    }

    void unchecked(String kind) {
        unchecked.merge(kind, 1L, Long::sum);
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
