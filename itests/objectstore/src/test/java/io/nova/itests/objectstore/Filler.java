package io.nova.itests.objectstore;

import io.nova.model.InsufficientCapacityException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that writes objects until its disk is full, checks that all are there, and makes room
 * again. It ends with a line that says what it found.
 */
final class Filler {

    private static final int LARGE = 300_000;

    private Filler() {}

    /** Takes the directory, and what the file system driver leaves to others, in MiB. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        int reserve = Integer.parseInt(args[1]);
        Map<String, Object> settings =
                Map.of("reserveMib", reserve, "trashGraceSeconds", 1, "minPartKib", 0);
        List<String> keys = new ArrayList<>();
        int refused = 0;
        try (Store store = new Store(directory, settings)) {
            for (int i = 1; refused < 20 && i < 2000; i++) {
                try {
                    store.put("key-" + i, content(i));
                    keys.add("key-" + i);
                } catch (InsufficientCapacityException e) {
                    refused++;
                }
            }
            require(refused == 20, "the disk was never full");
            require(store.keys().size() == keys.size(), "a refused object is listed");
            check(store, keys);
            // What is small needs no room of the driver.
            store.put("small", new byte[100]);
            while (keys.size() > 3) {
                store.delete(keys.remove(0));
            }
            // Until the collector has freed it, which it does blob by blob.
            boolean fits = fits(store);
            for (int i = 0; !fits && i < 100; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
                fits = fits(store);
            }
            require(fits, "room was never given back");
        }
        try (Store store = new Store(directory, settings)) {
            check(store, keys);
            require(store.get("again").isPresent(), "an object is lost");
            require(store.get("small").isPresent(), "a small object is lost");
        }
        System.out.println("all is there");
    }

    private static boolean fits(Store store) {
        try {
            store.put("again", content(0));
            return true;
        } catch (InsufficientCapacityException e) {
            return false;
        }
    }

    private static void check(Store store, List<String> keys) {
        for (String key : keys) {
            byte[] wanted = content(Integer.parseInt(key.substring("key-".length())));
            require(Arrays.equals(wanted, store.get(key).orElseThrow()), key);
        }
    }

    private static byte[] content(int number) {
        byte[] bytes = new byte[LARGE + number];
        Arrays.fill(bytes, (byte) number);
        return bytes;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
