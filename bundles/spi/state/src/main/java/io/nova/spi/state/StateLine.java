package io.nova.spi.state;

import java.util.List;

/**
 * One line of what {@link StateStore#export} writes, for drivers. Every implementation writes and
 * reads the same lines, so that an export of one can be restored into another.
 */
public sealed interface StateLine {

    /** The first line: which store, as of which commit. */
    record Head(String epoch, long seq) implements StateLine {}

    /**
     * A record.
     *
     * @param stored its stored form, unknown fields included
     */
    record Row(String kind, String id, long version, List<IndexEntry> entries, String stored)
            implements StateLine {
        public Row {
            entries = List.copyOf(entries);
        }
    }

    /**
     * A pool.
     *
     * @param next the smallest number that was never given out in turn
     */
    record Pool(String name, long first, long last, long coolingMillis, long next)
            implements StateLine {}

    /** A number that is given out. */
    record Owned(String pool, long item, String owner) implements StateLine {}

    /**
     * A number that came back.
     *
     * @param ready when it may be given out again, in milliseconds since 1970
     */
    record Rested(String pool, long item, long ready) implements StateLine {}

    /** The use of a quota. */
    record Used(String scope, long used) implements StateLine {}

    /**
     * A lease, held or not: its token must never be given out again.
     *
     * @param until in milliseconds since 1970
     */
    record Held(String name, String owner, long token, long until) implements StateLine {}

    /**
     * An operation that took effect.
     *
     * @param at when, in milliseconds since 1970
     */
    record Done(String opId, String epoch, long seq, List<Long> items, long at)
            implements StateLine {
        public Done {
            items = List.copyOf(items);
        }
    }
}
