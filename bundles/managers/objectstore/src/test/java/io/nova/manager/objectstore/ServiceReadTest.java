package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.OTHER;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.api.objectstore.BucketConfig;
import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.PutRequest;
import io.nova.api.objectstore.WriteCondition;
import io.nova.model.AccessDeniedException;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.objectstore.BucketPart;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.VersionId;
import io.nova.model.objectstore.Versioning;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceReadTest {

    private static final RequestContext SERVICE =
            Lab.context("images", "333333333333", Role.SERVICE);
    private static final ObjectKey KEY = new ObjectKey("disk");

    private final Lab lab = new Lab();
    private final ServiceReadManager reads =
            new ServiceReadManager(lab.store, lab.objects, lab.ids);

    @BeforeEach
    void make() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
        lab.put("disk", "bytes");
    }

    private void refused() {
        assertThrows(AccessDeniedException.class, () -> lab.get(SERVICE, "disk"));
    }

    @Test
    void letsServicesReadWhatIsHandedToThem() {
        refused();
        reads.allow(OWNER, BUCKET, KEY);
        reads.allow(OWNER, BUCKET, KEY);
        assertEquals("bytes", lab.get(SERVICE, "disk"));
        assertThrows(AccessDeniedException.class, () -> lab.get(OTHER, "disk"));
        assertThrows(
                AccessDeniedException.class, () -> lab.put(SERVICE, "disk", "x", PutRequest.PLAIN));
        assertThrows(
                AccessDeniedException.class,
                () -> lab.objects.delete(SERVICE, BUCKET, KEY, DeleteRequest.PLAIN));
    }

    @Test
    void doesNotLetThemReadWhatComesInItsPlace() {
        reads.allow(OWNER, BUCKET, KEY);
        lab.put("disk", "other");
        refused();
        lab.put("disk", "bytes");
        assertEquals("bytes", lab.get(SERVICE, "disk"), "the same bytes again");
        lab.objects.delete(OWNER, BUCKET, KEY, DeleteRequest.PLAIN);
        lab.buckets.delete(OWNER, BUCKET);
        lab.buckets.create(OTHER, BUCKET, NewBucket.PRIVATE);
        lab.put(OTHER, "disk", "bytes", PutRequest.PLAIN);
        refused();
    }

    private long handed() {
        return lab.store.count(Kinds.HANDED, Kinds.all());
    }

    @Test
    void isForgottenWhenTheObjectIsGone() {
        reads.allow(OWNER, BUCKET, KEY);
        lab.pass(Duration.ofHours(2));
        assertEquals(1, handed());
        lab.buckets.setVersioning(OWNER, BUCKET, Versioning.ENABLED);
        lab.put("disk", "other");
        lab.pass(Duration.ofHours(2));
        assertEquals(1, handed(), "it is an older version");
        lab.objects.delete(
                OWNER,
                BUCKET,
                KEY,
                new DeleteRequest(Optional.of(VersionId.NULL), WriteCondition.NONE));
        lab.pass(Duration.ofHours(2));
        assertEquals(0, handed());
    }

    @Test
    void isForgottenWithTheBucket() {
        reads.allow(OWNER, BUCKET, KEY);
        lab.objects.delete(OWNER, BUCKET, KEY, DeleteRequest.PLAIN);
        lab.buckets.delete(OWNER, BUCKET);
        lab.pass(Duration.ofHours(2));
        assertEquals(0, handed());
    }

    @Test
    void isOnlyForThoseWhoMayReadItThemselves() {
        assertThrows(AccessDeniedException.class, () -> reads.allow(OTHER, BUCKET, KEY));
        assertThrows(
                NotFoundException.class,
                () -> reads.allow(OWNER, BUCKET, new ObjectKey("nothing")));
        refused();
    }

    @Test
    void endsWhereThePolicyDeniesIt() {
        reads.allow(OWNER, BUCKET, KEY);
        lab.config.put(
                OWNER,
                BUCKET,
                new BucketConfig(
                        BucketPart.POLICY,
                        "{\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\","
                                + "\"Action\":\"s3:GetObject\","
                                + "\"Resource\":\"arn:aws:s3:::bucket/*\"}}"));
        refused();
    }
}
