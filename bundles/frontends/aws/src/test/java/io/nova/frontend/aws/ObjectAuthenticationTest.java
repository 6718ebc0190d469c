package io.nova.frontend.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.aws.BodyDigest.Algorithm;
import io.nova.sigv4.AwsChunked;
import io.nova.sigv4.CanonicalRequest;
import io.nova.sigv4.ChunkSignatures;
import io.nova.sigv4.Header;
import io.nova.sigv4.PayloadHash;
import io.nova.sigv4.RequestHead;
import io.nova.sigv4.SigV2;
import io.nova.sigv4.SigV4Signer;
import io.nova.sigv4.StringToSign;
import io.nova.sigv4.UriEncoding;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** S3's requests: every way to sign the head by every way to send the body. */
class ObjectAuthenticationTest {

    private static final Instant NOW = Instant.parse("2026-05-28T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String AMZ = "20260528T120000Z";
    private static final String TARGET = "/bucket//a/../b%2Fc%20+?x-id=PutObject";

    private final TestServer server = new TestServer(new TestKeys(), CLOCK);
    private final SigV4Signer signer =
            new SigV4Signer(TestKeys.KEY, TestKeys.SECRET, "eu-west-9", "s3");
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final byte[] body = new byte[200_000];
    private String done = "";
    private int chunk = 65536;

    @BeforeEach
    void fill() {
        new Random(1).nextBytes(body);
        done = "alice 200000 " + PayloadHash.of(body).substring(0, 8) + " null";
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /**
     * The table of the filter: rows are ways to sign, columns are what {@code x-amz-content-sha256}
     * says. A cell without its counterpart in the code is a denial.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    V4_HEADER | done    | done | done | done      | done      | done      | PAYLOAD_WORD | PAYLOAD_MISSING
                    V4_QUERY  | done    | done | done | PAYLOAD_WORD | PAYLOAD_WORD | done      | PAYLOAD_WORD | done
                    V2_HEADER | done    | done | done | PAYLOAD_WORD | PAYLOAD_WORD | done      | PAYLOAD_WORD | done
                    V2_QUERY  | done    | done | done | PAYLOAD_WORD | PAYLOAD_WORD | done      | PAYLOAD_WORD | done
                    NONE      | MISSING | MISSING | MISSING | MISSING | MISSING | MISSING | MISSING | MISSING
                    """)
    void everyWayToSignByEveryWayToSendABody(
            Way way,
            String hash,
            String hashOfNothing,
            String unsigned,
            String streaming,
            String streamingTrailer,
            String unsignedTrailer,
            String nonsense,
            String absent)
            throws Exception {
        assertEquals(hash, outcome(way, PayloadHash.of(body), body));
        assertEquals(hashOfNothing, outcome(way, PayloadHash.EMPTY, new byte[0]));
        assertEquals(unsigned, outcome(way, PayloadHash.UNSIGNED, body));
        assertEquals(streaming, outcome(way, PayloadHash.STREAMING, body));
        assertEquals(streamingTrailer, outcome(way, PayloadHash.STREAMING_TRAILER, body));
        assertEquals(unsignedTrailer, outcome(way, PayloadHash.STREAMING_UNSIGNED_TRAILER, body));
        assertEquals(nonsense, outcome(way, "STREAMING-ROT13", body));
        assertEquals(absent, outcome(way, "", body));
    }

    private String outcome(Way way, String payload, byte[] plain) throws Exception {
        String answer = put(way, payload, plain, List.of(), bytes -> bytes);
        String wanted =
                "alice %d %s null".formatted(plain.length, PayloadHash.of(plain).substring(0, 8));
        return answer.equals(wanted) ? "done" : answer;
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aBodyThatIsNotTheSignedOneNeverEnds(Way way) throws Exception {
        if (way != Way.NONE) {
            assertEquals(
                    "body SHA256_MISMATCH",
                    put(
                            way,
                            PayloadHash.of(body),
                            body,
                            List.of(),
                            ObjectAuthenticationTest::flip));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PayloadHash.STREAMING, PayloadHash.STREAMING_TRAILER})
    void aFlippedBitInASignedChunkNeverPasses(String payload) throws Exception {
        assertEquals(
                "body SIGNATURE_MISMATCH",
                put(Way.V4_HEADER, payload, body, List.of(), ObjectAuthenticationTest::flip));
    }

    @Test
    void aFlippedBitInAnUnsignedChunkIsSeenByItsChecksum() throws Exception {
        assertEquals(
                "body BAD_DIGEST",
                put(
                        Way.V4_HEADER,
                        PayloadHash.STREAMING_UNSIGNED_TRAILER,
                        body,
                        List.of(),
                        ObjectAuthenticationTest::flip));
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void everyChecksumIsVerifiedFromAHeader(Algorithm algorithm) throws Exception {
        Header right = new Header(algorithm.header(), checksum(algorithm, body));
        Header wrong = new Header(algorithm.header(), checksum(algorithm, new byte[1]));
        Header strange = new Header(algorithm.header(), "AAA");
        assertEquals(done, header(right));
        assertEquals("body BAD_DIGEST", header(wrong));
        assertEquals("body CHECKSUM_VALUE", header(strange));
    }

    @Test
    void theMd5IsVerified() throws Exception {
        BodyDigest digest = BodyDigest.message("MD5");
        digest.update(ByteBuffer.wrap(body));
        String md5 = Base64.getEncoder().encodeToString(digest.end());
        assertEquals(done, header(new Header("Content-MD5", md5)));
        assertEquals(
                "body BAD_DIGEST", header(new Header("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==")));
        assertEquals("body INVALID_DIGEST", header(new Header("Content-MD5", "1B2M")));
    }

    private String header(Header header) throws Exception {
        return put(Way.V4_HEADER, PayloadHash.UNSIGNED, body, List.of(header), bytes -> bytes);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    5\\r\\nhello\\r\\n0\\r\\nT\\r\\n\\r\\n          | alice 5
                    5\\nhello\\n0\\nT\\n\\n                        | alice 5
                    5;x=y\\r\\nhello\\r\\n0\\r\\nT\\r\\n\\r\\n      | alice 5
                    0000000000005\\r\\nhello\\r\\n0\\r\\nT\\r\\n\\r\\n | alice 5
                    2\\r\\nhe\\r\\n3\\r\\nllo\\r\\n0\\r\\nT\\r\\n     | body CHUNK_SIZE
                    5\\r\\nhello\\r\\n0\\r\\n\\r\\nT\\r\\n\\r\\n     | alice 5
                    5\\r\\nhello\\r\\n0\\r\\n\\r\\n                 | body MALFORMED_TRAILER
                    5\\r\\nhello\\r\\n0\\r\\nT\\r\\nT\\r\\n\\r\\n    | body MALFORMED_TRAILER
                    5\\r\\nhello\\r\\n0\\r\\nx-other:1\\r\\n\\r\\n   | body MALFORMED_TRAILER
                    5\\r\\nhello\\r\\n0\\r\\nnonsense\\r\\n\\r\\n    | body MALFORMED_TRAILER
                    5\\r\\nhello\\r\\n0\\r\\nT\\r\\n\\r\\nmore      | body MALFORMED_TRAILER
                    5\\r\\nhello\\r\\n0\\r\\nT!!\\r\\n\\r\\n         | body CHECKSUM_VALUE
                    5\\r\\nhello\\r\\n                            | body INCOMPLETE
                    5\\r\\nhel                                    | body INCOMPLETE
                    4\\r\\nhell\\r\\n0\\r\\nT\\r\\n\\r\\n           | body INCOMPLETE
                    6\\r\\nhello!\\r\\n0\\r\\nT\\r\\n\\r\\n         | body INCOMPLETE
                    5\\r\\nhello!\\r\\n0\\r\\nT\\r\\n\\r\\n         | body MALFORMED
                    -5\\r\\nhello\\r\\n0\\r\\n                    | body MALFORMED
                    fffffffff\\r\\nhello                          | body INCOMPLETE
                    fffffffffffffff\\r\\nhello                    | body INCOMPLETE
                    ffffffffffffffff\\r\\nhello                   | body MALFORMED
                    zz\\r\\n                                      | body MALFORMED
                    hello                                         | body INCOMPLETE
                    """)
    void framingIsReadAsClientsSendIt(String sent, String outcome) throws Exception {
        byte[] hello = "hello".getBytes(UTF_8);
        String trailer = "x-amz-checksum-crc32:" + checksum(Algorithm.CRC32, hello);
        String raw =
                sent.replace("\\r", "\r")
                        .replace("\\n", "\n")
                        .replaceAll("(?m)^T(?=(!!)?\r?$)", trailer);
        String answer =
                put(
                        Way.V4_HEADER,
                        PayloadHash.STREAMING_UNSIGNED_TRAILER,
                        hello,
                        List.of(),
                        unused -> raw.getBytes(UTF_8));
        assertTrue(answer.startsWith(outcome), answer);
    }

    /** Some clients send any body as one chunk, others a signature for each 64 KiB. */
    @ParameterizedTest(name = "{0} in chunks of {1}")
    @CsvSource({
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, 8192",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, 1000000",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, 33554432",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER, 8193",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER, 33554432",
    })
    void chunksAreAsLargeAsTheClientLikes(String payload, int size) throws Exception {
        byte[] large = new byte[20 << 20];
        new Random(2).nextBytes(large);
        chunk = size;
        assertEquals(
                "alice %d %s null".formatted(large.length, PayloadHash.of(large).substring(0, 8)),
                put(Way.V4_HEADER, payload, large, List.of(), bytes -> bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {PayloadHash.STREAMING, PayloadHash.STREAMING_UNSIGNED_TRAILER})
    void onlyTheLastChunkMayBeSmall(String payload) throws Exception {
        chunk = 8191;
        assertEquals(
                "body CHUNK_SIZE", put(Way.V4_HEADER, payload, body, List.of(), bytes -> bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 70, 65_000, 200_000})
    void aBodyThatIsTornNeverEnds(int rest) throws Exception {
        String answer =
                put(
                        Way.V4_HEADER,
                        PayloadHash.STREAMING_TRAILER,
                        body,
                        List.of(),
                        raw -> Arrays.copyOf(raw, raw.length - rest));
        assertTrue(answer.startsWith("body "), answer);
    }

    @Test
    void chunksNeedTheLengthOfWhatIsInThem() throws Exception {
        assertEquals("body LENGTH_MISSING", ofLength(""));
        assertEquals("body MALFORMED", ofLength("many"));
        assertEquals("body INCOMPLETE", ofLength("200001"));
        assertEquals("body INCOMPLETE", ofLength("199999"));
        assertEquals(done, ofLength("200000"));
    }

    private String ofLength(String length) throws Exception {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("x-amz-trailer", "x-amz-checksum-crc32"));
        if (!length.isEmpty()) {
            headers.add(new Header("x-amz-decoded-content-length", length));
        }
        List<Header> trailers =
                List.of(new Header("x-amz-checksum-crc32", checksum(Algorithm.CRC32, body)));
        Sent sent = sign(Way.V4_HEADER, PayloadHash.STREAMING_UNSIGNED_TRAILER, headers);
        return send(server, sent, AwsChunked.unsigned(body, 65536, trailers));
    }

    @Test
    void oneChecksumIsSentAndNamed() throws Exception {
        Header crc32 = new Header(Algorithm.CRC32.header(), checksum(Algorithm.CRC32, body));
        Header sha1 = new Header(Algorithm.SHA1.header(), checksum(Algorithm.SHA1, body));
        String name = "x-amz-sdk-checksum-algorithm";
        assertEquals("body CHECKSUM_VALUE", headers(crc32, sha1));
        assertEquals("body CHECKSUM_VALUE", headers(new Header(name, "CRC32")));
        assertEquals("body CHECKSUM_VALUE", headers(crc32, new Header(name, "SHA1")));
        assertEquals(done, headers(crc32, new Header(name, "CRC32")));
        assertEquals(
                "body CHECKSUM_VALUE", headers(sha1, new Header("x-amz-trailer", crc32.name())));
        assertEquals("body CHECKSUM_VALUE", headers(new Header("x-amz-trailer", "x-amz-meta-a")));
    }

    private String headers(Header... headers) throws Exception {
        return put(Way.V4_HEADER, PayloadHash.UNSIGNED, body, List.of(headers), bytes -> bytes);
    }

    @Test
    void aLineWithoutEndIsCutOff() throws Exception {
        assertEquals(
                "body MALFORMED",
                put(
                        Way.V4_HEADER,
                        PayloadHash.STREAMING_UNSIGNED_TRAILER,
                        body,
                        List.of(),
                        unused -> "0".repeat(5000).getBytes(UTF_8)));
    }

    @Test
    void theCodingOfTheFramingIsNotTheObjects() throws Exception {
        String answer =
                put(
                        Way.V4_HEADER,
                        PayloadHash.STREAMING,
                        body,
                        List.of(new Header("Content-Encoding", "aws-chunked,gzip")),
                        bytes -> bytes);
        assertTrue(answer.endsWith(" gzip"), answer);
    }

    /** Clients sign a bucket's own path with a slash that they do not always send. */
    @ParameterizedTest
    @CsvSource({"/bucket, alice", "/bucket/, alice", "/, SIGNATURE_MISMATCH"})
    void versionTwoTakesABucketWithItsSlash(String signed, String outcome) throws Exception {
        String expires = Long.toString(NOW.plusSeconds(60).getEpochSecond());
        RequestHead head = new RequestHead("GET", signed + "?acl", List.of());
        String query =
                "?acl&AWSAccessKeyId=%s&Expires=%s&Signature=%s"
                        .formatted(
                                TestKeys.KEY,
                                expires,
                                UriEncoding.encode(v2(SigV2.s3(head, "", expires))));
        URI uri = URI.create(server.uri("s3") + "/bucket" + query);
        String answer =
                http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
        assertEquals(outcome, answer.split(" ", 2)[0]);
    }

    @Test
    void anonymousRequestsAreToldApart() throws Exception {
        URI uri = server.uri("s3").resolve("/public/key");
        HttpRequest plain =
                HttpRequest.newBuilder(uri).PUT(BodyPublishers.ofByteArray(body)).build();
        assertTrue(
                http.send(plain, BodyHandlers.ofString()).body().startsWith("anonymous 200000 "));
        HttpRequest halfSigned =
                HttpRequest.newBuilder(URI.create(uri + "?X-Amz-Algorithm=AWS4-HMAC-SHA256"))
                        .build();
        assertEquals("QUERY_PARAMETERS", http.send(halfSigned, BodyHandlers.ofString()).body());
        URI closed = server.uri("s3").resolve("/key");
        HttpRequest unsigned = HttpRequest.newBuilder(closed).build();
        assertEquals("MISSING", http.send(unsigned, BodyHandlers.ofString()).body());
    }

    @Test
    void anonymousBodiesAreHeldAgainstWhatIsPromisedOfThem() throws Exception {
        HttpRequest wrong =
                HttpRequest.newBuilder(server.uri("s3").resolve("/public/key"))
                        .header(PayloadHash.HEADER, PayloadHash.of(new byte[0]))
                        .PUT(BodyPublishers.ofByteArray(body))
                        .build();
        assertEquals("body SHA256_MISMATCH", http.send(wrong, BodyHandlers.ofString()).body());
    }

    @Test
    void unsignedBodiesCanBeRefusedWithoutTls() throws Exception {
        try (TestServer strict = new TestServer(new TestKeys(), CLOCK, true, false, false)) {
            Sent sent = sign(Way.V4_HEADER, PayloadHash.UNSIGNED, List.of());
            assertEquals("MALFORMED", send(strict, sent, body));
        }
    }

    @ParameterizedTest
    @CsvSource({"604801", "-1", "x", "''"})
    void aPresignedRequestLivesUpToSevenDays(String expires) throws Exception {
        URI uri = server.uri("s3").resolve("/b/k");
        String presigned = signer.presign("GET", uri, Duration.ofDays(7), NOW).toString();
        String changed = presigned.replace("X-Amz-Expires=604800", "X-Amz-Expires=" + expires);
        assertEquals(
                "QUERY_PARAMETERS",
                http.send(
                                HttpRequest.newBuilder(URI.create(changed)).build(),
                                BodyHandlers.ofString())
                        .body());
        assertEquals(
                "SIGNATURE_MISMATCH",
                http.send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        presigned.replace(
                                                                "Expires=604800",
                                                                "Expires=604799")))
                                        .build(),
                                BodyHandlers.ofString())
                        .body());
    }

    /** A signed head; and what signs the chunks of its body, if something does. */
    private record Sent(String target, List<Header> headers, String seed) {}

    private interface Tamper {
        byte[] with(byte[] raw);
    }

    private static byte[] flip(byte[] raw) {
        byte[] changed = raw.clone();
        changed[raw.length / 2] ^= 1;
        return changed;
    }

    private String put(Way way, String payload, byte[] plain, List<Header> headers, Tamper tamper)
            throws Exception {
        List<Header> all = new ArrayList<>(headers);
        List<Header> trailers =
                List.of(new Header("x-amz-checksum-crc32", checksum(Algorithm.CRC32, plain)));
        boolean streaming = payload.startsWith("STREAMING-");
        if (streaming) {
            if (headers.isEmpty()) {
                all.add(new Header("Content-Encoding", "aws-chunked"));
            }
            all.add(new Header("x-amz-decoded-content-length", Integer.toString(plain.length)));
        }
        if (payload.endsWith("-TRAILER")) {
            all.add(new Header("x-amz-trailer", "x-amz-checksum-crc32"));
        }
        Sent sent = sign(way, payload, all);
        byte[] raw =
                switch (payload) {
                    case PayloadHash.STREAMING ->
                            AwsChunked.signed(plain, chunk, chain(sent), List.of());
                    case PayloadHash.STREAMING_TRAILER ->
                            AwsChunked.signed(plain, chunk, chain(sent), trailers);
                    case PayloadHash.STREAMING_UNSIGNED_TRAILER ->
                            AwsChunked.unsigned(plain, chunk, trailers);
                    default -> plain;
                };
        return send(server, sent, tamper.with(raw));
    }

    private ChunkSignatures chain(Sent sent) {
        return new ChunkSignatures(signer.key(NOW), AMZ, sent.seed());
    }

    private Sent sign(Way way, String payload, List<Header> more) {
        Header host = new Header("Host", server.uri("s3").getAuthority());
        List<Header> headers = new ArrayList<>(more);
        if (!payload.isEmpty()) {
            headers.add(new Header(PayloadHash.HEADER, payload));
        }
        RequestHead head = new RequestHead("PUT", TARGET, List.of(host)).with(headers);
        switch (way) {
            case V4_HEADER -> {
                List<Header> added = new ArrayList<>(signer.sign(head, payload, NOW));
                if (payload.isEmpty()) {
                    added.removeIf(header -> header.name().equals(PayloadHash.HEADER));
                }
                headers.addAll(added);
                String authorization = added.get(added.size() - 1).value();
                return new Sent(
                        TARGET,
                        headers,
                        authorization.substring(authorization.indexOf("ture=") + 5));
            }
            case V4_QUERY -> {
                return new Sent(presign(head, payload), headers, "0".repeat(64));
            }
            case V2_HEADER -> {
                String date =
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                ZonedDateTime.ofInstant(NOW, ZoneOffset.UTC));
                // The client of the platform sets Date itself, so this one uses Amazon's.
                headers.add(new Header("x-amz-date", date));
                RequestHead dated = new RequestHead("PUT", TARGET, headers);
                headers.add(
                        new Header(
                                "Authorization",
                                "AWS " + TestKeys.KEY + ":" + v2(SigV2.s3(dated, "", ""))));
                return new Sent(TARGET, headers, "0".repeat(64));
            }
            case V2_QUERY -> {
                String expires = Long.toString(NOW.plusSeconds(60).getEpochSecond());
                String signature = UriEncoding.encode(v2(SigV2.s3(head, "", expires)));
                return new Sent(
                        TARGET
                                + "&AWSAccessKeyId=%s&Expires=%s&Signature=%s"
                                        .formatted(TestKeys.KEY, expires, signature),
                        headers,
                        "0".repeat(64));
            }
            default -> {
                return new Sent(TARGET, headers, "0".repeat(64));
            }
        }
    }

