package io.nova.manager.compute;

import io.nova.model.Page;
import io.nova.model.compute.Instance;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Names;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The instances that carry any of some index entries, each once, in the order of their ids.
 *
 * @param any at least one
 */
record Entries(Records<Instance> records, List<IndexEntry> any) {

    /** As {@link Records#page}, though it may return fewer than there are. */
    Page<Rec<Instance>> page(String after, int limit) {
        if (any.size() == 1) {
            return records.page(any.get(0), after, limit);
        }
        TreeMap<String, Rec<Instance>> merged = new TreeMap<>(Names.ORDER);
        Optional<String> end = Optional.empty();
        for (IndexEntry entry : any) {
            Page<Rec<Instance>> page = records.page(entry, after, limit);
            page.items().forEach(rec -> merged.put(rec.id(), rec));
            // Behind the end of the shortest page there may be others of its entry.
            if (page.next().isPresent()
                    && (end.isEmpty() || Names.ORDER.compare(page.next().get(), end.get()) < 0)) {
                end = page.next();
            }
        }
        return end.map(
                        last ->
                                new Page<>(
                                        List.copyOf(merged.headMap(last, true).values()),
                                        Optional.of(last)))
                .orElseGet(() -> new Page<>(new ArrayList<>(merged.values()), Optional.empty()));
    }
}
