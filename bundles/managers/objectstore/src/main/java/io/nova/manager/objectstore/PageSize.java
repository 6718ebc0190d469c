package io.nova.manager.objectstore;

import io.nova.spi.state.StateStore;

/**
 * How many rows to read next of a list that may be rolled up: few where most of them would only be
 * passed over, since then it is better to seek behind them.
 */
final class PageSize {

    private static final int LEAST = 4;
    private static final int FIRST = 32;

    private final boolean rolledUp;
    private int size = FIRST;

    /**
     * @param rolledUp whether rows may be rolled up at all
     */
    PageSize(boolean rolledUp) {
        this.rolledUp = rolledUp;
    }

    /**
     * Returns how many.
     *
     * @param room how many the list still takes; one more says whether there are more
     */
    int next(int room) {
        return Math.min(StateStore.MAX_PAGE, rolledUp ? Math.min(size, room + 1) : room + 1);
    }

    /** Tells how many rows there were, and how many of them became rows of the list. */
    void had(int rows, int useful) {
        size = useful * 2 >= rows ? Math.min(StateStore.MAX_PAGE, size * 2) : useful * 2;
        size = Math.max(LEAST, size);
    }
}
