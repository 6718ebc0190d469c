package io.nova.frontend.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.model.AccessKeyId;
import io.nova.model.Secret;
import io.nova.sigv4.Header;
import io.nova.sigv4.Parameter;
import io.nova.sigv4.PayloadHash;
import io.nova.sigv4.SigV2;
import io.nova.sigv4.SigV2.Algorithm;
import io.nova.sigv4.SigV4Signer;
import io.nova.sigv4.SigningClient;
import io.nova.sigv4.UriEncoding;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EC2's requests, by every way to sign them. */
class QueryAuthenticationTest {

    private static final Instant NOW = Instant.parse("2026-05-28T12:00:00Z");
    private static final Map<String, String> ACTION =
            new TreeMap<>(Map.of("Action", "RunInstances", "UserData", "a+b /=&\u00e9~*"));
    private static final String DONE = "alice Action=RunInstances UserData=a+b /=&\u00e9~*";

    private final TestKeys keys = new TestKeys();
    private final TestServer server = new TestServer(keys, at(Duration.ZERO));
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Clock at(Duration offset) {
        return Clock.fixed(NOW.plus(offset), ZoneOffset.UTC);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void takesVersionFourByHeader() throws Exception {
        assertEquals(DONE, post(TestKeys.KEY, TestKeys.SECRET, "ec2", Duration.ZERO));
    }

    @Test
    void takesVersionFourByHeaderWithParametersInTheTarget() throws Exception {
        SigningClient client = client(TestKeys.KEY, TestKeys.SECRET, "ec2", Duration.ZERO);
        String target = "/services/Cloud?" + encode(ACTION);
        assertEquals(
                DONE, new String(client.send("GET", target, List.of(), new byte[0]).body(), UTF_8));
    }

    @Test
    void takesVersionFourPresigned() throws Exception {
        assertEquals(DONE, get(presigned("ec2", Duration.ofMinutes(5), NOW)));
    }

    @ParameterizedTest
    @CsvSource({
        "-16, SKEWED",
        "-14, alice",
        "14, alice",
        "16, SKEWED",
    })
    void lookAtTheClock(int minutes, String outcome) throws Exception {
        String answer = post(TestKeys.KEY, TestKeys.SECRET, "ec2", Duration.ofMinutes(minutes));
        assertEquals(outcome, answer.split(" ", 2)[0]);
        assertEquals(outcome, v2("GET", NOW.plus(Duration.ofMinutes(minutes))).split(" ", 2)[0]);
    }

    @ParameterizedTest
    @CsvSource({"-301, EXPIRED", "-299, alice", "899, alice", "901, NOT_YET_VALID"})
    void aPresignedRequestLivesAsLongAsItSays(int seconds, String outcome) throws Exception {
        URI uri = presigned("ec2", Duration.ofMinutes(5), NOW.plusSeconds(seconds));
        assertEquals(outcome, get(uri).split(" ", 2)[0]);
    }

    @Test
    void aWrongSecretIsAMismatchAndAnUnknownKeyIsUnknown() throws Exception {
        assertEquals(
                "SIGNATURE_MISMATCH", post(TestKeys.KEY, Secret.of("wrong"), "ec2", Duration.ZERO));
        AccessKeyId other = new AccessKeyId("AKIANOBODY");
        assertEquals("UNKNOWN_KEY", post(other, TestKeys.SECRET, "ec2", Duration.ZERO));
    }

    @Test
    void aKeyThatChangesOrGoesIsSeenAtOnce() throws Exception {
        assertEquals(DONE, post(TestKeys.KEY, TestKeys.SECRET, "ec2", Duration.ZERO));
        keys.put(TestKeys.KEY, Secret.of("another"));
        assertEquals(
                "SIGNATURE_MISMATCH", post(TestKeys.KEY, TestKeys.SECRET, "ec2", Duration.ZERO));
        assertEquals(DONE, post(TestKeys.KEY, Secret.of("another"), "ec2", Duration.ZERO));
        keys.remove(TestKeys.KEY);
        assertEquals("UNKNOWN_KEY", post(TestKeys.KEY, Secret.of("another"), "ec2", Duration.ZERO));
    }

    /** Old clients that talk to 127.0.0.1 believe the service to be called 127. */
    @ParameterizedTest
    @CsvSource({"ec2, alice", "127, alice", "s3, MALFORMED", "iam, MALFORMED"})
    void theServiceMustBeThisOneOrTheHostsFirstLabel(String service, String outcome)
            throws Exception {
        assertEquals(
                outcome,
                post(TestKeys.KEY, TestKeys.SECRET, service, Duration.ZERO).split(" ", 2)[0]);
    }

    @Test
    void aChangedBodyIsAMismatch() throws Exception {
        SigningClient client = client(TestKeys.KEY, TestKeys.SECRET, "ec2", Duration.ZERO);
        HttpRequest signed =
                client.request(
                        "POST",
                        "/",
                        List.of(),
                        PayloadHash.of("Action=A".getBytes(UTF_8)),
                        BodyPublishers.ofString("Action=B"));
        assertEquals("SIGNATURE_MISMATCH", http.send(signed, BodyHandlers.ofString()).body());
    }

    @Test
    void unsignedAmazonHeadersAndSessionTokensAreRefused() throws Exception {
        SigningClient client = client(TestKeys.KEY, TestKeys.SECRET, "ec2", Duration.ZERO);
        HttpRequest signed =
                client.request(
                        "GET", "/?Action=A", List.of(), PayloadHash.EMPTY, BodyPublishers.noBody());
        HttpRequest more =
                HttpRequest.newBuilder(signed, (name, value) -> true)
                        .header("X-Amz-Target", "injected")
                        .build();
        assertEquals("NOT_SIGNED", http.send(more, BodyHandlers.ofString()).body());
        assertEquals(
                "BAD_TOKEN",
                new String(
                        client.send(
                                        "GET",
                                        "/?Action=A",
                                        List.of(new Header("X-Amz-Security-Token", "t")),
                                        new byte[0])
                                .body(),
                        UTF_8));
    }

    @Test
    void aRequestIsSignedInOneWay() throws Exception {
        URI presigned = presigned("ec2", Duration.ofMinutes(5), NOW);
        HttpRequest both =
                HttpRequest.newBuilder(presigned).header("Authorization", "AWS a:b").build();
        assertEquals("TWO_WAYS", http.send(both, BodyHandlers.ofString()).body());
        assertEquals("TWO_WAYS", get(URI.create(presigned + "&Signature=x")));
        assertEquals("QUERY_PARAMETERS", get(URI.create(presigned + "&X-Amz-Signature=00")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Basic YTpi | HEADER_KIND",
                "AWS4-HMAC-SHA256 | MALFORMED",
                "'AWS4-HMAC-SHA256 ' | MALFORMED",
                "AWS4-HMAC-SHA256 Credential=a | MALFORMED",
                "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=00 | MALFORMED",
                "AWS4-ECDSA-P256-SHA256 Credential=a/b/c | HEADER_KIND",
                "AWS key:c2lnbmF0dXJl | MALFORMED",
                ", | HEADER_KIND"
            })
    void strangeHeadersAreToldApart(String authorization, String outcome) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(server.uri("ec2").resolve("/?Action=A"))
                        .header("Authorization", authorization)
                        .header("X-Amz-Date", "20260528T120000Z")
                        .build();
        assertEquals(outcome, http.send(request, BodyHandlers.ofString()).body());
    }

    @Test
    void nothingAtAllIsMissing() throws Exception {
        assertEquals("MISSING", get(server.uri("ec2").resolve("/?Action=DescribeRegions")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void takesVersionTwo(String method) throws Exception {
        assertEquals(DONE, v2(method, NOW));
    }

    @ParameterizedTest
    @CsvSource({
        "SignatureVersion, 1",
        "SignatureVersion, 0",
        "SignatureMethod, HmacSHA1",
        "SignatureMethod, none",
        "Timestamp, ''",
        "Timestamp, yesterday",
        "Expires, 2026-05-29T00:00:00Z",
    })
    void versionTwoHasOneForm(String name, String value) throws Exception {
        assertEquals("MALFORMED", v2("GET", NOW, Map.of(name, value)));
    }

    @Test
    void versionTwoCanBeSwitchedOffAndItsShaOneOn() throws Exception {
        Clock clock = at(Duration.ZERO);
        try (TestServer without = new TestServer(keys, clock, false, true, true);
                TestServer old = new TestServer(keys, clock, true, true, true)) {
            assertEquals("MALFORMED", v2(without, "GET", NOW, Map.of(), Algorithm.HMAC_SHA256));
            assertEquals(
                    DONE,
                    v2(
                            old,
                            "GET",
                            NOW,
                            Map.of("SignatureMethod", "HmacSHA1"),
                            Algorithm.HMAC_SHA1));
        }
    }

    @Test
    void parameterBombsAreRefused() throws Exception {
        String many = "a&".repeat(10_001);
        SigningClient client = client(TestKeys.KEY, TestKeys.SECRET, "ec2", Duration.ZERO);
        assertEquals(
                "INVALID TOO_LARGE",
                new String(
                        client.send("POST", "/", List.of(), many.getBytes(UTF_8)).body(), UTF_8));
        assertEquals(
                413, client.send("POST", "/", List.of(), new byte[(1 << 20) + 1]).statusCode());
        assertEquals(
                "INVALID MALFORMED",
                new String(
                        client.send("POST", "/", List.of(), "a=%4".getBytes(UTF_8)).body(), UTF_8));
    }

    private SigningClient client(AccessKeyId key, Secret secret, String service, Duration offset) {
        SigV4Signer signer = new SigV4Signer(key, secret, "us-east-1", service);
        return new SigningClient(signer, server.uri("ec2"), at(offset));
    }

    private String post(AccessKeyId key, Secret secret, String service, Duration offset)
            throws Exception {
        return new String(client(key, secret, service, offset).query(ACTION).body(), UTF_8);
    }

    private URI presigned(String service, Duration validity, Instant signed) {
        SigV4Signer signer = new SigV4Signer(TestKeys.KEY, TestKeys.SECRET, "us-east-1", service);
        URI uri = server.uri("ec2").resolve("/?" + encode(ACTION));
        return signer.presign("GET", uri, validity, signed);
    }

    private String get(URI uri) throws Exception {
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }

    private String v2(String method, Instant time) throws Exception {
        return v2(method, time, Map.of());
    }

    private String v2(String method, Instant time, Map<String, String> changes) throws Exception {
        return v2(server, method, time, changes, Algorithm.HMAC_SHA256);
    }

    private String v2(
            TestServer to,
            String method,
            Instant time,
            Map<String, String> changes,
            Algorithm algorithm)
            throws Exception {
        Map<String, String> all = new TreeMap<>(ACTION);
        all.put("AWSAccessKeyId", TestKeys.KEY.value());
        all.put("SignatureVersion", "2");
        all.put("SignatureMethod", "HmacSHA256");
        all.put("Timestamp", time.toString());
        all.putAll(changes);
        List<Parameter> parameters = new ArrayList<>();
        all.forEach((name, value) -> parameters.add(new Parameter(name, value)));
        URI uri = to.uri("ec2").resolve("/services/Cloud");
        String signature =
                SigV2.signBase64(
                        TestKeys.SECRET,
                        algorithm,
                        SigV2.query(method, uri.getAuthority(), "/services/Cloud", parameters));
        String query = encode(all) + "&Signature=" + UriEncoding.encode(signature);
        HttpRequest request =
                method.equals("GET")
                        ? HttpRequest.newBuilder(URI.create(uri + "?" + query)).build()
                        : HttpRequest.newBuilder(uri)
                                .header(
                                        "Content-Type",
                                        "application/x-www-form-urlencoded; charset=UTF-8")
                                .POST(BodyPublishers.ofString(query))
                                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    private static String encode(Map<String, String> parameters) {
        List<String> pairs = new ArrayList<>();
        parameters.forEach(
                (name, value) ->
                        pairs.add(UriEncoding.encode(name) + "=" + UriEncoding.encode(value)));
        return String.join("&", pairs);
    }
}
