package io.nova.manager.objectstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.BucketName;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.BucketPart;
import io.nova.model.objectstore.CannedAcl;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.Ownership;
import io.nova.model.objectstore.PublicAccessBlock;
import io.nova.model.objectstore.TagSet;
import io.nova.model.objectstore.VersionId;
import io.nova.model.objectstore.Versioning;
import io.nova.spi.objectstore.BlobId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is stored is read again, and so is what was stored before there was more to store. */
class StoredFormTest {

    private static final ProjectId OWNER = new ProjectId("111111111111");

    @Test
    void readsABucketOfTheFirstForm() {
        Bucket bucket =
                Kinds.BUCKET.decode(
                        """
                        {"name":"bucket","handle":"0123456789abcdef","owner":"111111111111",
                        "created":"2026-01-01T00:00:00Z","acl":"PUBLIC_READ","closing":true}
                        """);
        assertEquals(CannedAcl.PUBLIC_READ.acl(), bucket.acl());
        assertTrue(bucket.closing());
        assertTrue(bucket.parts().isEmpty());
        assertEquals(Optional.empty(), bucket.versioning());
    }

    @Test
    void readsAnObjectOfTheFirstForm() {
        StoredObject object =
                Kinds.OBJECT.decode(
                        """
                        {"bucket":"0123456789abcdef","info":{"key":"k","owner":"111111111111",
                        "size":3,"etag":"e","modified":"2026-01-01T00:00:00Z",
                        "headers":{"system":{},"user":{}},"acl":"PRIVATE","parts":0},
                        "content":{"blob":"00000000000000000000000000000001","parts":"","count":0,
                        "partSize":0}}
                        """);
        assertEquals(Acl.PRIVATE, object.info().acl());
        assertEquals(Optional.empty(), object.info().version());
        assertEquals(Optional.empty(), object.info().tags());
    }

    @Test
    void readsAnUploadOfTheFirstForm() {
        StoredUpload upload =
                Kinds.UPLOAD.decode(
                        """
                        {"bucket":"0123456789abcdef","info":{"id":"u","key":"k",
                        "owner":"111111111111","initiated":"2026-01-01T00:00:00Z",
                        "headers":{"system":{},"user":{}},"acl":"AWS_EXEC_READ",
                        "composite":false},"sealed":false}
                        """);
        assertEquals(CannedAcl.AWS_EXEC_READ.acl(), upload.info().acl());
        assertEquals(Optional.empty(), upload.info().tags());
    }

    @Test
    void readsWhatItWrites() {
        Bucket bucket =
                new Bucket(
                                new BucketName("bucket"),
                                "0123456789abcdef",
                                OWNER,
                                Instant.EPOCH,
                                CannedAcl.LOG_DELIVERY_WRITE.acl().expanded(OWNER, OWNER))
                        .withVersioning(Versioning.SUSPENDED)
                        .withOwnership(Optional.of(Ownership.BUCKET_OWNER_ENFORCED))
                        .withPublicAccess(
                                Optional.of(new PublicAccessBlock(true, false, true, false)))
                        .with(BucketPart.POLICY, true)
                        .with(BucketPart.CORS, true)
                        .with(BucketPart.CORS, false);
        assertEquals(bucket, Kinds.BUCKET.decode(Kinds.BUCKET.encode(bucket)));
        ObjectInfo info =
                ObjectInfo.of(new ObjectKey("k"), OWNER)
                        .tags(new TagSet(Map.of("a", "b")))
                        .version(Optional.of(VersionId.NULL))
                        .build();
        StoredObject object =
                new StoredObject(
                        bucket.handle(),
                        info,
                        Content.of(new BlobId("00000000000000000000000000000001")));
        assertEquals(object, Kinds.OBJECT.decode(Kinds.OBJECT.encode(object)));
    }

    @Test
    void packsALongConfiguration() {
        for (String text : new String[] {"", "{\"a\":\"ü\"}", "<rule/>".repeat(20_000)}) {
            StoredConfig config = StoredConfig.of("handle", BucketPart.LIFECYCLE, text);
            String stored = Kinds.CONFIG.encode(config);
            assertTrue(stored.length() < 64 << 10);
            assertEquals(text, Kinds.CONFIG.decode(stored).whole());
        }
    }
}
