package io.nova.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.AccessKeyId;
import io.nova.model.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The worked examples of the S3 documentation. */
class S3ExamplesTest {

    private static final Instant NOW = AmzDate.parse("20130524T000000Z").orElseThrow();
    private static final Header HOST = new Header("Host", "examplebucket.s3.amazonaws.com");
    private static final Header DATE = new Header("x-amz-date", "20130524T000000Z");

    private static final String AMZ = "20130524T000000Z";
    private static final List<Header> NONE = List.of();

    private final SigV4Signer signer =
            new SigV4Signer(
                    new AccessKeyId("AKIAIOSFODNN7EXAMPLE"),
                    Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                    "us-east-1",
                    "s3");

    @Test
    void getsAnObject() {
        RequestHead head = head("GET", "/test.txt", new Header("Range", "bytes=0-9"));
        assertEquals(
                "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
                sign(head, PayloadHash.EMPTY));
    }

    @Test
    void putsAnObject() {
        RequestHead head =
                head(
                        "PUT",
                        "/test$file.text",
                        new Header("Date", "Fri, 24 May 2013 00:00:00 GMT"),
                        new Header("x-amz-storage-class", "REDUCED_REDUNDANCY"));
        assertEquals(
                "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
                sign(head, PayloadHash.of("Welcome to Amazon S3.".getBytes(UTF_8))));
    }

    @Test
    void getsABucketsLifecycle() {
        assertEquals(
                "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
                sign(head("GET", "/?lifecycle"), PayloadHash.EMPTY));
    }

    @Test
    void listsABucket() {
        assertEquals(
                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
                sign(head("GET", "/?max-keys=2&prefix=J"), PayloadHash.EMPTY));
    }

    @Test
    void presignsAnObject() {
        URI uri = URI.create("https://examplebucket.s3.amazonaws.com/test.txt");
        assertEquals(
                "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                        + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3"
                        + "%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400"
                        + "&X-Amz-SignedHeaders=host&X-Amz-Signature="
                        + "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
                signer.presign("GET", uri, Duration.ofDays(1), NOW).toString());
    }

    @Test
    void signsAnUploadInChunks() {
        RequestHead head =
                new RequestHead(
                        "PUT",
                        "/examplebucket/chunkObject.txt",
                        List.of(
                                new Header("Host", "s3.amazonaws.com"),
                                DATE,
                                new Header("x-amz-storage-class", "REDUCED_REDUNDANCY"),
                                new Header("Content-Encoding", "aws-chunked"),
                                new Header("x-amz-decoded-content-length", "66560"),
                                new Header("Content-Length", "66824")));
        String seed = sign(head, PayloadHash.STREAMING);
        assertEquals("4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9", seed);

        byte[] sent =
                AwsChunked.signed(
                        letters(), 65536, new ChunkSignatures(signer.key(NOW), AMZ, seed), NONE);
        assertEquals(66824, sent.length);
        String text = new String(sent, UTF_8);
        assertTrue(text.startsWith("10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a"));
        assertTrue(text.contains("\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575b"));
        assertTrue(
                text.endsWith(
                        "\r\n0;chunk-signature="
                                + "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"
                                + "\r\n\r\n"));
    }

    @Test
    void signsTrailers() {
        RequestHead head =
                new RequestHead(
                        "PUT",
                        "/examplebucket/chunkObject.txt",
                        List.of(
                                new Header("Host", "s3.amazonaws.com"),
                                DATE,
                                new Header("x-amz-storage-class", "REDUCED_REDUNDANCY"),
                                new Header("Content-Encoding", "aws-chunked"),
                                new Header("x-amz-decoded-content-length", "66560"),
                                new Header("x-amz-trailer", "x-amz-checksum-crc32c")));
        String seed = sign(head, PayloadHash.STREAMING_TRAILER);
        assertEquals("106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e", seed);
        String text =
                new String(
                        AwsChunked.signed(
                                letters(),
                                65536,
                                new ChunkSignatures(signer.key(NOW), AMZ, seed),
                                List.of(new Header("x-amz-checksum-crc32c", "sOO8/Q=="))),
                        UTF_8);
        assertTrue(
                text.endsWith(
                        "x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:"
                                + "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435"
                                + "\r\n\r\n"),
                text.substring(text.length() - 300));
    }

    private static byte[] letters() {
        byte[] body = new byte[66560];
        Arrays.fill(body, (byte) 'a');
        return body;
    }

    private static RequestHead head(String method, String target, Header... more) {
        return new RequestHead(method, target, List.of(HOST, DATE)).with(List.of(more));
    }

    private String sign(RequestHead head, String payloadHash) {
        String authorization =
                signer.sign(head, payloadHash, NOW).stream()
                        .filter(header -> header.name().equals("Authorization"))
                        .findFirst()
                        .orElseThrow()
                        .value();
        return authorization.substring(authorization.indexOf("Signature=") + 10);
    }
}
