package io.nova.driver.state.embedded;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What readers of the durable state found before, so that they need not ask the database again.
 *
 * <p>What is kept is known to hold from some {@link View} on. A write is noted before the database
 * has it. Before the first view with it is shown, what it changed is taken out here, and what is
 * read through an earlier view is not kept any more. So a reader finds either what its view would
 * show, or nothing.
 */
final class ReadCache {

    private record Pending(long ticket, Written written) {}

    private final DecodedCache records;
    private final PageCache pages = new PageCache();
    private final Queue<Pending> pending = new ConcurrentLinkedQueue<>();

    /**
     * @param most bytes of stored form to keep the records of
     */
    ReadCache(long most) {
        records = new DecodedCache(most);
    }

    DecodedCache records() {
        return records;
    }

    PageCache pages() {
        return pages;
    }

    /** Notes what a batch will change; called in the order of the tickets. */
    void writing(long ticket, Written written) {
        if (!written.isNothing()) {
            pending.add(new Pending(ticket, written));
        }
    }

    /**
     * Prepares for a view that is about to be shown.
     *
     * @param ticket of a write that the view has for certain, as all before it; it may have more
     */
    void advance(long view, long ticket) {
        records.advance(view);
        pages.advance(view);
        for (Pending next : pending) {
            Written written = next.written();
            if (written.everything()) {
                records.forget();
                pages.forget();
            }
            boolean certain = next.ticket() <= ticket;
            for (Written.Row row : written.rows()) {
                if (certain) {
                    records.written(row, view);
                } else {
                    records.doubt(row);
                }
            }
            written.entries().forEach(pages::doubt);
        }
        while (!pending.isEmpty() && pending.element().ticket() <= ticket) {
            pending.remove();
        }
    }

    /** Begins anew, for a database whose views are counted from 0. */
    void clear() {
        pending.clear();
        records.clear();
        pages.clear();
    }
}
