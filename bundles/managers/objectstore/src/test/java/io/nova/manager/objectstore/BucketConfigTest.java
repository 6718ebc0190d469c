package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.NOBODY;
import static io.nova.manager.objectstore.Lab.OTHER;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.api.objectstore.BucketConfig;
import io.nova.api.objectstore.NewBucket;
import io.nova.model.AccessDeniedException;
import io.nova.model.InvalidParameterException;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.BucketPart;
import io.nova.spi.state.Rec;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BucketConfigTest {

    private static final BucketPart CORS = BucketPart.CORS;

    private final Lab lab = new Lab();
    private int parsed;

    @BeforeEach
    void makeBucket() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
    }

    private void put(String text) {
        lab.config.put(OWNER, BUCKET, new BucketConfig(CORS, text));
    }

    private Optional<String> get() {
        return lab.config.find(OWNER, BUCKET, CORS).map(BucketConfig::text);
    }

    @Test
    void keepsEachPartUntilItIsTakenAway() {
        assertEquals(Optional.empty(), get());
        put("one");
        put("two");
        lab.config.put(OWNER, BUCKET, new BucketConfig(BucketPart.TAGGING, "tags"));
        assertEquals(Optional.of("two"), get());
        lab.config.delete(OWNER, BUCKET, CORS);
        lab.config.delete(OWNER, BUCKET, CORS);
        assertEquals(Optional.empty(), get());
        assertEquals(
                Optional.of("tags"),
                lab.config.find(OWNER, BUCKET, BucketPart.TAGGING).map(BucketConfig::text));
    }

    @Test
    void goesWithItsBucket() {
        put("one");
        String handle = lab.buckets.get(OWNER, BUCKET).handle();
        lab.buckets.delete(OWNER, BUCKET);
        assertThrows(NotFoundException.class, this::get);
        assertEquals(
                0, lab.store.query(Kinds.CONFIG, Kinds.inBucket(handle), "", 10).items().size());
        lab.buckets.create(OTHER, BUCKET, NewBucket.PRIVATE);
        assertEquals(Optional.empty(), lab.config.find(OTHER, BUCKET, CORS));
    }

    @Test
    void isParsedOnceForEachChange() {
        put("one");
        assertEquals(Optional.of(3), length());
        assertEquals(Optional.of(3), length());
        assertEquals(1, parsed);
        put("three");
        assertEquals(Optional.of(5), length());
        assertEquals(2, parsed);
        lab.config.delete(OWNER, BUCKET, CORS);
        assertEquals(Optional.empty(), length());
    }

    private Optional<Integer> length() {
        Rec<Bucket> bucket = lab.store.get(Kinds.BUCKET, Kinds.bucketId(BUCKET)).orElseThrow();
        return lab.configs.find(
                bucket,
                CORS,
                Integer.class,
                text -> {
                    parsed++;
                    return text.length();
                });
    }

    @Test
    void isRefusedIfItDoesNotFit() {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        String text = java.util.HexFormat.of().formatHex(noise);
        InvalidParameterException refusal =
                assertThrows(InvalidParameterException.class, () -> put(text));
        assertEquals(InvalidParameterException.Problem.TOO_LARGE, refusal.problem());
        assertEquals(Optional.empty(), get());
    }

    @Test
    void isTheOwnersAlone() {
        put("one");
        for (RequestContext who : List.of(OTHER, NOBODY)) {
            assertThrows(AccessDeniedException.class, () -> lab.config.find(who, BUCKET, CORS));
            assertThrows(
                    AccessDeniedException.class,
                    () -> lab.config.put(who, BUCKET, new BucketConfig(CORS, "x")));
            assertThrows(AccessDeniedException.class, () -> lab.config.delete(who, BUCKET, CORS));
        }
        assertEquals(Optional.of("one"), get());
    }
}
