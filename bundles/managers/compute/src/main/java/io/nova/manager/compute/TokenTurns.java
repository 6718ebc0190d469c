package io.nova.manager.compute;

import io.nova.model.ProjectId;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Lets requests with one client token go one after another: what the first has taken before it has
 * committed its token, such as the last of a quota for its volumes, a repeat would miss. Between
 * two managers the store decides, and a repeat that is refused there can be sent once more.
 */
final class TokenTurns {

    /** Different tokens rarely share a lock, and wait a few milliseconds if they do. */
    private static final int LOCKS = 256;

    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(ReentrantLock[]::new);

    <T> T take(ProjectId project, String token, Supplier<T> request) {
        int place = Math.floorMod(Arrays.asList(project, token).hashCode(), LOCKS);
        ReentrantLock lock = locks[place];
        lock.lock();
        try {
            return request.get();
        } finally {
            lock.unlock();
        }
    }
}
