package io.nova.driver.state.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.driver.state.embedded.CrashLoad.Holder;
import io.nova.model.Page;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.PoolItem;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What must be true of a store whose process died in the middle of its work. */
final class Survivors {

    private final StateStore store;
    private final Map<String, Holder> found = new HashMap<>();

    Survivors(StateStore store) {
        this.store = store;
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            Page<Rec<Holder>> page =
                    store.query(
                            CrashLoad.HOLDER,
                            IndexEntry.of("all", "all"),
                            next.get(),
                            StateStore.MAX_PAGE);
            page.items().forEach(rec -> found.put(rec.id(), rec.value()));
            next = page.next();
        }
    }

    int count() {
        return found.size();
    }

    /** Nothing that was answered is missing, nor what was removed back again. */
    void check(List<String> said) {
        Set<String> removing = with("removing", said);
        Set<String> removed = with("removed", said);
        Set<String> updated = with("updated", said);
        for (String id : with("created", said)) {
            if (!removing.contains(id)) {
                assertTrue(found.containsKey(id), id + " was answered and is lost");
            }
            if (updated.contains(id)) {
                assertEquals(1, found.get(id).revision(), id + " lost its update");
            }
            if (removed.contains(id)) {
                assertTrue(!found.containsKey(id), id + " was removed and is back");
            }
        }
    }

    /** Indexes, quota and pool agree with the records. */
    void checkAgreement() {
        assertEquals(found.size(), store.used(CrashLoad.QUOTA));
        assertEquals(found.size(), store.count(CrashLoad.HOLDER, IndexEntry.of("all", "all")));
        long byRevision = 0;
        for (int revision = 0; revision < 3; revision++) {
            byRevision += store.count(CrashLoad.HOLDER, IndexEntry.of("revision", revision));
        }
        assertEquals(found.size(), byRevision);
        Map<Long, String> owners = new TreeMap<>();
        long after = -1;
        for (List<PoolItem> page = owners(after); !page.isEmpty(); page = owners(after)) {
            page.forEach(item -> owners.put(item.item(), item.owner()));
            after = page.get(page.size() - 1).item();
        }
        Map<Long, String> numbers = new TreeMap<>();
        found.values().forEach(holder -> numbers.put(holder.number(), holder.id()));
        assertEquals(found.size(), numbers.size(), "no number is held twice");
        assertEquals(numbers, owners);
        assertEquals(found.size(), store.pool(CrashLoad.POOL).orElseThrow().used());
        found.values()
                .forEach(
                        holder -> {
                            IndexEntry entry = IndexEntry.of("number", holder.number());
                            assertEquals(1, store.count(CrashLoad.HOLDER, entry));
                        });
    }

    private List<PoolItem> owners(long after) {
        return store.owners(CrashLoad.POOL, after, StateStore.MAX_PAGE);
    }

    private static Set<String> with(String word, List<String> said) {
        return said.stream()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.substring(word.length() + 1))
                .collect(Collectors.toSet());
    }
}
