package io.nova.frontend.s3;

import static io.nova.frontend.s3.S3Asker.assertHas;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.api.identity.Quota;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a project is told that has as much as it may. */
class S3QuotaTest {

    private final S3Cloud cloud = new S3Cloud();
    private final S3Asker asker = new S3Asker(cloud, S3Cloud.KEY);

    @BeforeEach
    void makeBucket() throws Exception {
        asker.ok("PUT", "/b00", "");
    }

    @AfterEach
    void end() {
        cloud.close();
    }

    @Test
    void bytesAreRefusedAndWhatIsThereStays() throws Exception {
        cloud.limits.put(Quota.OBJECT_BYTES, 10L);
        asker.ok("PUT", "/b00/a", "12345");
        assertHas(
                asker.refused(403, "QuotaExceeded", "PUT", "/b00/b", "123456"),
                "<Message>The quota of object-bytes is used up: 5 of 10</Message>");
        assertEquals("12345", asker.ok("GET", "/b00/a", ""));
        asker.refused(404, "NoSuchKey", "GET", "/b00/b", "");
        asker.ok("PUT", "/b00/b", "12345");
        asker.refused(403, "QuotaExceeded", "POST", "/b00/c?uploads", "");
        assertEquals(204, asker.send("DELETE", "/b00/a", "").statusCode());
        asker.ok("POST", "/b00/c?uploads", "");
    }

    @Test
    void objectsAreRefused() throws Exception {
        cloud.limits.put(Quota.OBJECTS, 1L);
        asker.ok("PUT", "/b00/a", "1");
        asker.refused(403, "QuotaExceeded", "PUT", "/b00/b", "1");
        asker.refused(403, "QuotaExceeded", "PUT", "/b00/b", "", "x-amz-copy-source", "/b00/a");
        asker.ok("PUT", "/b00/a", "replaced");
    }

    @Test
    void bucketsAreRefused() throws Exception {
        cloud.limits.put(Quota.BUCKETS, 1L);
        asker.refused(400, "TooManyBuckets", "PUT", "/b01", "");
    }
}
