package io.nova.agent.compute;

import io.nova.model.InstanceId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who works on a guest: one at a time, since drivers are never called twice at once for it. A turn
 * may outlast the step that took it.
 */
final class Turns {

    private final Map<InstanceId, Object> owners = new HashMap<>();
    private final Map<InstanceId, Thread> inside = new HashMap<>();
    private final Set<InstanceId> hurried = new HashSet<>();

    /** Returns whether the owner has the turn now, or had it already. */
    synchronized boolean take(InstanceId guest, Object owner) {
        return owners.computeIfAbsent(guest, id -> owner) == owner;
    }

    /** Ends the owner's turn, if it has it. */
    synchronized void give(InstanceId guest, Object owner) {
        if (owners.get(guest) == owner) {
            owners.remove(guest);
            hurried.remove(guest);
        }
    }

    /** Has whoever has the turn give up a call that may take long. */
    synchronized void hurry(InstanceId guest) {
        if (owners.containsKey(guest) && hurried.add(guest) && inside.containsKey(guest)) {
            inside.get(guest).interrupt();
        }
    }

    /** A call that may take long, and be given up. */
    interface LongCall {
        void run() throws InterruptedException;
    }

    /**
     * Runs it, for who has the turn; {@link #hurry} interrupts it, and nothing after it.
     *
     * @return whether it came to its end; else somebody else waits for the guest
     */
    boolean run(InstanceId guest, LongCall call) throws InterruptedException {
        if (!enter(guest)) {
            return false;
        }
        try {
            call.run();
            return true;
        } catch (InterruptedException e) {
            if (isHurried(guest)) {
                return false;
            }
            throw e;
        } finally {
            leave(guest);
        }
    }

    private synchronized boolean enter(InstanceId guest) {
        if (hurried.contains(guest)) {
            return false;
        }
        inside.put(guest, Thread.currentThread());
        return true;
    }

    private synchronized boolean isHurried(InstanceId guest) {
        return hurried.contains(guest);
    }

    private synchronized void leave(InstanceId guest) {
        inside.remove(guest);
        if (hurried.contains(guest)) {
            // It may have come after the call's end, and is meant for nothing else.
            var unused = Thread.interrupted();
        }
    }
}
