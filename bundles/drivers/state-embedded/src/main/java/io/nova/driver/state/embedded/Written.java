package io.nova.driver.state.embedded;

import io.nova.spi.state.IndexEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a batch changes of what readers may have kept.
 *
 * @param everything all of it, whatever the lists say
 */
record Written(List<Row> rows, List<Entry> entries, boolean everything) {

    /** Nothing that readers keep. */
    static final Written NOTHING = new Written(List.of(), List.of(), false);

    /** The store as a whole. */
    static final Written EVERYTHING = new Written(List.of(), List.of(), true);

    boolean isNothing() {
        return rows.isEmpty() && entries.isEmpty() && !everything;
    }

    /**
     * A record.
     *
     * @param value what it is now, if that is known; else it is read when it is wanted
     * @param size of its stored form, in bytes
     */
    record Row(String kind, String id, long version, @Nullable Object value, int size) {}

    /** An index entry that a record has got or lost. */
    record Entry(String kind, IndexEntry entry) {}
}
