package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.OWNER;

import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.VersionQuery;
import io.nova.driver.state.embedded.EmbeddedStateStore;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.reconcile.MutableClock;
import io.nova.spi.state.Tx;
import io.nova.testkit.objectstore.MemoryObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Measures pages of lists over the embedded store; no test, but a main. */
public final class ListRate {

    private static final int KEYS = 100_000;
    private static final int ROUNDS = 200;

    private ListRate() {}

    /** Fills a bucket in a new folder, and prints medians in milliseconds. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("list-rate");
        MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
        try (EmbeddedStateStore store = Embedded.open(directory, clock)) {
            Lab lab = new Lab(clock, store, new MemoryObjectStore(clock, 64 << 20), 100);
            lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
            String handle = lab.buckets.get(OWNER, BUCKET).handle();
            ObjectInfo like = lab.put("like", "x");
            fill(store, handle, like);
            print("1,000 keys", () -> lab.list("", "", "d500/", 1000));
            print("1,000 of 1,000 prefixes", () -> lab.list("", "/", "", 1000));
            VersionQuery versions = new VersionQuery("", "", "d500/", Optional.empty(), 1000);
            print("1,000 versions", () -> lab.objects.listVersions(OWNER, BUCKET, versions));
        }
    }

    private static void fill(EmbeddedStateStore store, String handle, ObjectInfo like) {
        for (int from = 0; from < KEYS; from += 500) {
            Tx.Builder tx = Tx.of("fill/" + from);
            for (int i = from; i < from + 500; i++) {
                ObjectKey key = new ObjectKey("d%03d/object-%06d".formatted(i % 1000, i));
                ObjectInfo info =
                        ObjectInfo.of(key, like.owner())
                                .bytes(like.size(), like.etag())
                                .modified(like.modified())
                                .acl(like.acl())
                                .build();
                tx.create(
                        Kinds.OBJECT,
                        Kinds.objectId(handle, key),
                        new StoredObject(handle, info, Content.inline("x")));
            }
            store.commit(tx.build());
        }
    }

    private static void print(String what, Runnable page) {
        double[] times = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            page.run();
            times[i] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(times);
        System.out.printf("%s: median %.1f ms, 90 %% %.1f ms%n", what, times[100], times[180]);
    }
}
