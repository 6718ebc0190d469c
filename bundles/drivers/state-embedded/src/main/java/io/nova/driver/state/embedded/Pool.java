package io.nova.driver.state.embedded;

import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Tx;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one pool, as of the last commit. A number has an entry from the first time that it
 * is given out: a pool of a million costs nothing before it is used.
 *
 * <p>In memory, because a queue whose head is removed again and again is what an LSM tree does
 * worst. Guarded by the commit lock.
 */
final class Pool {

    private record Rest(long ready, long item) {}

    private final PoolSpec spec;
    private long next;
    private final Map<Long, String> owners = new HashMap<>();
    private final Map<Long, Long> ready = new HashMap<>();
    private final TreeSet<Rest> queue =
            new TreeSet<>(Comparator.comparingLong(Rest::ready).thenComparingLong(Rest::item));

    Pool(PoolSpec spec, long next) {
        this.spec = spec;
        this.next = next;
    }

    PoolSpec spec() {
        return spec;
    }

    /** Returns the smallest number that was never given out in turn. */
    long next() {
        return next;
    }

    @Nullable String owner(long item) {
        return owners.get(item);
    }

    /** Returns when the number that came back may be given out again. */
    long ready(long item) {
        Long time = ready.get(item);
        return time == null ? 0 : time;
    }

    OptionalLong take(long wanted, String owner, long now, Consumer<Runnable> undo) {
        long item = wanted == Tx.ANY ? freeLongest(now, undo) : wanted;
        if (!isFree(item, now)) {
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

    /** Gives the number back; false if the owner is another. */
    boolean give(long item, String owner, long now, Consumer<Runnable> undo) {
        if (!owner.equals(owners.get(item))) {
            return false;
        }
        owners.remove(item);
        long until = now + spec.cooling().toMillis();
        rest(item, until);
        undo.accept(
                () -> {
                    ready.remove(item);
                    queue.remove(new Rest(until, item));
                    owners.put(item, owner);
                });
        return true;
    }

    void own(long item, String owner) {
        owners.put(item, owner);
    }

    void rest(long item, long until) {
        ready.put(item, until);
        queue.add(new Rest(until, item));
    }

    PoolInfo info(long now) {
        long cooling = queue.tailSet(new Rest(now, Long.MAX_VALUE), false).size();
        long size = spec.last() - spec.first() + 1;
        return new PoolInfo(spec, size - owners.size() - cooling, owners.size(), cooling);
    }

    private long freeLongest(long now, Consumer<Runnable> undo) {
        long before = next;
        undo.accept(() -> next = before);
        // Numbers that were asked for by name are passed over, once each.
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
