package io.nova.itests.objectstore;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients that write, replace and delete objects until their server is killed, and know what they
 * were promised. Each of them has keys of its own.
 */
final class Writers {

    private static final int CLIENTS = 6;
    private static final int KEYS = 3;

    /** The writes of which each key may have one: the last that was done, or one that began. */
    private final Map<String, Set<Integer>> possible = new HashMap<>();

    private int next = 1;
    private int done;

    /**
     * Writes until the server answers no longer.
     *
     * @throws ExecutionException if it refused something
     */
    void write(URI endpoint) throws ExecutionException, InterruptedException {
        S3 store = new S3(endpoint);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                clients.add(threads.submit(() -> work(store, client)));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Void work(S3 store, int client) throws InterruptedException {
        Random random = new Random();
        while (true) {
            String key = "client-%d/key-%d".formatted(client, random.nextInt(KEYS));
            int number = begin(key, random.nextInt(10) == 0);
            try {
                if (number == 0) {
                    store.delete(key);
                } else if (Bytes.isOfParts(number)) {
                    store.putParts(key, Bytes.of(number));
                } else {
                    store.put(key, Bytes.of(number));
                }
            } catch (IOException e) {
                // Nobody knows what became of it.
                return null;
            }
            end(key, number);
        }
    }

    /** Returns the number of the write; a deletion has 0. */
    private synchronized int begin(String key, boolean deletion) {
        int number = deletion ? 0 : next++;
        possible.computeIfAbsent(key, any -> new TreeSet<>(Set.of(0))).add(number);
        return number;
    }

    private synchronized void end(String key, int number) {
        possible.put(key, new TreeSet<>(Set.of(number)));
        done++;
        notifyAll();
    }

    /** Waits until so many writes are done, but not for ever. */
    synchronized void awaitDone(int wanted, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis;
                done < wanted && left > 0;
                left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** Returns how many writes were answered. */
    synchronized int done() {
        return done;
    }

    /** Returns the writes of which each key may have one, to read and to narrow. */
    synchronized Map<String, Set<Integer>> possible() {
        return possible;
    }
}
