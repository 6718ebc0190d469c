package io.nova.blockstore;

import java.nio.file.Path;

/**
 * What only one may do at a time on this host: count room before taking it, and start or end
 * processes. While drivers are swapped there are two objects in the JVM, of two class loaders; a
 * word of the JVM is what they have in common.
 */
final class HostLock {

    private final Object word;

    HostLock(Path directory) {
        word = ("io.nova.blockstore:" + directory).intern();
    }

    /** What is done under the lock. */
    @FunctionalInterface
    interface Work<T> {
        T perform() throws InterruptedException;
    }

    <T> T with(Work<T> work) throws InterruptedException {
        synchronized (word) {
            if (Thread.interrupted()) {
                throw new InterruptedException("waited for another command");
            }
            return work.perform();
        }
    }
}
