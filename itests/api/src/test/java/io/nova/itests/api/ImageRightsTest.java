package io.nova.itests.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.PutRequest;
import io.nova.model.AccessDeniedException;
import io.nova.model.AccessKeyId;
import io.nova.model.BucketName;
import io.nova.model.Caller;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.UserId;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.CannedAcl;
import io.nova.model.objectstore.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the image service may read with its own key: what is granted to it or was registered. */
class ImageRightsTest {

    private static final BucketName BUCKET = new BucketName("disks");
    private static final RequestContext OWNER = new RequestContext("test", WholeApi.caller(1));
    private static final RequestContext SERVICE =
            new RequestContext(
                    "test",
                    new Caller(
                            new UserId("nova-image-service"),
                            new ProjectId("999999999999"),
                            new AccessKeyId("key"),
                            Set.of(Role.SERVICE)));

    private final WholeApi api = new WholeApi();
    private final ObjectService objects = api.service(ObjectService.class);

    @BeforeEach
    void make() throws IOException {
        api.service(BucketService.class).create(OWNER, BUCKET, NewBucket.PRIVATE);
        put("disk", 1, Acl.PRIVATE);
    }

    @AfterEach
    void end() {
        api.close();
    }

    private void put(String key, int filler, Acl acl) throws IOException {
        byte[] disk = new byte[4096];
        disk[0] = (byte) filler;
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
        objects.put(
                OWNER,
                BUCKET,
                new ObjectKey(key),
                PutRequest.PLAIN.withAcl(acl),
                ObjectBody.of(new ByteArrayInputStream(disk)));
    }

    private long size(String key) {
        return objects.get(SERVICE, BUCKET, new ObjectKey(key)).info().size();
    }

    /** Registers an image as the project, and returns what becomes of it. */
    private String register(int project, String key) {
        String id =
                api.client(project)
                        .call("RegisterImage", "Name", key, "ImageLocation", BUCKET + "/" + key)
                        .ok()
                        .text("imageId");
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            String state =
                    api.client(project)
                            .call("DescribeImages", "ImageId.1", id)
                            .ok()
                            .text("imageState");
            if (!state.equals("pending")) {
                return state;
            }
            assertTrue(System.nanoTime() < end, id + " is not read");
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Test
    void readsWhatWasRegisteredAndNothingInItsPlace() throws IOException {
        assertThrows(AccessDeniedException.class, () -> size("disk"));
        assertEquals("available", register(1, "disk"));
        assertEquals(4096, size("disk"));
        put("disk", 2, Acl.PRIVATE);
        assertThrows(AccessDeniedException.class, () -> size("disk"));
    }

    @Test
    void readsWhatIsGrantedToIt() throws IOException {
        put("granted", 1, CannedAcl.AWS_EXEC_READ.acl());
        assertEquals(4096, size("granted"));
        assertThrows(
                AccessDeniedException.class,
                () ->
                        objects.setAcl(
                                SERVICE,
                                BUCKET,
                                new ObjectKey("granted"),
                                Optional.empty(),
                                Acl.PRIVATE));
        put("public", 1, CannedAcl.PUBLIC_READ.acl());
        assertEquals("available", register(2, "public"));
    }

    @Test
    void makesNoImageOfWhatItsRegistrantMayNotRead() {
        ApiClient.Answer foreign = refused("/disk");
        ApiClient.Answer nothing = refused("/nothing");
        assertEquals(400, foreign.status());
        assertEquals(nothing.code(), foreign.code(), "nobody learns what is there");
        assertThrows(AccessDeniedException.class, () -> size("disk"));
    }

    private ApiClient.Answer refused(String key) {
        return api.client(2).call("RegisterImage", "Name", "x", "ImageLocation", BUCKET + key);
    }
}
