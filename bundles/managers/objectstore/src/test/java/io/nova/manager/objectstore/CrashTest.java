package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.objectstore.NewBucket;
import io.nova.model.NotFoundException;
import io.nova.model.UnavailableException;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is there after the process died, or the store fell silent, around the one commit. */
class CrashTest {

    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    private Function<Tx, CommitResult> commit = tx -> new CommitResult.Exists(Kinds.OBJECT, "");
    private boolean armed;
    private final Lab lab = new Lab(this::wrap);

    /** A store whose commits the test takes over while it is armed. */
    private StateStore wrap(StateStore store) {
        real = store;
        return (StateStore)
                Proxy.newProxyInstance(
                        StateStore.class.getClassLoader(),
                        new Class<?>[] {StateStore.class},
                        (proxy, method, arguments) -> {
                            if (armed && method.getName().equals("commit")) {
                                return commit.apply((Tx) arguments[0]);
                            }
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private StateStore real;

    @Test
    void anOrphanIsFoundWhenTheProcessDiesBeforeTheCommit() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
        lab.put("kept", "x");
        commit =
                tx -> {
                    throw new UnavailableException("state", "died");
                };
        armed = true;
        assertThrows(UnavailableException.class, () -> lab.put("lost", "y"));
        armed = false;
        assertThrows(NotFoundException.class, () -> lab.get(OWNER, "lost"));
        assertEquals(2, lab.blobs().size());
        lab.pass(Lab.ORPHAN_AGE.multipliedBy(5));
        assertEquals(1, lab.blobs().size());
        assertEquals("x", lab.get(OWNER, "kept"));
    }

    @Test
    void aRestartFindsMoreThanAPageOfTrash() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
        for (int i = 0; i < StateStore.MAX_PAGE + 500; i++) {
            lab.put("key", "x" + i);
        }
        assertEquals(StateStore.MAX_PAGE, lab.blobs().size());
        lab.collector.close();
        Collector next = lab.newCollector();
        lab.pass(Lab.GRACE.plusSeconds(10));
        assertEquals(1, lab.blobs().size());
        next.close();
    }

    @Test
    void anObjectIsWholeWhenTheProcessDiesAfterTheCommit() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
        lab.put("a", "old");
        commit =
                tx -> {
                    real.commit(tx);
                    throw new UnavailableException("state", "died");
                };
        armed = true;
        assertThrows(UnavailableException.class, () -> lab.put("a", "new"));
        armed = false;
        assertEquals("new", lab.get(OWNER, "a"));
        lab.pass(Lab.ORPHAN_AGE.multipliedBy(5));
        assertEquals("new", lab.get(OWNER, "a"));
        assertEquals(1, lab.blobs().size());
    }

    @Test
    void anUnansweredCommitIsRepeatedAndTakesEffectOnce() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
        // The first write to a store is noted by a commit of its own.
        lab.put("first", "x");
        int[] sent = {0};
        commit =
                tx -> {
                    CommitResult result = real.commit(tx);
                    return sent[0]++ == 0
                            ? new CommitResult.Unknown(new IllegalStateException("silence"))
                            : result;
                };
        armed = true;
        lab.put("a", "new");
        assertEquals(2, sent[0]);
        assertEquals("new", lab.get(OWNER, "a"));
    }

    @Test
    void aBucketThatWasAboutToBeDeletedStillTakesObjects() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
        int[] sent = {0};
        commit =
                tx -> {
                    if (sent[0]++ == 1) {
                        throw new Death();
                    }
                    return real.commit(tx);
                };
        armed = true;
        assertThrows(Death.class, () -> lab.buckets.delete(OWNER, BUCKET));
        armed = false;
        assertTrue(lab.buckets.get(OWNER, BUCKET).closing());
        lab.put("a", "x");
        assertEquals("x", lab.get(OWNER, "a"));
    }

    @Test
    void anObjectThatComesWhileItsBucketIsDeletedKeepsTheBucket() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
        int[] sent = {0};
        commit =
                tx -> {
                    if (sent[0]++ == 1) {
                        armed = false;
                        lab.put("a", "x");
                    }
                    return real.commit(tx);
                };
        armed = true;
        assertThrows(
                io.nova.model.IncorrectStateException.class,
                () -> lab.buckets.delete(OWNER, BUCKET));
        assertEquals("x", lab.get(OWNER, "a"));
    }
}
