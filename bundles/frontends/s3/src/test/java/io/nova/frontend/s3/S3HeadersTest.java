package io.nova.frontend.s3;

import static io.nova.frontend.s3.S3Asker.assertHas;
import static io.nova.frontend.s3.S3Asker.element;
import static io.nova.frontend.s3.S3Asker.header;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers and parameters that change what an answer says. */
class S3HeadersTest {

    private static final S3Cloud CLOUD = new S3Cloud();
    private static final S3Asker ASKER = new S3Asker(CLOUD, S3Cloud.KEY);
    private static final String OWNER = "x-amz-expected-bucket-owner";

    @BeforeAll
    static void makeBucket() throws Exception {
        ASKER.ok("PUT", "/b00", "");
        ASKER.ok("PUT", "/b00/k", "0123456789");
    }

    @AfterAll
    static void stop() {
        CLOUD.close();
    }

    @Test
    void aHeaderThatTheQueryWantsMustBeOne() throws Exception {
        String target = "/b00/k?response-content-disposition=attachment%3B%20filename%3D%22X%22";
        HttpResponse<byte[]> latin = ASKER.send("GET", target.replace("X", "%C3%BC.txt"), "");
        assertEquals(200, latin.statusCode());
        assertEquals("attachment; filename=\"ü.txt\"", header(latin, "content-disposition"));
        assertHas(
                ASKER.refused(
                        400, "InvalidArgument", "GET", target.replace("X", "%E2%80%99.txt"), ""),
                "<Message>Header value cannot be represented using ISO-8859-1.</Message>",
                "<ArgumentName>response-content-disposition</ArgumentName>");
    }

    @ParameterizedTest
    @CsvSource({
        "requestPayment, <Payer>BucketOwner</Payer>",
        "logging, <BucketLoggingStatus",
        "accelerate, <AccelerateConfiguration",
        "notification, <NotificationConfiguration",
    })
    void whatIsUnsetIsReadAsSuch(String subresource, String expected) throws Exception {
        assertHas(ASKER.ok("GET", "/b00?" + subresource, ""), expected);
        ASKER.refused(501, "NotImplemented", "PUT", "/b00?" + subresource, "<a/>");
        ASKER.refused(404, "NoSuchBucket", "GET", "/none?" + subresource, "");
        new S3Asker(CLOUD, S3Cloud.OTHER_KEY)
                .refused(403, "AccessDenied", "GET", "/b00?" + subresource, "");
    }

    @ParameterizedTest
    @CsvSource({
        "website, NoSuchWebsiteConfiguration",
        "replication, ReplicationConfigurationNotFoundError",
        "encryption, ServerSideEncryptionConfigurationNotFoundError",
        "object-lock, ObjectLockConfigurationNotFoundError",
    })
    void whatIsNotThereIsMissing(String subresource, String code) throws Exception {
        String error = ASKER.refused(404, code, "GET", "/b00?" + subresource, "");
        assertEquals("b00", element(error, "BucketName"));
        ASKER.refused(501, "NotImplemented", "PUT", "/b00?" + subresource, "<a/>");
    }

    @Test
    void methodsThatThereAreAreTold() throws Exception {
        assertEquals("DELETE, GET, HEAD, PUT", header(ASKER.send("PATCH", "/b00/k", ""), "Allow"));
        assertEquals("GET", header(ASKER.send("DELETE", "/", ""), "Allow"));
    }

    /** Sent as raw UTF-8 or in encoded words, given back in the latter, as S3 does. */
    @ParameterizedTest
    @CsvSource({
        "plain text, plain text",
        "gr\u00fc\u00df, =?UTF-8?B?Z3LDvMOf?=",
        "=?UTF-8?B?Z3LDvMOf?=, =?UTF-8?B?Z3LDvMOf?=",
        "=?utf-8?q?gr=C3=BC=C3=9F?=, =?UTF-8?B?Z3LDvMOf?=",
        "=?UTF-8?Q?gr=C3=BC?= =?UTF-8?Q?=C3=9F?=, =?UTF-8?B?Z3LDvMOf?=",
        "=?UTF-8?Q?a=0D=0Ab?=, =?UTF-8?Q?a=0D=0Ab?=",
        "=?UTF-8?B?!?=, =?UTF-8?B?!?=",
    })
    void metadataMayBeBeyondAscii(String sent, String back) throws Exception {
        assertEquals(back, HeaderText.write(HeaderText.read(bytes(sent))));
        if (sent.chars().allMatch(c -> c < 0x80)) {
            ASKER.ok("PUT", "/b00/m", "x", "x-amz-meta-name", sent);
            assertEquals(back, header(ASKER.send("HEAD", "/b00/m", ""), "x-amz-meta-name"));
        }
    }

    /** As the server hands out a header. */
    private static String bytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    @Test
    void aRangeBeyondTheEndIsToldTheEnd() throws Exception {
        HttpResponse<byte[]> response = ASKER.send("GET", "/b00/k", "", "Range", "bytes=10-20");
        assertEquals(416, response.statusCode());
        assertEquals("bytes */10", header(response, "Content-Range"));
        String error = S3Asker.text(response);
        assertEquals("bytes=10-20", element(error, "RangeRequested"));
        assertEquals("10", element(error, "ActualObjectSize"));
    }

