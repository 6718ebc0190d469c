package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.OTHER;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.Deleted;
import io.nova.api.objectstore.Deletion;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.ObjectView;
import io.nova.api.objectstore.WriteCondition;
import io.nova.model.AccessDeniedException;
import io.nova.model.ConflictException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.VersionId;
import io.nova.model.objectstore.Versioning;
import io.nova.spi.state.StateStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deletion, of many keys and of versions, and many who write one key. */
class BatchDeleteTest {

    private static final VersionId OTHER_VERSION = new VersionId("0".repeat(32));

    private final AtomicInteger commits = new AtomicInteger();
    private final Lab lab = new Lab(this::counted);

    private StateStore counted(StateStore store) {
        return (StateStore)
                Proxy.newProxyInstance(
                        StateStore.class.getClassLoader(),
                        new Class<?>[] {StateStore.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("commit")) {
                                commits.incrementAndGet();
                            }
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @BeforeEach
    void makeBucket() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
    }

    private static Deletion deletion(String key) {
        return new Deletion(new ObjectKey(key), DeleteRequest.PLAIN);
    }

    private static DeleteRequest request(VersionId version) {
        return new DeleteRequest(Optional.of(version), WriteCondition.NONE);
    }

    @Test
    void commitsAHundredKeysAtOnce() {
        List<String> keys = IntStream.range(0, 250).mapToObj(i -> "k" + i).toList();
        keys.forEach(key -> lab.put(key, "x"));
        commits.set(0);
        List<Deletion.Result> results =
                lab.objects.deleteAll(
                        OWNER, BUCKET, keys.stream().map(BatchDeleteTest::deletion).toList());
        assertEquals(3, commits.get());
        assertEquals(keys, results.stream().map(r -> r.deletion().key().value()).toList());
        assertTrue(results.stream().allMatch(r -> r.done().equals(Optional.of(Deleted.PLAIN))));
        assertTrue(lab.list("", "", "", 1000).objects().isEmpty());
        lab.pass(Lab.GRACE.plusSeconds(1));
        assertTrue(lab.blobs().isEmpty());
    }

    @Test
    void takesAKeyThatComesTwice() {
        lab.put("a", "x");
        List<Deletion> twice = List.of(deletion("a"), deletion("b"), deletion("a"));
        assertTrue(
                lab.objects.deleteAll(OWNER, BUCKET, twice).stream()
                        .allMatch(result -> result.done().isPresent()));
        assertThrows(NotFoundException.class, () -> lab.get(OWNER, "a"));
    }

    @Test
    void letsNoRefusedKeyKeepTheOthers() {
        lab.put("a", "x");
        lab.put("b", "x");
        DeleteRequest wrong = new DeleteRequest(Optional.empty(), WriteCondition.ofEtag("no"));
        DeleteRequest size =
                new DeleteRequest(Optional.empty(), WriteCondition.NONE.withSize(Optional.of(7L)));
        DeleteRequest time =
                new DeleteRequest(
                        Optional.empty(),
                        WriteCondition.NONE.withModified(
                                Optional.of(lab.clock.instant().minusSeconds(1))));
        for (DeleteRequest bad : List.of(wrong, size, time)) {
            List<Deletion.Result> results =
                    lab.objects.deleteAll(
                            OWNER, BUCKET, List.of(new Deletion(new ObjectKey("a"), bad)));
            assertTrue(results.get(0).refused().orElseThrow() instanceof ConflictException);
        }
        DeleteRequest right =
                new DeleteRequest(
                        Optional.empty(),
                        WriteCondition.NONE
                                .withSize(Optional.of(1L))
                                .withModified(Optional.of(lab.clock.instant())));
        List<Deletion.Result> results =
                lab.objects.deleteAll(
                        OWNER,
                        BUCKET,
                        List.of(
                                new Deletion(new ObjectKey("a"), wrong),
                                new Deletion(new ObjectKey("b"), right)));
        assertTrue(results.get(1).done().isPresent());
        assertEquals("x", lab.get(OWNER, "a"));
        assertThrows(NotFoundException.class, () -> lab.get(OWNER, "b"));
        Deletion.Result denied =
                lab.objects.deleteAll(OTHER, BUCKET, List.of(deletion("a"))).get(0);
        assertTrue(denied.refused().orElseThrow() instanceof AccessDeniedException);
    }

    @Test
    void knowsOnlyTheVersionWithoutANameWhereNoneAreKept() {
        lab.put("a", "x");
        ObjectKey key = new ObjectKey("a");
        NotFoundException missed =
                assertThrows(
                        NotFoundException.class,
                        () ->
                                lab.objects.get(
                                        OWNER,
                                        BUCKET,
                                        key,
                                        Optional.of(OTHER_VERSION),
                                        ObjectView.CONTENT));
        assertEquals(ResourceType.OBJECT_VERSION, missed.type());
        assertThrows(
                NotFoundException.class,
                () ->
                        lab.objects.setAcl(
                                OWNER, BUCKET, key, Optional.of(OTHER_VERSION), Acl.PRIVATE));
        assertEquals(
                new Deleted(Optional.of(OTHER_VERSION), false),
                lab.objects.delete(OWNER, BUCKET, key, request(OTHER_VERSION)));
        assertEquals("x", lab.get(OWNER, "a"));
        lab.objects.get(OWNER, BUCKET, key, Optional.of(VersionId.NULL), ObjectView.ACL);
        assertEquals(
                new Deleted(Optional.of(VersionId.NULL), false),
                lab.objects.delete(OWNER, BUCKET, key, request(VersionId.NULL)));
        assertThrows(NotFoundException.class, () -> lab.get(OWNER, "a"));
    }

    @Test
    void tellsOfMarkersThoseWhoMayMissTheKey() {
        lab.buckets.setVersioning(OWNER, BUCKET, Versioning.ENABLED);
        ObjectKey key = new ObjectKey("a");
        Deleted deleted = lab.objects.delete(OWNER, BUCKET, key, DeleteRequest.PLAIN);
        assertEquals(
                deleted.version(),
                lab.objects
                        .findMarker(OWNER, BUCKET, key, Optional.empty())
                        .orElseThrow()
                        .version());
        assertThrows(
                AccessDeniedException.class,
                () -> lab.objects.findMarker(OTHER, BUCKET, key, Optional.empty()));
        assertThrows(
                AccessDeniedException.class,
                () -> lab.objects.findMarker(OTHER, BUCKET, key, deleted.version()));
        assertThrows(
                AccessDeniedException.class,
                () -> lab.buckets.setVersioning(OTHER, BUCKET, Versioning.SUSPENDED));
    }

    @Test
    void noWriterOfOneKeyIsTurnedAwayByTheOthers() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(100);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                String text = "writer " + i;
                Callable<?> write = () -> lab.put("hot", text);
                writers.add(threads.submit(write));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            assertTrue(lab.get(OWNER, "hot").startsWith("writer "));
        } finally {
            threads.shutdownNow();
        }
    }
}
