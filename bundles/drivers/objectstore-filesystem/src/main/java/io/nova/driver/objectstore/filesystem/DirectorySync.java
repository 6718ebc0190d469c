package io.nova.driver.objectstore.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes new names in directories durable: writers that come while a directory is synchronised share
 * the next synchronisation of it.
 */
final class DirectorySync {

    private static final class Turn {
        private final AtomicLong asked = new AtomicLong();
        private final ReentrantLock lock = new ReentrantLock();
        private long done;
    }

    private final Map<Path, Turn> turns = new ConcurrentHashMap<>();

    /** Returns when every name that was in the directory at the call is durable. */
    void force(Path directory) throws IOException, InterruptedException {
        Turn turn = turns.computeIfAbsent(directory, key -> new Turn());
        long mine = turn.asked.incrementAndGet();
        turn.lock.lockInterruptibly();
        try {
            if (turn.done < mine) {
                long all = turn.asked.get();
                forceNow(directory);
                turn.done = all;
            }
        } finally {
            turn.lock.unlock();
        }
    }

    static void forceNow(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
