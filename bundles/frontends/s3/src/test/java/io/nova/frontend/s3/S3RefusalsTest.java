package io.nova.frontend.s3;

import static io.nova.frontend.s3.S3Asker.assertHas;
import static io.nova.frontend.s3.S3Asker.element;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How requests without a good proof are refused, in the words of the wire. */
class S3RefusalsTest {

    private static final S3Cloud CLOUD = new S3Cloud();

    private final S3Asker asker = new S3Asker(CLOUD, S3Cloud.KEY);

    @BeforeAll
    static void makeBucket() throws Exception {
        new S3Asker(CLOUD, S3Cloud.KEY).ok("PUT", "/b00", "");
    }

    @AfterAll
    static void stop() {
        CLOUD.close();
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            delimiter = '|',
            value = {
                "Authorization:                    | 403 | AccessDenied",
                "Authorization: Foo                | 400 | InvalidArgument",
                "Authorization: AWS HAHAHA         | 400 | InvalidArgument",
                "Authorization: AWS a:b            | 403 | AccessDenied",
                "Authorization: AWS4-HMAC-SHA256 x | 400 | AuthorizationHeaderMalformed",
                "Authorization: AWS4-HMAC-SHA256 x | 400 | AuthorizationHeaderMalformed",
                "X-Amz-Date: 20150830T123600Z      | 403 | AccessDenied",
            })
    void headers(String header, int status, String code) throws Exception {
        assertRefused(asker.raw("GET /b00/k HTTP/1.1", header), status, code);
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Amz-Algorithm=AWS4-HMAC-SHA256      | 400 | AuthorizationQueryParametersError",
                "X-Amz-Signature=0                     | 400 | AuthorizationQueryParametersError",
                "AWSAccessKeyId=a&Expires=1            | 403 | AccessDenied",
                "AWSAccessKeyId=a&Signature=b&Expires=1| 403 | AccessDenied",
                "X-Amz-Algorithm=x&Signature=y         | 400 | InvalidArgument",
                "prefix=%                              | 400 | InvalidURI",
            })
    void parameters(String query, int status, String code) throws Exception {
        assertRefused(asker.raw("GET /b00/k?" + query + " HTTP/1.1"), status, code);
    }

    @Test
    void anExpiredRequestIsToldWhen() throws Exception {
        String answer =
                asker.raw("GET /b00/k?AWSAccessKeyId=a&Signature=b&Expires=1000000000 HTTP/1.1");
        assertRefused(answer, 403, "AccessDenied");
        assertEquals("Request has expired", element(answer, "Message"));
        assertEquals("2001-09-09T01:46:40Z", element(answer, "Expires"));
        assertTrue(element(answer, "ServerTime").endsWith("Z"), answer);
    }

    @Test
    void aWrongSignatureIsToldWhatOf() throws Exception {
        String answer =
                asker.raw(
                        "GET /b00/k?AWSAccessKeyId="
                                + S3Cloud.KEY
                                + "&Signature=AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D&Expires=9999999999"
                                + " HTTP/1.1");
        assertRefused(answer, 403, "SignatureDoesNotMatch");
        assertEquals(S3Cloud.KEY, element(answer, "AWSAccessKeyId"));
        assertEquals("AAAAAAAAAAAAAAAAAAAAAAAAAAA=", element(answer, "SignatureProvided"));
        assertEquals(
                "GET\n\n\n9999999999\n/b00/k".replace("\n", "&#xa;"),
                element(answer, "StringToSign"));
        assertTrue(element(answer, "StringToSignBytes").startsWith("47 45 54 0a"), answer);
    }

    @Test
    void headersThatAreNotSignedAreNamed() throws Exception {
        String answer =
                asker.raw(
                        "GET /b00/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F20200101%2F"
                                + "r%2Fs3%2Faws4_request&X-Amz-Date=20200101T000000Z"
                                + "&X-Amz-Expires=604800&X-Amz-SignedHeaders=date&X-Amz-Signature="
                                + "0".repeat(64)
                                + " HTTP/1.1");
        // Its time is over as well, and that is told first.
        assertRefused(answer, 403, "AccessDenied");
        assertEquals("2020-01-08T00:00:00Z", element(answer, "Expires"));
    }

    @Test
    void checksumsAreCheckedBeforeTheBody() throws Exception {
        asker.ok("PUT", "/sums", "");
        String[] two = {"x-amz-checksum-crc32", "AAAAAA==", "x-amz-checksum-crc32c", "AAAAAA=="};
        assertHas(
                asker.refused(400, "InvalidRequest", "PUT", "/sums/k", "x", two),
                "Expecting a single x-amz-checksum- header");
        assertHas(
                asker.refused(
                        400, "InvalidRequest", "PUT", "/sums/k", "x", "x-amz-checksum-sha1", "AA"),
                "Value for x-amz-checksum-sha1 header is invalid.");
        asker.refused(
                400,
                "InvalidRequest",
                "PUT",
                "/sums/k",
                "x",
                "x-amz-sdk-checksum-algorithm",
                "CRC32");
    }

    private static void assertRefused(String answer, int status, String code) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertEquals(code, element(answer, "Code"), answer);
        String id = element(answer, "RequestId");
        assertHas(
                answer,
                "\r\nx-amz-request-id: " + id + "\r\n",
                "\r\nx-amz-id-2: " + element(answer, "HostId") + "\r\n");
    }
}
