package io.nova.itests.objectstore;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
                                    store.put(key, new Slow(size, middle));
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

    /** Zeros; its reader meets all others in the middle. */
    private static final class Slow extends InputStream {

        private final int size;
        private final CyclicBarrier middle;
        private int at;
        private boolean met;

        Slow(int size, CyclicBarrier middle) {
            this.size = size;
            this.middle = middle;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] target, int from, int length) {
            if (at == size) {
                return -1;
            }
            if (!met && at >= size / 2) {
                met = true;
                try {
                    middle.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
            int count = Math.min(length, size - at);
            Arrays.fill(target, from, from + count, (byte) 0);
            at += count;
            return count;
        }
    }
}
