package io.nova.testkit.state;

import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.PoolItem;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.StateArchive;
import io.nova.spi.state.StateLine;
import io.nova.spi.state.Tx;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The numbers of one pool: those below {@code next} and some above it were given out once, so each
 * of them has an owner or rests; all others were never used and need no entry.
 */
final class MemoryPool {

    private record Rest(long ready, long item) {}

    private static final Comparator<Rest> LONGEST_FIRST =
            Comparator.comparingLong(Rest::ready).thenComparingLong(Rest::item);

    private final PoolSpec spec;
    private long next;
    private final TreeMap<Long, String> owners = new TreeMap<>();
    private final TreeMap<Long, Long> ready = new TreeMap<>();
    private final TreeSet<Rest> queue = new TreeSet<>(LONGEST_FIRST);

    MemoryPool(PoolSpec spec) {
        this(spec, spec.first());
    }

    MemoryPool(PoolSpec spec, long next) {
        this.spec = spec;
        this.next = next;
    }

    /** Takes the item, or any; says how to undo it. */
    OptionalLong take(long wanted, String owner, long now, Consumer<Runnable> undo) {
        long item = wanted == Tx.ANY ? freeLongest(now, undo) : wanted;
        if (item == Tx.ANY || !isFree(item, now)) {
            return OptionalLong.empty();
        }
        Long rested = ready.remove(item);
        if (rested != null) {
            queue.remove(new Rest(rested, item));
            undo.accept(() -> rest(item, rested));
        }
        owners.put(item, owner);
        undo.accept(() -> owners.remove(item));
        return OptionalLong.of(item);
    }

    /** Gives the item back; false if the owner is another. */
    boolean give(long item, String owner, long now, Consumer<Runnable> undo) {
        if (!owner.equals(owners.get(item))) {
            return false;
        }
        owners.remove(item);
        undo.accept(() -> owners.put(item, owner));
        long until = now + spec.cooling().toMillis();
        rest(item, until);
        undo.accept(
                () -> {
                    ready.remove(item);
                    queue.remove(new Rest(until, item));
                });
        return true;
    }

    PoolInfo info(long now) {
        long cooling = queue.tailSet(new Rest(now, Long.MAX_VALUE), false).size();
        long size = spec.last() - spec.first() + 1;
        return new PoolInfo(spec, size - owners.size() - cooling, owners.size(), cooling);
    }

    List<PoolItem> owners(long afterItem, int limit) {
        return owners.tailMap(afterItem, false).entrySet().stream()
                .limit(limit)
                .map(entry -> new PoolItem(entry.getKey(), entry.getValue()))
                .toList();
    }

    void own(long item, String owner) {
        owners.put(item, owner);
    }

    void rest(long item, long until) {
        ready.put(item, until);
        queue.add(new Rest(until, item));
    }

    void export(StateArchive.Sink sink) throws IOException {
        String name = spec.name();
        sink.accept(
                new StateLine.Pool(
                        name, spec.first(), spec.last(), spec.cooling().toMillis(), next));
        for (var entry : owners.entrySet()) {
            sink.accept(new StateLine.Owned(name, entry.getKey(), entry.getValue()));
        }
        for (var entry : ready.entrySet()) {
            sink.accept(new StateLine.Rested(name, entry.getKey(), entry.getValue()));
        }
    }

    private long freeLongest(long now, Consumer<Runnable> undo) {
        long before = next;
        undo.accept(() -> next = before);
        while (next <= spec.last() && (owners.containsKey(next) || ready.containsKey(next))) {
            next++;
        }
        if (next <= spec.last()) {
            return next++;
        }
        return queue.isEmpty() || queue.first().ready() > now ? Tx.ANY : queue.first().item();
    }

    private boolean isFree(long item, long now) {
        return item >= spec.first()
                && item <= spec.last()
                && !owners.containsKey(item)
                && ready.getOrDefault(item, now) <= now;
    }
}
