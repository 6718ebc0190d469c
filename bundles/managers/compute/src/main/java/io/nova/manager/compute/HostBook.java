package io.nova.manager.compute;

import io.nova.model.compute.Host;
import io.nova.spi.state.Change;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The records of hosts in memory, since every placement needs them. A watch tells which were
 * written, and the next look reads those. What another manager wrote a moment ago may not be here
 * yet: whoever relies on a record has its commit expect the version.
 *
 * <p>Safe for use by many threads.
 */
final class HostBook implements WatchListener {

    private final Records<Host> records;
    private final Watch watch;
    private final AtomicBoolean lost = new AtomicBoolean(true);
    private final Set<String> stale = ConcurrentHashMap.newKeySet();
    private final TreeMap<String, Rec<Host>> hosts = new TreeMap<>();
    private List<Rec<Host>> all = List.of();

    HostBook(StateStore store) {
        records = new Records<>(store, Kinds.HOST);
        watch = store.watch(Set.of(Kinds.HOST), -1, this);
    }

    void close() {
        watch.close();
    }

    @Override
    public void change(Change change) {
        changed(change.id());
    }

    /** Has the record read again. */
    void changed(String id) {
        stale.add(id);
    }

    @Override
    public void gap() {
        lost.set(true);
    }

    synchronized Optional<Rec<Host>> find(String id) {
        refresh();
        return Optional.ofNullable(hosts.get(id));
    }

    /** Returns the hosts in the order of their names; the same list until one of them changes. */
    synchronized List<Rec<Host>> all() {
        refresh();
        return all;
    }

    private void refresh() {
        // What is written from here on is noted, and read once more.
        boolean whole = lost.getAndSet(false);
        List<String> written = List.copyOf(stale);
        if (!whole && written.isEmpty()) {
            return;
        }
        written.forEach(stale::remove);
        try {
            if (whole) {
                TreeMap<String, Rec<Host>> read = new TreeMap<>();
                records.each(Kinds.ALL, rec -> read.put(rec.id(), rec));
                hosts.clear();
                hosts.putAll(read);
            } else {
                List<Rec<Host>> read = records.findAll(written);
                written.forEach(hosts::remove);
                read.forEach(rec -> hosts.put(rec.id(), rec));
            }
            all = List.copyOf(hosts.values());
        } catch (RuntimeException e) {
            lost.set(true);
            throw e;
        }
    }
}