    /** The signer presigns without a word about the body; here a header says one. */
    private String presign(RequestHead head, String payload) {
        String presigned = signer.presign(head, Duration.ofMinutes(1), NOW);
        if (payload.isEmpty() || payload.equals(PayloadHash.UNSIGNED)) {
            return presigned;
        }
        String unsigned = presigned.substring(0, presigned.indexOf("&X-Amz-Signature="));
        TreeSet<String> names = new TreeSet<>();
        head.headers().forEach(h -> names.add(h.name().toLowerCase(Locale.ROOT)));
        var canonical =
                CanonicalRequest.of(
                        new RequestHead("PUT", unsigned, head.headers()), names, payload, "s3");
        var key = signer.key(NOW);
        return unsigned
                + "&X-Amz-Signature="
                + key.signHex(StringToSign.of(AMZ, key.scope(), canonical));
    }

    private static String v2(StringToSign string) {
        return SigV2.signBase64(TestKeys.SECRET, SigV2.Algorithm.HMAC_SHA1, string);
    }

    private String send(TestServer to, Sent sent, byte[] raw) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(to.uri("s3") + sent.target()))
                        .PUT(BodyPublishers.ofByteArray(raw));
        sent.headers().forEach(header -> request.header(header.name(), header.value()));
        return http.send(request.build(), BodyHandlers.ofString()).body();
    }

    private static String checksum(Algorithm algorithm, byte[] bytes) {
        BodyDigest digest = algorithm.start();
        digest.update(ByteBuffer.wrap(bytes));
        return Base64.getEncoder().encodeToString(digest.end());
    }
}
