package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.ADMIN;
import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.NOBODY;
import static io.nova.manager.objectstore.Lab.OTHER;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.Authorizer;
import io.nova.api.identity.Quota;
import io.nova.api.objectstore.BeginUpload;
import io.nova.api.objectstore.CompleteUpload;
import io.nova.api.objectstore.CopyRequest;
import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.Deletion;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.PutRequest;
import io.nova.api.objectstore.StorageUse;
import io.nova.api.objectstore.UploadRef;
import io.nova.api.objectstore.WriteCondition;
import io.nova.model.AccessDeniedException;
import io.nova.model.BucketName;
import io.nova.model.Caller;
import io.nova.model.ConflictException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.Role;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.CannedAcl;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.PartInfo;
import io.nova.model.objectstore.TagSet;
import io.nova.model.objectstore.VersionId;
import io.nova.model.objectstore.Versioning;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Tx;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class UsageTest {

    private final Lab lab = new Lab();
    private final BucketInventoryManager inventory =
            new BucketInventoryManager(lab.store, new Developers(), lab.ids);

    private static final class Developers implements Authorizer {
        @Override
        public void require(Caller caller, String action) {
            if (!allows(caller, action)) {
                throw new AccessDeniedException(action, "denied");
            }
        }

        @Override
        public boolean allows(Caller caller, String action) {
            return caller.has(Role.DEVELOPER) || caller.has(Role.CLOUDADMIN);
        }
    }

    @BeforeEach
    void makeABucket() {
        var unused = lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
    }

    /** Of the bucket and of the project that has it, which has no other. */
    private void assertUse(long objects, long bytes, long uploads) {
        StorageUse expected = new StorageUse(1, objects, bytes, uploads);
        assertEquals(expected, inventory.use(OWNER, BUCKET));
        assertEquals(expected, inventory.use(OWNER, OWNER.project()));
    }

    @Test
    void whatIsPutReplacedAndDeletedIsCounted() {
        assertUse(0, 0, 0);
        lab.put("a", "12345");
        lab.put("b", "1");
        assertUse(2, 6, 0);
        lab.put("a", "123");
        assertUse(2, 4, 0);
        lab.put("b", "");
        assertUse(2, 3, 0);
        var unused =
                lab.objects.copy(
                        OWNER,
                        BUCKET,
                        new ObjectKey("c"),
                        CopyRequest.of(BUCKET, new ObjectKey("a")));
        assertUse(3, 6, 0);
        var unusedFirst =
                lab.objects.delete(OWNER, BUCKET, new ObjectKey("a"), DeleteRequest.PLAIN);
        var unusedAgain =
                lab.objects.delete(OWNER, BUCKET, new ObjectKey("a"), DeleteRequest.PLAIN);
        assertUse(2, 3, 0);
    }

    @Test
    void whatWasRefusedIsNotCounted() {
        lab.put("a", "12345");
        assertThrows(
                ConflictException.class,
                () ->
                        lab.put(
                                OWNER,
                                "a",
                                "1",
                                PutRequest.PLAIN.withCondition(WriteCondition.ABSENT)));
        assertUse(1, 5, 0);
    }

    private void refused(Executable what) {
        assertEquals(ResourceType.OBJECT, assertThrows(LimitExceededException.class, what).type());
    }

    @Test
    void objectsAreLimited() {
        lab.limits.put(Quota.OBJECTS, 2L);
        lab.put("a", "1");
        lab.put("b", "1");
        refused(() -> lab.put("c", "1"));
        refused(
                () ->
                        lab.objects.copy(
                                OWNER,
                                BUCKET,
                                new ObjectKey("c"),
                                CopyRequest.of(BUCKET, new ObjectKey("a"))));
        lab.put("b", "replaced");
        assertUse(2, 9, 0);
        lab.buckets.setVersioning(OWNER, BUCKET, Versioning.ENABLED);
        refused(() -> lab.put("b", "a version more"));
        var marker = lab.objects.delete(OWNER, BUCKET, new ObjectKey("b"), DeleteRequest.PLAIN);
        assertTrue(marker.marker());
        assertUse(3, 9, 0);
    }

    @Test
    void bytesAreLimited() {
        lab.limits.put(Quota.OBJECT_BYTES, 10L);
        lab.put("a", "123456");
        refused(() -> lab.put("b", "12345"));
        assertUse(1, 6, 0);
        assertEquals(1, lab.blobs().size(), "what was refused left no bytes");
        lab.put("b", "1234");
        refused(() -> lab.put("c", "1"));
        refused(() -> lab.put("a", "1234567"));
        lab.put("a", "1");
        lab.put("c", "12345");
        assertUse(3, 10, 0);
        // Lowered: what is there stays, and can go.
        lab.limits.put(Quota.OBJECT_BYTES, 3L);
        refused(() -> lab.put("d", ""));
        lab.put("c", "1234");
        var unused = lab.objects.delete(OWNER, BUCKET, new ObjectKey("b"), DeleteRequest.PLAIN);
        assertUse(2, 5, 0);
    }

    @Test
    void anUploadThatIsTooLargeIsRefusedAtItsEndAndCanBeGivenUp() {
        lab.limits.put(Quota.OBJECT_BYTES, 5L);
        BeginUpload begin =
                new BeginUpload(
                        ObjectHeaders.NONE, Acl.PRIVATE, TagSet.NONE, Optional.empty(), false);
        ObjectKey key = new ObjectKey("big");
        UploadRef ref =
                new UploadRef(BUCKET, key, lab.uploads.begin(OWNER, BUCKET, key, begin).id());
        PartInfo part =
                assertDoesNotThrow(() -> lab.uploads.putPart(OWNER, ref, 1, Lab.body("123456")));
        CompleteUpload all =
                new CompleteUpload(
                        List.of(new CompleteUpload.Part(1, part.etag())), WriteCondition.NONE);
        refused(() -> lab.uploads.complete(OWNER, ref, all));
        assertUse(0, 0, 1);
        lab.limits.put(Quota.OBJECT_BYTES, 6L);
        var unused = lab.uploads.complete(OWNER, ref, all);
        assertUse(1, 6, 0);
        refused(() -> lab.uploads.begin(OWNER, BUCKET, new ObjectKey("more"), begin));
    }

    @Test
    void theLimitIsTheBucketOwnersWhoeverWrites() {
        lab.limits.put(Quota.OBJECTS, 1L);
        var unused = lab.buckets.create(OTHER, new BucketName("others"), NewBucket.PRIVATE);
        lab.put("a", "1");
        assertDoesNotThrow(
                () ->
                        lab.objects.put(
                                OTHER,
                                new BucketName("others"),
                                new ObjectKey("a"),
                                PutRequest.PLAIN,
                                Lab.body("1")));
        refused(() -> lab.put("b", "1"));
    }

    @Test
    void manyAreDeletedAtOnce() {
        for (int i = 0; i < 250; i++) {
            lab.put("k" + i, "12");
        }
        assertUse(250, 500, 0);
        List<Deletion> all =
                java.util.stream.IntStream.range(0, 260)
                        .mapToObj(i -> new Deletion(new ObjectKey("k" + i), DeleteRequest.PLAIN))
                        .toList();
        var unused = lab.objects.deleteAll(OWNER, BUCKET, all);
        assertUse(0, 0, 0);
        lab.buckets.delete(OWNER, BUCKET);
        assertEquals(new StorageUse(0, 0, 0, 0), inventory.use(OWNER, OWNER.project()));
    }

    @Test
    void anUploadCountsWhenItIsComplete() throws Exception {
        String id =
                lab.uploads
                        .begin(
                                OWNER,
                                BUCKET,
                                new ObjectKey("u"),
                                new BeginUpload(
                                        ObjectHeaders.NONE,
                                        Acl.PRIVATE,
                                        TagSet.NONE,
                                        Optional.empty(),
                                        false))
                        .id();
        UploadRef upload = new UploadRef(BUCKET, new ObjectKey("u"), id);
        String etag = lab.uploads.putPart(OWNER, upload, 1, Lab.body("1234567")).etag();
        var unusedOther = lab.uploads.putPart(OWNER, upload, 2, Lab.body("not asked for"));
        assertUse(0, 0, 1);
        CompleteUpload complete =
                new CompleteUpload(List.of(new CompleteUpload.Part(1, etag)), WriteCondition.NONE);
        var unusedFirst = lab.uploads.complete(OWNER, upload, complete);
        var unusedAgain = lab.uploads.complete(OWNER, upload, complete);
        assertUse(1, 7, 0);
    }

    /** Puts a record there as it was written before anything was counted. */
    private void putUncounted(String key, long size) {
        String handle = lab.store.get(Kinds.BUCKET, "bucket").orElseThrow().value().handle();
        StoredObject object =
                Kinds.OBJECT.decode(
                        """
                        {"bucket":"%s","info":{"key":"%s","owner":"111111111111","size":%d,
                        "etag":"e","modified":"2026-01-01T00:00:00Z",
                        "headers":{"system":{},"user":{}},"acl":"PRIVATE","parts":0},
                        "content":{"blob":"00000000000000000000000000000001","parts":"","count":0,
                        "partSize":0}}
                        """
                                .formatted(handle, key, size));
        String id = Kinds.objectId(handle, new ObjectKey(key));
        assertInstanceOf(
                CommitResult.Ok.class,
                lab.store.commit(Tx.of("old " + key).create(Kinds.OBJECT, id, object).build()));
    }

    private StorageUse counted() {
        return inventory.use(OWNER, OWNER.project());
    }

    @Test
    void whatWasNeverCountedIsDeletedAndTakesNothingFromWhatWas() {
        putUncounted("old", 1000);
        putUncounted("older", 1000);
        lab.put("new", "12345");
        assertEquals(new StorageUse(1, 1, 5, 0), counted());
        var unusedFirst =
                lab.objects.delete(OWNER, BUCKET, new ObjectKey("old"), DeleteRequest.PLAIN);
        assertEquals(new StorageUse(1, 1, 5, 0), counted());
        List<Deletion> both =
                List.of(
                        new Deletion(new ObjectKey("older"), DeleteRequest.PLAIN),
                        new Deletion(new ObjectKey("new"), DeleteRequest.PLAIN));
        var unusedBoth = lab.objects.deleteAll(OWNER, BUCKET, both);
        assertUse(0, 0, 0);
    }

    @Test
    void whatWasNeverCountedIsCountedWhenItChanges() {
        putUncounted("replaced", 1000);
        putUncounted("changed", 10);
        putUncounted("kept", 100);
        lab.put("replaced", "1");
        assertEquals(new StorageUse(1, 1, 1, 0), counted());
        var unusedInfo =
                lab.objects.setAcl(
                        OWNER,
                        BUCKET,
                        new ObjectKey("changed"),
                        Optional.empty(),
                        CannedAcl.PUBLIC_READ.acl());
        assertEquals(new StorageUse(1, 2, 11, 0), counted());
        lab.buckets.setVersioning(OWNER, BUCKET, Versioning.ENABLED);
        var unusedMarker =
                lab.objects.delete(OWNER, BUCKET, new ObjectKey("kept"), DeleteRequest.PLAIN);
        assertUse(4, 111, 0);
        DeleteRequest forGood = new DeleteRequest(Optional.of(VersionId.NULL), WriteCondition.NONE);
        var unusedGone = lab.objects.delete(OWNER, BUCKET, new ObjectKey("kept"), forGood);
        assertUse(3, 11, 0);
    }

    @Test
    void theBucketsOwnerHasTheUse() {
        lab.buckets.setAcl(OWNER, BUCKET, CannedAcl.PUBLIC_READ_WRITE.acl());
        lab.put(OTHER, "a", "12345", PutRequest.PLAIN);
        assertUse(1, 5, 0);
        assertEquals(new StorageUse(0, 0, 0, 0), inventory.use(OTHER, OTHER.project()));
    }

    @Test
    void onlyOwnersAndOperatorsAreTold() {
        assertEquals(1, inventory.list(ADMIN, OWNER.project(), "", 10).items().size());
        assertEquals(BUCKET, inventory.get(ADMIN, BUCKET).name());
        assertThrows(AccessDeniedException.class, () -> inventory.get(OTHER, BUCKET));
        assertThrows(AccessDeniedException.class, () -> inventory.use(OTHER, BUCKET));
        assertThrows(
                AccessDeniedException.class, () -> inventory.list(OTHER, OWNER.project(), "", 10));
        assertThrows(AccessDeniedException.class, () -> inventory.use(OTHER, OWNER.project()));
        assertThrows(AccessDeniedException.class, () -> inventory.use(NOBODY, BUCKET));
        assertThrows(
                NotFoundException.class, () -> inventory.get(ADMIN, new BucketName("another")));
    }
}
