package io.nova.manager.objectstore;

import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Names;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Records as they will be after a transaction: reads see what was changed before, and the
 * transaction holds only if what was read is still so. For one thread.
 */
final class Draft {

    private record Name(Kind<?> kind, String id) {}

    /**
     * @param read as it is in the store; empty if it is not there
     * @param now as it will be
     */
    private record Entry(Optional<Rec<?>> read, Optional<Object> now, boolean changed) {}

    /** A record under its id. */
    record Row<T>(String id, T value) {}

    private final StateStore store;
    private final Map<Name, Entry> entries = new LinkedHashMap<>();
    private boolean stale;

    Draft(StateStore store) {
        this.store = store;
    }

    /** Returns a record as it will be. */
    <T> Optional<T> get(Kind<T> kind, String id) {
        return entry(kind, id).now().map(kind.type()::cast);
    }

    private <T> Entry entry(Kind<T> kind, String id) {
        return entries.computeIfAbsent(
                new Name(kind, id), name -> read(store.get(kind, id).map(Function.identity())));
    }

    private static Entry read(Optional<Rec<?>> rec) {
        return new Entry(rec, rec.map(Rec::value), false);
    }

    /** Reads many at once, for those who will ask for each. */
    <T> void prepare(Kind<T> kind, Collection<String> ids) {
        Map<String, Rec<T>> there =
                store.getAll(kind, Set.copyOf(ids)).stream()
                        .collect(Collectors.toMap(Rec::id, Function.identity()));
        for (String id : ids) {
            Optional<Rec<?>> rec = Optional.ofNullable(there.get(id));
            entries.putIfAbsent(new Name(kind, id), read(rec));
        }
    }

    /** Takes in what was read elsewhere: the transaction fails if it is no longer so. */
    <T> void rely(Kind<T> kind, Rec<T> rec) {
        Entry known = entries.putIfAbsent(new Name(kind, rec.id()), read(Optional.of(rec)));
        stale |= known != null && known.read().filter(r -> r.version() == rec.version()).isEmpty();
    }

    /**
     * Returns the first of the records, as they will be, whose id goes on behind the prefix.
     *
     * @param index that all of them carry
     */
    <T> Optional<Row<T>> first(Kind<T> kind, IndexEntry index, String prefix) {
        // What is taken away here is still in the store, before the one that is wanted.
        int gone = (int) known(kind, prefix).filter(e -> e.getValue().now().isEmpty()).count();
        int limit = Math.min(StateStore.MAX_PAGE, gone + 1);
        Stream<Rec<T>> stored =
                store.query(kind, index, prefix, limit).items().stream()
                        .filter(rec -> rec.id().startsWith(prefix));
        Map<String, Rec<T>> unknown =
                stored.filter(rec -> !entries.containsKey(new Name(kind, rec.id())))
                        .collect(Collectors.toMap(Rec::id, Function.identity()));
        Stream<String> ours =
                known(kind, prefix)
                        .filter(e -> isFound(kind, index, e.getValue()))
                        .map(e -> e.getKey().id());
        Optional<String> first = Stream.concat(ours, unknown.keySet().stream()).min(Names.ORDER);
        first.map(unknown::get).ifPresent(rec -> rely(kind, rec));
        return first.map(id -> new Row<>(id, get(kind, id).orElseThrow()));
    }

    private static <T> boolean isFound(Kind<T> kind, IndexEntry index, Entry entry) {
        return entry.now()
                .map(kind.type()::cast)
                .filter(value -> kind.entries(value).contains(index))
                .isPresent();
    }

    private Stream<Map.Entry<Name, Entry>> known(Kind<?> kind, String prefix) {
        return entries.entrySet().stream()
                .filter(e -> e.getKey().kind().equals(kind))
                .filter(e -> e.getKey().id().startsWith(prefix))
                .filter(e -> e.getKey().id().length() > prefix.length());
    }

    /** Makes a record, or replaces it. */
    <T> void set(Kind<T> kind, String id, T value) {
        change(kind, id, Optional.of(value));
    }

    /** Takes a record away, if it is there. */
    void remove(Kind<?> kind, String id) {
        change(kind, id, Optional.empty());
    }

    private void change(Kind<?> kind, String id, Optional<Object> value) {
        Name name = new Name(kind, id);
        // What is made may have a new id, which was never read: if it is there, it fails.
        Entry known =
                value.isEmpty()
                        ? entry(kind, id)
                        : entries.getOrDefault(name, new Entry(Optional.empty(), value, true));
        boolean nothing = known.read().isEmpty() && value.isEmpty();
        entries.put(name, new Entry(known.read(), value, !nothing));
    }

    /** Returns by how much the sum of something over all records of the kind will change. */
    <T> long sum(Kind<T> kind, ToLongFunction<T> what) {
        return entries.entrySet().stream()
                .filter(e -> e.getKey().kind().equals(kind))
                .map(Map.Entry::getValue)
                .mapToLong(
                        entry ->
                                of(kind, what, entry.now())
                                        - of(kind, what, entry.read().map(Rec::value)))
                .sum();
    }

    private static <T> long of(Kind<T> kind, ToLongFunction<T> what, Optional<?> value) {
        return value.map(kind.type()::cast).map(what::applyAsLong).orElse(0L);
    }

    /** Tells whether it has anything to do with a record. */
    boolean knows(Kind<?> kind, String id) {
        return entries.containsKey(new Name(kind, id));
    }

    /** Tells whether nothing would change. */
    boolean isIdle() {
        return entries.values().stream().noneMatch(Entry::changed);
    }

    /** Tells whether what was taken in is known to be so no longer. */
    boolean isStale() {
        return stale;
    }

    /** Adds all of it to a transaction. */
    void addTo(Tx.Builder tx) {
        entries.forEach((name, entry) -> add(tx, name, entry));
    }

    private static void add(Tx.Builder tx, Name name, Entry entry) {
        Optional<Rec<?>> read = entry.read();
        if (!entry.changed()) {
            read.ifPresentOrElse(
                    rec -> tx.expect(name.kind(), name.id(), rec.version()),
                    () -> tx.expectAbsent(name.kind(), name.id()));
        } else if (entry.now().isEmpty()) {
            tx.delete(name.kind(), read.orElseThrow());
        } else {
            write(tx, name.kind(), name.id(), entry);
        }
    }

    @SuppressWarnings("unchecked") // set() takes only what is of the kind.
    private static <T> void write(Tx.Builder tx, Kind<T> kind, String id, Entry entry) {
        T value = (T) entry.now().orElseThrow();
        entry.read()
                .ifPresentOrElse(
                        rec -> tx.update(kind, rec, value), () -> tx.create(kind, id, value));
    }
}
