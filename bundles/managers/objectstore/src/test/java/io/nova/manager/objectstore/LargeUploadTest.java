package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.OWNER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.api.objectstore.LargeUpload;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.UploadRef;
import io.nova.model.NotFoundException;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.UploadInfo;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Large objects that the cloud's own services put, as the object store takes them. */
class LargeUploadTest {

    private static final ObjectKey KEY = new ObjectKey("a");
    private static final int PART = 100;

    private final Lab lab = new Lab();
    private final LargeUpload upload = new LargeUpload(lab.uploads, OWNER, PART);

    @BeforeEach
    void makeBucket() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private List<UploadInfo> underWay() {
        return lab.uploads.list(OWNER, BUCKET, "", "", "", 10).items();
    }

    @Test
    void manyPartsBecomeOneObject() throws Exception {
        String text = "x".repeat(PART) + "y".repeat(PART) + "z".repeat(PART / 2);
        upload.put(BUCKET, KEY, bytes(text), text.length());
        assertEquals(text, lab.get(OWNER, "a"));
        assertEquals(3, lab.list("", "", "", 10).objects().get(0).parts());
        assertEquals(List.of(), underWay());
    }

    @Test
    void wholePartsAreNotFollowedByAnEmptyOne() throws Exception {
        upload.put(BUCKET, KEY, bytes("x".repeat(2 * PART)), 2 * PART);
        assertEquals(2, lab.list("", "", "", 10).objects().get(0).parts());
    }

    @Test
    void nothingIsAnObjectToo() throws Exception {
        upload.put(BUCKET, KEY, bytes(""), 0);
        assertEquals("", lab.get(OWNER, "a"));
    }

    @Test
    void otherBytesThanWerePromisedLeaveTheObjectThatIsThere() {
        lab.put("a", "before");
        String text = "x".repeat(PART + 1);
        IOException fewer =
                assertThrows(
                        IOException.class,
                        () -> upload.put(BUCKET, KEY, bytes(text), text.length() + 1));
        assertEquals("1 bytes are missing at the end", fewer.getMessage());
        IOException more =
                assertThrows(
                        IOException.class,
                        () -> upload.put(BUCKET, KEY, bytes(text), text.length() - 1));
        assertEquals("there are more bytes than 100", more.getMessage());
        assertEquals("before", lab.get(OWNER, "a"));
        assertEquals(List.of(), underWay());
        lab.pass(Lab.GRACE.plusSeconds(1));
        assertEquals(1, lab.blobs().size());
    }

    @Test
    void whatWentWrongFirstIsToldThoughAnotherHasEndedTheUpload() {
        InputStream torn =
                new FilterInputStream(bytes("x")) {
                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        String id = underWay().get(0).id();
                        lab.uploads.abort(OWNER, new UploadRef(BUCKET, KEY, id));
                        throw new IOException("on purpose");
                    }
                };
        IOException fault = assertThrows(IOException.class, () -> upload.put(BUCKET, KEY, torn, 1));
        assertEquals("on purpose", fault.getMessage());
        assertInstanceOf(NotFoundException.class, fault.getSuppressed()[0]);
    }
}
