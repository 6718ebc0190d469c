package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.objectstore.CopyRequest;
import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.ObjectView;
import io.nova.api.objectstore.VersionListing.Version;
import io.nova.api.objectstore.VersionQuery;
import io.nova.api.objectstore.WriteCondition;
import io.nova.driver.state.embedded.EmbeddedStateStore;
import io.nova.model.NotFoundException;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.VersionId;
import io.nova.model.objectstore.Versioning;
import io.nova.reconcile.MutableClock;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import io.nova.testkit.objectstore.MemoryObjectStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions over the store of real clouds: killed around any commit, and under many at once. */
class VersionCrashTest {

    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final ObjectKey KEY = new ObjectKey("key");

    @TempDir private Path directory;

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final MemoryObjectStore driver = new MemoryObjectStore(clock, 64 << 20);
    private final Random random = new Random(5);
    private int commitsToLive = Integer.MAX_VALUE;

    /** Dies with its n-th commit: before it, or after it and before anyone is told. */
    private StateStore mortal(StateStore store) {
        return (StateStore)
                Proxy.newProxyInstance(
                        StateStore.class.getClassLoader(),
                        new Class<?>[] {StateStore.class},
                        (proxy, method, arguments) -> {
                            try {
                                return method.getName().equals("commit")
                                        ? commit(store, (Tx) arguments[0])
                                        : method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private CommitResult commit(StateStore store, Tx tx) {
        if (--commitsToLive > 0) {
            return store.commit(tx);
        }
        if (random.nextBoolean()) {
            store.commit(tx);
        }
        throw new Death();
    }

    @Test
    void loseNothingThatWasAnsweredWhereverTheProcessDies() {
        Map<VersionId, String> answered = new HashMap<>();
        Set<VersionId> removed = new HashSet<>();
        try (EmbeddedStateStore store = Embedded.open(directory, clock)) {
            Lab lab = new Lab(clock, store, driver, 14);
            lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
            lab.buckets.setVersioning(OWNER, BUCKET, Versioning.ENABLED);
        }
        for (int life = 0; life < 40; life++) {
            try (EmbeddedStateStore store = Embedded.open(directory, clock)) {
                Lab lab = new Lab(clock, mortal(store), driver, 14);
                commitsToLive = 1 + random.nextInt(9);
                live(lab, answered, removed, life);
            }
            try (EmbeddedStateStore store = Embedded.open(directory, clock)) {
                Lab lab = new Lab(clock, store, driver, 14);
                commitsToLive = Integer.MAX_VALUE;
                check(lab, answered, removed);
            }
        }
        try (EmbeddedStateStore store = Embedded.open(directory, clock)) {
            Lab lab = new Lab(clock, store, driver, 14);
            check(lab, answered, removed);
            lab.pass(Lab.ORPHAN_AGE.multipliedBy(5));
            check(lab, answered, removed);
            versions(lab).forEach(row -> delete(lab, row.info().version()));
            lab.buckets.delete(OWNER, BUCKET);
            lab.pass(Lab.ORPHAN_AGE.multipliedBy(5));
            assertEquals(List.of(), lab.blobs());
        }
    }

    private void live(Lab lab, Map<VersionId, String> answered, Set<VersionId> removed, int life) {
        try {
            for (int step = 0; ; step++) {
                List<Version> there = versions(lab);
                int what = random.nextInt(10);
                if (what < 5) {
                    String text = "life " + life + " step " + step;
                    ObjectInfo put = lab.put(KEY.value(), text);
                    answered.put(put.version().orElseThrow(), text);
                } else if (what < 6) {
                    delete(lab, Optional.empty());
                } else if (what < 8 && !there.isEmpty()) {
                    VersionId id = one(there);
                    // Whether it takes effect is open until it is answered.
                    answered.remove(id);
                    delete(lab, Optional.of(id));
                    removed.add(id);
                } else if (what < 9 && !there.isEmpty() && !there.get(0).marker()) {
                    String text = lab.get(OWNER, KEY.value());
                    ObjectInfo copy =
                            lab.objects.copy(OWNER, BUCKET, KEY, CopyRequest.of(BUCKET, KEY));
                    answered.put(copy.version().orElseThrow(), text);
                } else {
                    lab.pass(Duration.ofSeconds(random.nextInt(90)));
                }
            }
        } catch (Death e) {
            // As planned.
        }
    }

    private VersionId one(List<Version> there) {
        return there.get(random.nextInt(there.size())).info().version().orElseThrow();
    }

    private static void delete(Lab lab, Optional<VersionId> id) {
        lab.objects.delete(OWNER, BUCKET, KEY, new DeleteRequest(id, WriteCondition.NONE));
    }

    private static List<Version> versions(Lab lab) {
        VersionQuery all = new VersionQuery("", "", "", Optional.empty(), 1000);
        return lab.objects.listVersions(OWNER, BUCKET, all).versions();
    }

    private static String read(Lab lab, VersionId id) {
        return Lab.text(lab.objects.get(OWNER, BUCKET, KEY, Optional.of(id), ObjectView.CONTENT));
    }

    /** What was answered is there, and of two records of the latest there is one. */
    private static void check(Lab lab, Map<VersionId, String> answered, Set<VersionId> removed) {
        List<Version> there = versions(lab);
        Set<VersionId> ids = new HashSet<>();
        there.forEach(row -> ids.add(row.info().version().orElseThrow()));
        assertEquals(there.size(), ids.size());
        answered.forEach((id, text) -> assertEquals(text, read(lab, id)));
        removed.forEach(id -> assertTrue(!ids.contains(id)));
        assertTrue(ids.containsAll(answered.keySet()));
        Optional<VersionId> current;
        try {
            current = lab.objects.get(OWNER, BUCKET, KEY).info().version();
        } catch (NotFoundException e) {
            current = Optional.empty();
        }
        Optional<VersionId> expected =
                there.stream()
                        .findFirst()
                        .filter(row -> !row.marker())
                        .flatMap(row -> row.info().version());
        assertEquals(expected, current);
        assertEquals(1, Math.max(1, there.stream().filter(Version::latest).count()));
    }

    @Test
    void areInOrderWhereManyWriteAndDelete() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (EmbeddedStateStore store = Embedded.open(directory, clock)) {
            Lab lab = new Lab(clock, store, driver, 14);
            lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
            lab.buckets.setVersioning(OWNER, BUCKET, Versioning.ENABLED);
            ObjectInfo first = lab.put(KEY.value(), "first");
            Map<VersionId, String> answered = new ConcurrentHashMap<>();
            Set<VersionId> removed = ConcurrentHashMap.newKeySet();
            answered.put(first.version().orElseThrow(), "first");
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int thread = i;
                work.add(threads.submit(() -> write(lab, thread, first, answered, removed)));
            }
            for (Future<?> one : work) {
                one.get();
            }
            check(lab, answered, removed);
            assertEquals(answered.size(), versions(lab).stream().filter(r -> !r.marker()).count());
        } finally {
            threads.shutdownNow();
        }
    }

    private static Boolean write(
            Lab lab,
            int thread,
            ObjectInfo first,
            Map<VersionId, String> answered,
            Set<VersionId> removed) {
        Random random = new Random(thread);
        List<VersionId> own = new ArrayList<>();
        for (int step = 0; step < 30; step++) {
            int what = random.nextInt(6);
            if (what < 3) {
                String text = "thread " + thread + " step " + step;
                VersionId id = lab.put(KEY.value(), text).version().orElseThrow();
                answered.put(id, text);
                own.add(id);
            } else if (what == 3) {
                delete(lab, Optional.empty());
            } else if (what == 4 && !own.isEmpty()) {
                VersionId id = own.remove(random.nextInt(own.size()));
                delete(lab, Optional.of(id));
                answered.remove(id);
                removed.add(id);
            } else {
                // It is there all the time, and so it is always told.
                assertTrue(
                        versions(lab).stream()
                                .anyMatch(row -> row.info().version().equals(first.version())));
            }
        }
        return true;
    }
}
