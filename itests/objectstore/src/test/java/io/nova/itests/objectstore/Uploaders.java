package io.nova.itests.objectstore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A process in which many objects are written at the same time, all of them under way at once. */
final class Uploaders {

    private Uploaders() {}

    /** Takes the directory, how many objects, and the size of each. */
    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[1]);
        int size = Integer.parseInt(args[2]);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        CyclicBarrier middle = new CyclicBarrier(count);
        try (Store store = new Store(Path.of(args[0]), Map.of())) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String key = "key-" + i;
                running.add(
                        threads.submit(
                                () -> {
                                    store.put(key, new Zeros(size, middle));
                                    return key;
                                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            System.out.println(store.keys().size() + " objects");
        } finally {
            threads.shutdownNow();
        }
    }
}
