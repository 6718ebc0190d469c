package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.objectstore.CopyRequest;
import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.NewBucket;
import io.nova.model.DamagedException;
import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Small objects are in records: there is no blob, and they come and go with what names them. */
class SmallContentTest {

    private static final int INLINE = 100;
    private static final String FULL = "x".repeat(INLINE);

    private Runnable beforeSmallIsRead = () -> {};
    private final Lab lab = new Lab(this::wrap, INLINE);

    private StateStore wrap(StateStore store) {
        return (StateStore)
                Proxy.newProxyInstance(
                        StateStore.class.getClassLoader(),
                        new Class<?>[] {StateStore.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("get") && arguments[0] == Kinds.SMALL) {
                                beforeSmallIsRead.run();
                            }
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @BeforeEach
    void begin() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
    }

    private String records() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            lab.store.export(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private boolean hasSmall() {
        return records().contains("small-content");
    }

    private String inlineOf(String key) {
        String handle = lab.store.get(Kinds.BUCKET, "bucket").orElseThrow().value().handle();
        return lab.store
                .get(Kinds.OBJECT, Kinds.objectId(handle, new ObjectKey(key)))
                .orElseThrow()
                .value()
                .content()
                .inline()
                .orElseThrow();
    }

    @Test
    void makesNoBlobOfWhatIsSmall() {
        lab.put("empty", "");
        lab.put("full", FULL);
        assertEquals(0, lab.blobs().size());
        lab.put("more", FULL + "y");
        assertEquals(1, lab.blobs().size());
        assertEquals("", lab.get(OWNER, "empty"));
        assertEquals(FULL, lab.get(OWNER, "full"));
        assertEquals(FULL + "y", lab.get(OWNER, "more"));
        assertEquals("xx", lab.get(OWNER, "full", 98, 10));
        assertEquals("", lab.get(OWNER, "full", 200, 10));
    }

    @Test
    void leavesNothingOfWhatIsReplacedOrDeleted() {
        lab.put("a", "one");
        lab.put("a", "two");
        assertEquals(1, records().split("\"small-content\"", -1).length - 1);
        lab.put("a", FULL + "large");
        assertTrue(!hasSmall());
        lab.put("a", "small again");
        lab.pass(Duration.ofHours(5));
        assertEquals(0, lab.blobs().size());
        lab.objects.delete(OWNER, BUCKET, new ObjectKey("a"), DeleteRequest.PLAIN);
        assertTrue(!hasSmall());
    }

    @Test
    void aCopyHasBytesOfItsOwn() {
        lab.put("a", "one");
        lab.objects.copy(
                OWNER, BUCKET, new ObjectKey("b"), CopyRequest.of(BUCKET, new ObjectKey("a")));
        lab.objects.delete(OWNER, BUCKET, new ObjectKey("a"), DeleteRequest.PLAIN);
        assertEquals("one", lab.get(OWNER, "b"));
    }

    @Test
    void aReaderOfWhatIsReplacedMeanwhileGetsTheNewOne() {
        lab.put("a", "one");
        beforeSmallIsRead =
                () -> {
                    beforeSmallIsRead = () -> {};
                    lab.put("a", "two");
                };
        assertEquals("two", lab.get(OWNER, "a"));
    }

    @Test
    void damageIsFoundByReadersAndByTheScrub() {
        lab.put("a", "one");
        lab.put("good", "two");
        String id = inlineOf("a");
        Rec<SmallContent> small = lab.store.get(Kinds.SMALL, id).orElseThrow();
        SmallContent flipped =
                new SmallContent(ByteBuffer.wrap(new byte[] {1}), small.value().sum());
        lab.store.commit(Tx.of("damage").update(Kinds.SMALL, small, flipped).build());
        assertThrows(DamagedException.class, () -> lab.get(OWNER, "a"));
        StoreManager stores = lab.stores(10);
        assertEquals(Optional.of("a"), stores.damages(OWNER, 10).get(0).key());
        stores.scrub(OWNER);
        lab.pass(Duration.ofMinutes(5));
        assertEquals(1, stores.lastScrub(OWNER).orElseThrow().damaged());
        assertEquals("records", stores.damages(OWNER, 10).get(0).store());
        lab.put("a", "three");
        assertEquals("three", lab.get(OWNER, "a"));
        assertEquals(0, stores.damages(OWNER, 10).size());
    }
}
