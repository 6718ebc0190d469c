package io.nova.itests.objectstore;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process that writes, replaces and deletes objects until it is killed. Each of its threads has
 * keys of its own, and says before it does something what that is, and afterwards that it is done.
 */
final class Writers {

    static final int THREADS = 6;
    static final int KEYS = 3;

    private Writers() {}

    /**
     * Takes the directory, and the number of the first write.
     *
     * <p>Prints lines of {@code begin|done KEY NUMBER}; number 0 is a deletion.
     */
    public static void main(String[] args) {
        Store store = new Store(Path.of(args[0]), Map.of("minPartKib", 0));
        int first = Integer.parseInt(args[1]);
        PrintStream out = System.out;
        out.println("ready");
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            threads.execute(() -> work(store, thread, first + thread, out));
        }
    }

    private static void work(Store store, int thread, int first, PrintStream out) {
        Random random = new Random(first);
        try {
            for (int number = first; ; number += THREADS) {
                String key = key(thread, random.nextInt(KEYS));
                int kind = random.nextInt(10);
                int written = kind == 0 ? 0 : number;
                say(out, "begin", key, written);
                if (kind == 0) {
                    store.delete(key);
                } else if (Bytes.isOfParts(number)) {
                    store.putParts(key, Bytes.of(number));
                } else {
                    store.put(key, Bytes.of(number));
                }
                say(out, "done", key, written);
            }
        } catch (RuntimeException e) {
            out.println("failed " + e);
            out.flush();
        }
    }

    private static void say(PrintStream out, String what, String key, int number) {
        synchronized (out) {
            out.print(what + " " + key + " " + number + "\n");
            out.flush();
        }
    }

    static String key(int thread, int key) {
        return "thread-" + thread + "/key-" + key;
    }
}
