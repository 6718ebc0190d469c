package io.nova.spi.state;

import io.nova.model.ConflictException;
import io.nova.model.Page;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The records of one kind, for managers to write their stores over. */
public final class Records<T> {

    /** How often an unanswered commit is sent in all. */
    private static final int SENDINGS = 4;

    private static final int ATTEMPTS = 20;

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
     * Returns all records that carry the entry of one of these, and perhaps others that carry the
     * wider one. Few records, or few of these: it reads no more than twice as many as there are of
     * either.
     *
     * @param wider is carried by every record that carries one of the entries
     * @param entry is asked only if there are many records
     */
    public <K> List<Rec<T>> among(
            IndexEntry wider, Collection<K> these, Function<K, IndexEntry> entry) {
        List<Rec<T>> found = new ArrayList<>();
        int limit = Math.max(1, Math.min(these.size(), StateStore.MAX_PAGE));
        Optional<String> after = Optional.of("");
        while (after.isPresent() && found.size() < these.size()) {
            Page<Rec<T>> page = page(wider, after.get(), limit);
            found.addAll(page.items());
            after = page.next();
        }
        if (after.isPresent()) {
            found.clear();
            these.forEach(one -> each(entry.apply(one), found::add));
        }
        return found;
    }

    /**
     * Changes the record, and decides again after a lost race.
     *
     * @param opIds gives each attempt a name of its own
     * @param change returns the record as it should be, or nothing if it is not to be changed
     * @return the record as it is now; empty if it is not there or was not to be changed
     * @throws ConflictException if others change it again and again
     */
    public Optional<T> change(String id, Supplier<String> opIds, Function<T, Optional<T>> change) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Rec<T>> rec = find(id);
            Optional<T> next = rec.map(Rec::value).flatMap(change);
            if (next.isEmpty() || next.equals(rec.map(Rec::value))) {
                return next;
            }
            Tx tx = Tx.of(opIds.get()).update(kind, rec.orElseThrow(), next.get()).build();
            if (commit(store, tx) instanceof CommitResult.Ok) {
                return next;
            }
        }
        throw new ConflictException(
                ConflictException.Reason.CONCURRENT_CHANGE,
                ResourceType.REQUEST,
                id,
                "'%s' is being changed by other requests; try again".formatted(id));
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