    @Test
    void aRangeMayHangOnATime() throws Exception {
        String modified = header(ASKER.send("HEAD", "/b00/k", ""), "Last-Modified");
        String[] same = {"Range", "bytes=0-1", "If-Range", modified};
        assertEquals("01", ASKER.ok("GET", "/b00/k", "", same));
        String[] before = {"Range", "bytes=0-1", "If-Range", "Thu, 01 Jan 2015 00:00:00 GMT"};
        assertEquals("0123456789", ASKER.ok("GET", "/b00/k", "", before));
    }

    @Test
    void theOwnerThatIsExpectedMustBeTheBuckets() throws Exception {
        assertEquals("0123456789", ASKER.ok("GET", "/b00/k", "", OWNER, "111111111111"));
        String other = "222222222222";
        ASKER.refused(403, "AccessDenied", "GET", "/b00/k", "", OWNER, other);
        ASKER.refused(403, "AccessDenied", "PUT", "/b00/n", "x", OWNER, other);
        ASKER.refused(403, "AccessDenied", "DELETE", "/b00/k", "", OWNER, other);
        ASKER.refused(403, "AccessDenied", "GET", "/b00?list-type=2", "", OWNER, other);
        assertFalse(ASKER.ok("GET", "/b00?list-type=2", "").contains("<Key>n</Key>"));
    }

    @Test
    void keysToWhatIsNotEncryptedAreRefused() throws Exception {
        String name = "x-amz-server-side-encryption-customer-algorithm";
        ASKER.refused(400, "InvalidRequest", "GET", "/b00/k", "", name, "AES256");
        ASKER.refused(501, "NotImplemented", "PUT", "/b00/e", "x", name, "AES256");
        ASKER.refused(
                501,
                "NotImplemented",
                "PUT",
                "/b00/e?uploadId=u&partNumber=1",
                "x",
                name,
                "AES256");
    }

    @Test
    void numbersAreWhatS3Takes() throws Exception {
        assertHas(ASKER.ok("GET", "/b00?max-keys=2147483647", ""), "<MaxKeys>1000</MaxKeys>");
        String error = ASKER.refused(400, "InvalidArgument", "GET", "/b00?max-keys=2147483648", "");
        assertEquals("max-keys", element(error, "ArgumentName"));
        ASKER.refused(400, "InvalidArgument", "GET", "/b00?max-keys=-1", "");
        ASKER.refused(400, "InvalidArgument", "GET", "/?max-buckets=0", "");
        ASKER.refused(400, "InvalidArgument", "GET", "/?max-buckets=10001", "");
    }

    @Test
    void manyAreDeletedOnlyByAWholeDocument() throws Exception {
        String document = "<Delete><Object><Key>nothing</Key></Object></Delete>";
        assertHas(
                ASKER.refused(400, "InvalidRequest", "POST", "/b00?delete", document),
                "Missing required header for this request: Content-MD5");
        ASKER.ok("POST", "/b00?delete", document, "Content-MD5", S3Asker.md5(document));
        ASKER.refused(
                400,
                "BadDigest",
                "POST",
                "/b00?delete",
                document,
                "Content-MD5",
                S3Asker.md5("another"));
    }

    @Test
    void whatIsSentWithoutAChecksumIsGivenOne() throws Exception {
        String name = "x-amz-checksum-crc64nvme";
        for (String body : new String[] {"123456789", "x".repeat(100_000)}) {
            HttpResponse<byte[]> put = ASKER.send("PUT", "/b00/plain", body);
            String sum = header(put, name);
            assertEquals(12, sum.length());
            assertEquals("FULL_OBJECT", header(put, "x-amz-checksum-type"));
            for (String method : new String[] {"GET", "HEAD"}) {
                HttpResponse<byte[]> told =
                        ASKER.send(method, "/b00/plain", "", "x-amz-checksum-mode", "ENABLED");
                assertEquals(sum, header(told, name));
                assertEquals("FULL_OBJECT", header(told, "x-amz-checksum-type"));
            }
        }
        assertEquals("rosUhgp5mIg=", header(ASKER.send("PUT", "/b00/plain", "123456789"), name));
    }

    @Test
    void theChecksumIsToldToThoseWhoAsk() throws Exception {
        ASKER.ok("PUT", "/b00/c", "hello", "x-amz-checksum-crc32", "NhCmhg==");
        String mode = "x-amz-checksum-mode";
        HttpResponse<byte[]> told = ASKER.send("GET", "/b00/c", "", mode, "ENABLED");
        assertEquals("NhCmhg==", header(told, "x-amz-checksum-crc32"));
        assertEquals("FULL_OBJECT", header(told, "x-amz-checksum-type"));
        assertTrue(header(ASKER.send("GET", "/b00/c", ""), "x-amz-checksum-crc32").isEmpty());
        ASKER.refused(400, "InvalidArgument", "GET", "/b00/c", "", mode, "PLEASE");
    }

    @Test
    void theLastKeyIsTheMarkerOfAPlainList() throws Exception {
        ASKER.ok("PUT", "/b00/z/1", "x");
        assertFalse(ASKER.ok("GET", "/b00?max-keys=1", "").contains("NextMarker"));
        assertHas(ASKER.ok("GET", "/b00?max-keys=1&delimiter=/", ""), "<NextMarker>");
    }
}
