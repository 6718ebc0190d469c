package io.nova.frontend.aws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.sigv4.Header;
import io.nova.sigv4.PayloadHash;
import io.nova.sigv4.RequestHead;
import io.nova.sigv4.SigV2;
import io.nova.sigv4.SigV4Signer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heads of S3's requests as no client of a platform lets one send them. */
class RefusedHeadsTest {

    private static final Instant NOW = Instant.parse("2026-05-28T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final TestServer server = new TestServer(new TestKeys(), CLOCK);
    private final SigV4Signer signer =
            new SigV4Signer(TestKeys.KEY, TestKeys.SECRET, "us-east-1", "s3");
    private final Header host = new Header("Host", server.uri("s3").getAuthority());

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                        | MISSING",
                "Foo                                       | HEADER_KIND",
                "Foo bar                                   | HEADER_KIND",
                "AWS HAHAHA                                | HEADER_KIND",
                "'AWS :c2ln'                               | HEADER_KIND",
                "AWS4-HMAC-SHA256 Credential=HAHAHA        | MALFORMED",
                "AWS4-HMAC-SHA256                          | MALFORMED",
            })
    void headersThatSignNothing(String authorization, String outcome) throws Exception {
        assertEquals(outcome, send("/b/k", header("Authorization", authorization), amzDate()));
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                  | DATE",
                "yesterday                           | DATE",
                "Tue, 07 Jul 1950 21:53:04 GMT       | DATE",
                "19500707T215304Z                    | DATE",
                "Tue, 07 Jul 9999 21:53:04 GMT       | SKEWED",
                "20101007T215304Z                    | SKEWED",
                "Thu, 28 May 2026 12:00:00 GMT       | UNKNOWN_KEY",
                "20260528T120000Z                    | UNKNOWN_KEY",
            })
    void timesOfVersionTwo(String date, String outcome) throws Exception {
        Header nobody = header("Authorization", "AWS AKIANOBODY:AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        assertEquals(outcome, send("/b/k", nobody, header("x-amz-date", date)));
        assertEquals("DATE", send("/b/k", nobody));
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                  | DATE",
                "yesterday                           | DATE",
                "19500707T215304Z                    | DATE",
                "20101007T215304Z                    | MALFORMED",
                "20260528T121600Z                    | SKEWED",
                "20260528T114400Z                    | SKEWED",
                "20260528T120100Z                    | SIGNATURE_MISMATCH",
            })
    void timesOfVersionFour(String date, String outcome) throws Exception {
        Header zeros =
                header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential="
                                + TestKeys.KEY
                                + "/20260528/us-east-1/s3/aws4_request,"
                                + " SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature="
                                + "0".repeat(64));
        Header payload = header(PayloadHash.HEADER, PayloadHash.UNSIGNED);
        assertEquals(outcome, send("/b/k", zeros, payload, header("x-amz-date", date)));
        assertEquals("DATE", send("/b/k", zeros, payload));
    }

    @Test
    void theBodyMustBeSpokenOf() throws Exception {
        List<Header> signed = sign();
        signed.removeIf(header -> header.name().equals(PayloadHash.HEADER));
        assertEquals("PAYLOAD_MISSING", send("/b/k", signed));
        signed.add(header(PayloadHash.HEADER, "nonsense"));
        assertEquals("SIGNATURE_MISMATCH", send("/b/k", signed));
    }

    @Test
    void amazonsHeadersMustBeSigned() throws Exception {
        List<Header> signed = sign();
        signed.add(header("X-Amz-Acl", "public-read"));
        signed.add(header("X-Amz-Meta-A", "b"));
        assertEquals("NOT_SIGNED", send("/b/k", signed));
    }

    @Test
    void aSessionTokenIsNeverGood() throws Exception {
        assertEquals("BAD_TOKEN", send("/b/k", sign(header("X-Amz-Security-Token", "t"))));
    }

    @Test
    void nobodySignsInTwoWays() throws Exception {
        assertEquals("TWO_WAYS", send("/b/k?AWSAccessKeyId=a&Signature=b&Expires=1", sign()));
        String presigned = presign(Duration.ofMinutes(5), NOW);
        assertEquals("TWO_WAYS", send(presigned, header("Authorization", "AWS a:b")));
        assertEquals("TWO_WAYS", send(presigned + "&Signature=x"));
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource({
        "X-Amz-Algorithm, AWS4-HMAC-MD5, QUERY_PARAMETERS",
        "X-Amz-Date, yesterday, QUERY_PARAMETERS",
        "X-Amz-Date, 20260529T120000Z, QUERY_PARAMETERS",
        "X-Amz-Credential, nobody, QUERY_PARAMETERS",
        "X-Amz-Credential, k%2F20260528%2Fr%2Fec2%2Faws4_request, QUERY_PARAMETERS",
        "X-Amz-Credential, k%2F20260528%2Fr%2Fs3%2Faws5_request, QUERY_PARAMETERS",
        "X-Amz-Credential, k%2F20260528%2Fr%2Fs3%2Faws4_request, UNKNOWN_KEY",
        "X-Amz-Expires, 0, SIGNATURE_MISMATCH",
        "X-Amz-Expires, soon, QUERY_PARAMETERS",
        "X-Amz-SignedHeaders, date, NOT_SIGNED",
        "X-Amz-Signature, 00, QUERY_PARAMETERS",
    })
    void parametersOfPresignedRequests(String name, String value, String outcome) throws Exception {
        String presigned = presign(Duration.ofMinutes(5), NOW);
        String changed = presigned.replaceFirst(name + "=[^&]*", name + "=" + value);
        assertEquals(outcome, send(changed));
        assertEquals(
                "QUERY_PARAMETERS", send(presigned.replaceFirst("[?&]" + name + "=[^&]*", "?")));
    }

    @ParameterizedTest
    @CsvSource({"-301, EXPIRED", "-299, alice", "899, alice", "901, NOT_YET_VALID"})
    void presignedRequestsHaveTheirTime(int seconds, String outcome) throws Exception {
        String target = presign(Duration.ofMinutes(5), NOW.plusSeconds(seconds));
        assertEquals(outcome, send(target).split(" ", 2)[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "'', MISSING",
        "Expires=1, EXPIRED",
        "Expires=soon, DATE",
        "Expires=9999999999, SIGNATURE_MISMATCH",
    })
    void presignedInVersionTwo(String expires, String outcome) throws Exception {
        String target = "/b/k?AWSAccessKeyId=" + TestKeys.KEY + "&Signature=";
        String signature = "AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D";
        assertEquals(outcome, send(target + signature + "&" + expires));
    }

    @Test
    void textBeyondAsciiIsSignedAsUtf8() throws Exception {
        List<Header> signed = sign(header("x-amz-meta-name", "gr\u00fc\u00df"));
        assertEquals("alice", send("/b/k", signed).split(" ", 2)[0]);
        List<Header> old = new ArrayList<>(List.of(host, header("x-amz-meta-n", "\u20ac")));
        old.add(header("x-amz-date", "Thu, 28 May 2026 12:00:00 GMT"));
        String signature =
                SigV2.signBase64(
                        TestKeys.SECRET,
                        SigV2.Algorithm.HMAC_SHA1,
                        SigV2.s3(new RequestHead("GET", "/b/k", old), "", ""));
        old.add(header("Authorization", "AWS " + TestKeys.KEY + ":" + signature));
        assertEquals("alice", send("/b/k", old).split(" ", 2)[0]);
    }

    private static Header header(String name, String value) {
        return new Header(name, value);
    }

    private static Header amzDate() {
        return header("x-amz-date", "20260528T120000Z");
    }

    private List<Header> sign(Header... more) {
        List<Header> headers = new ArrayList<>(List.of(more));
        headers.add(host);
        RequestHead head = new RequestHead("GET", "/b/k", headers);
        headers.addAll(signer.sign(head, PayloadHash.EMPTY, NOW));
        return headers;
    }

    private String presign(Duration validity, Instant at) {
        return signer.presign(new RequestHead("GET", "/b/k", List.of(host)), validity, at);
    }

    private String send(String target, Header... headers) throws IOException {
        return send(target, List.of(headers));
    }

    private String send(String target, List<Header> headers) throws IOException {
        StringBuilder text = new StringBuilder("GET ").append(target).append(" HTTP/1.1\r\n");
        headers.forEach(header -> text.append(header.name() + ": " + header.value() + "\r\n"));
        if (headers.stream().noneMatch(header -> header.name().equals("Host"))) {
            text.append("Host: ").append(host.value()).append("\r\n");
        }
        text.append("Connection: close\r\n\r\n");
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri("s3").getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.toString().getBytes(UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            // The test's own server sends its answers in one chunk or without framing.
            return body.contains("\r\n") ? body.split("\r\n", 3)[1] : body;
        }
    }
}
