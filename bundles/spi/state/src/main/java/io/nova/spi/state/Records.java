package io.nova.spi.state;

import io.nova.model.Page;
import io.nova.model.UnavailableException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The records of one kind, for managers to write their stores over. */
public final class Records<T> {

    /** How often an unanswered commit is sent in all. */
    private static final int SENDINGS = 4;

    private final StateStore store;
    private final Kind<T> kind;

    public Records(StateStore store, Kind<T> kind) {
        this.store = store;
        this.kind = kind;
    }

    /** Returns the record. */
    public Optional<Rec<T>> find(String id) {
        return store.get(kind, id);
    }

    /** Returns those of the records that exist, in the order asked for. */
    public List<Rec<T>> findAll(Collection<String> ids) {
        return store.getAll(kind, ids);
    }

    /** Returns a page of the records that carry the index entry, in the order of their ids. */
    public Page<Rec<T>> page(IndexEntry entry, String after, int limit) {
        return store.query(kind, entry, after, limit);
    }

    /** Passes on every record that carries the index entry, a page in memory at a time. */
    public void each(IndexEntry entry, Consumer<Rec<T>> consumer) {
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            Page<Rec<T>> page = store.query(kind, entry, after.get(), StateStore.MAX_PAGE);
            page.items().forEach(consumer);
            after = page.next();
        }
    }

    /**
     * Commits, and repeats a commit that was not answered: the operation id makes that safe. If the
     * repetition finds that it took effect, the answer is that of its first.
     *
     * @return never {@link CommitResult.Unknown}
     * @throws UnavailableException if the store still does not answer
     */
    public static CommitResult commit(StateStore store, Tx tx) {
        for (int sending = 1; ; sending++) {
            CommitResult result = store.commit(tx);
            if (sending > 1 && result instanceof CommitResult.Replayed own) {
                return own.first(); // That was the sending before, which was not answered.
            }
            if (!(result instanceof CommitResult.Unknown unknown)) {
                return result;
            }
            if (sending == SENDINGS) {
                throw new UnavailableException(
                        "state",
                        "The state store does not answer; try the request again",
                        unknown.cause());
            }
        }
    }
}
