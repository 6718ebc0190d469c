package io.nova.reconcile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent was told should be, and what it still has to tell of it. In memory alone: after a
 * restart it is told again, and tells again. Safe for use by many threads.
 *
 * @param <K> names a thing
 * @param <W> how it is wanted
 * @param <R> what is reported of it
 */
public final class Ledger<K, W, R> {

    private final Map<K, W> wanted = new LinkedHashMap<>();
    private final Map<K, Entry<K, W, R>> untold = new LinkedHashMap<>();
    private final Map<K, Entry<K, W, R>> told = new HashMap<>();
    private String history = "";
    private boolean assigned;

    /**
     * Something to be told.
     *
     * @param of what was wanted: the same report of something else is news
     */
    public record Entry<K, W, R>(K key, W of, R report) {}

    /** Takes in all that is wanted, and returns of what that is news. */
    public synchronized Set<K> assign(Map<K, W> all) {
        Set<K> news = new HashSet<>();
        wanted.keySet().stream().filter(key -> !all.containsKey(key)).forEach(news::add);
        all.forEach(
                (key, want) -> {
                    if (!want.equals(wanted.get(key))) {
                        news.add(key);
                    }
                });
        wanted.clear();
        wanted.putAll(all);
        told.keySet().retainAll(all.keySet());
        untold.keySet().retainAll(all.keySet());
        assigned = true;
        return news;
    }

    /** Tells whether it is known what is wanted. */
    public synchronized boolean assigned() {
        return assigned;
    }

    public synchronized Optional<W> wanted(K key) {
        return Optional.ofNullable(wanted.get(key));
    }

    public synchronized Collection<W> allWanted() {
        return List.copyOf(wanted.values());
    }

    public synchronized List<K> keys() {
        return List.copyOf(wanted.keySet());
    }

    /**
     * Notes what is to be told, unless it was told before.
     *
     * @return whether there is something to tell now
     */
    public synchronized boolean tell(K key, W of, R report) {
        Entry<K, W, R> entry = new Entry<>(key, of, report);
        if (entry.equals(told.get(key))) {
            untold.remove(key);
            return false;
        }
        untold.put(key, entry);
        return true;
    }

    /**
     * Takes in what the history of the records is called, empty if that is not said. Under another
     * than before what was told may be lost: all of it is news once more.
     *
     * @return whether it is another
     */
    public synchronized boolean isAnother(String name) {
        if (name.isEmpty() || name.equals(history)) {
            return false;
        }
        boolean another = !history.isEmpty();
        history = name;
        if (another) {
            told.clear();
        }
        return another;
    }

    /** Returns what is still to be told, the oldest first. */
    public synchronized List<Entry<K, W, R>> untold(int limit) {
        return new ArrayList<>(untold.values()).subList(0, Math.min(limit, untold.size()));
    }

    /** These were taken in. */
    public synchronized void acknowledged(List<Entry<K, W, R>> entries) {
        for (Entry<K, W, R> entry : entries) {
            untold.remove(entry.key(), entry);
            if (wanted.containsKey(entry.key())) {
                told.put(entry.key(), entry);
            }
        }
    }
}
