package io.nova.testkit.state;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What several threads did to one record, and whether some order of the calls explains all answers:
 * an order that keeps a call before another one that began after it had ended (Wing and Gong).
 */
public final class History {

    /** What a call does to the version of the record. */
    @FunctionalInterface
    public interface Step {
        /** Returns the version after the call, or null if the answer does not fit the version. */
        @Nullable Long after(long version);
    }

    private record Call(long begun, long ended, Step step) {}

    private record Position(Set<Integer> done, long version) {}

    private final AtomicLong time = new AtomicLong();
    private final List<Call> calls = new ArrayList<>();

    /** Makes a call and notes what its answer means. */
    public void call(Supplier<Step> call) {
        long begun = time.incrementAndGet();
        Step step = call.get();
        add(begun, time.incrementAndGet(), step);
    }

    /** Notes a call by the times of its beginning and end. */
    public synchronized void add(long begun, long ended, Step step) {
        calls.add(new Call(begun, ended, step));
    }

    /** Tells whether an order explains the answers, for a record that was not there at first. */
    public synchronized boolean isLinearizable() {
        return search(Set.of(), 0, new HashSet<>());
    }

    private boolean search(Set<Integer> done, long version, Set<Position> dead) {
        if (done.size() == calls.size()) {
            return true;
        }
        if (!dead.add(new Position(done, version))) {
            return false;
        }
        long firstEnd = Long.MAX_VALUE;
        for (int i = 0; i < calls.size(); i++) {
            if (!done.contains(i)) {
                firstEnd = Math.min(firstEnd, calls.get(i).ended());
            }
        }
        for (int i = 0; i < calls.size(); i++) {
            // Only a call that began before any other ended can be the next.
            if (!done.contains(i) && calls.get(i).begun() < firstEnd) {
                Long after = calls.get(i).step().after(version);
                if (after != null) {
                    Set<Integer> more = new HashSet<>(done);
                    more.add(i);
                    if (search(more, after, dead)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
