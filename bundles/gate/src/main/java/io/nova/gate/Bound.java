package io.nova.gate;

import java.util.concurrent.atomic.LongAdder;

/** A driver at the gate. */
final class Bound<D> {

    final D driver;
    final String name;
    final int ranking;
    final long serial;

    /** Shared with all that ever had the name. */
    final LongAdder calls;

    /** Whether calls that come may enter; written under the gate's lock. */
    volatile boolean open;

    Bound(D driver, String name, int ranking, long serial, LongAdder calls, boolean open) {
        this.driver = driver;
        this.name = name;
        this.ranking = ranking;
        this.serial = serial;
        this.calls = calls;
        this.open = open;
    }

    boolean answersTo(String wanted) {
        return wanted.isEmpty() || wanted.equals(name);
    }
}
