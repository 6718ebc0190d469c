package io.nova.reconcile;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Remembers what was told of each key, so that each trouble is told once and not per attempt. */
final class Complaints {

    private static final int KEYS = 1000;
    private static final int MESSAGES = 10;

    private final Map<String, Set<String>> told =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
                    return size() > KEYS;
                }
            };

    /** Tells whether this is news; a key that never says the same twice is silenced. */
    synchronized boolean isNews(String key, String message) {
        Set<String> known = told.computeIfAbsent(key, unused -> new HashSet<>());
        return known.size() < MESSAGES && known.add(message);
    }

    /** Forgets the troubles of a key that is well. */
    synchronized void settled(String key) {
        told.remove(key);
    }
}
