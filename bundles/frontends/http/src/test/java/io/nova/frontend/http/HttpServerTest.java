package io.nova.frontend.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {

    private final HttpServer server = new HttpServer(Settings.forTests());
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bucket//a/../b%2Fc/;p=1/%2e%2e/x",
                "/b/%ff|{}^",
                "/b/k?list-type=2&prefix=%2F+",
                "//",
                "/b/caf\u00e9"
            })
    void anEndpointSeesTheTargetAsItWasSent(String target) throws Exception {
        server.add(
                new TestEndpoint(
                        (request, response, callback) ->
                                TestEndpoint.write(
                                        response, callback, request.getHttpURI().getPathQuery())),
                TestEndpoint.at("s3", "/"));
        String sent = target.replace("\u00e9", "\u00c3\u00a9");
        String answer = RawClient.ask(server.port("s3"), "GET " + sent + " HTTP/1.1");
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        assertTrue(answer.endsWith("\r\n\r\n" + sent), answer);
    }

    @Test
    void theLongestPathWinsAndThenTheRanking() throws Exception {
        server.add(TestEndpoint.saying("root"), TestEndpoint.at("ec2", "/"));
        server.add(TestEndpoint.saying("latest"), TestEndpoint.at("ec2", "/latest"));
        server.add(
                TestEndpoint.saying("ranked"),
                Map.of("http.connector", new String[] {"ec2", "s3"}, "service.ranking", 5));
        assertEquals("ranked", get("ec2", "/").body());
        assertEquals("latest", get("ec2", "/latest/meta-data/").body());
        assertEquals("ranked", get("ec2", "/latestnews").body());
        assertEquals("ranked", get("s3", "/latest").body());
    }

    @Test
    void uploadsThatHoldAllThreadsOfS3HoldUpNoOther() throws Exception {
        CountDownLatch inside = new CountDownLatch(4);
        CountDownLatch end = new CountDownLatch(1);
        server.add(
                new TestEndpoint(
                        (request, response, callback) -> {
                            inside.countDown();
                            end.await();
                            TestEndpoint.write(response, callback, "stored");
                        }),
                TestEndpoint.at("s3", "/"));
        server.add(TestEndpoint.saying("root"), TestEndpoint.at("ec2", "/"));
        List<RawClient> uploads = new ArrayList<>();
        for (int i = 0; i < 2 * Settings.forTests().maxThreads(); i++) {
            uploads.add(
                    new RawClient(server.port("s3"))
                            .send("GET /bucket/key HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        }
        inside.await();
        assertEquals("root", get("ec2", "/").body());
        end.countDown();
        for (RawClient upload : uploads) {
            assertTrue(upload.readUntil("stored").startsWith("HTTP/1.1 200"));
            upload.close();
        }
    }

    @Test
    void nothingThereIs404AndNotTheServersName() throws Exception {
        HttpResponse<String> response = get("ec2", "/nothing");
        assertEquals(404, response.statusCode());
        assertEquals("Not Found\n", response.body());
        assertTrue(response.headers().firstValue("Server").isEmpty());
    }

    @Test
    void everyRequestHasAnIdOfItsOwn() throws Exception {
        server.add(
                new TestEndpoint(
                        (request, response, callback) -> {
                            String id = Exchange.of(request).requestId();
                            TestEndpoint.write(response, callback, id);
                        }),
                TestEndpoint.at("ec2", "/"));
        String one = get("ec2", "/").body();
        assertTrue(one.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), one);
        assertNotEquals(one, get("ec2", "/").body());
    }

    @Test
    void headersThatAreToStayOutliveAFailure() throws Exception {
        server.add(
                new TestEndpoint(
                        (request, response, callback) -> {
                            response.getHeaders().put("a", "gone");
                            HttpFields.Mutable kept = HttpFields.build().put("b", "kept");
                            Exchange.of(request).keep(response, kept);
                            if (request.getHttpURI().getPath().equals("/fail")) {
                                throw new IllegalStateException("on purpose");
                            }
                            TestEndpoint.write(response, callback, "done");
                        }),
                TestEndpoint.at("ec2", "/"));
        HttpResponse<String> good = get("ec2", "/");
        assertEquals("gone", good.headers().firstValue("a").orElse(""));
        assertEquals("kept", good.headers().firstValue("b").orElse(""));
        HttpResponse<String> bad = get("ec2", "/fail");
        assertEquals(500, bad.statusCode());
        assertTrue(bad.headers().firstValue("a").isEmpty());
        assertEquals("kept", bad.headers().firstValue("b").orElse(""));
    }

    @Test
    void whatAnEndpointThrowsIsAPlain500InItsOwnForm() throws Exception {
        server.add(
                new TestEndpoint(
                        (request, response, callback) -> {
                            throw new IllegalStateException("secret inside");
                        }),
                TestEndpoint.at("ec2", "/"));
        HttpResponse<String> response = get("ec2", "/");
        assertEquals(500, response.statusCode());
        assertEquals("refused 500: Server Error", response.body());
    }

    @Test
    void anEndpointThatCannotEvenRenderAnErrorIsSpokenFor() throws Exception {
        HttpEndpoint broken =
                new HttpEndpoint() {
                    @Override
                    public void handle(Request request, Response response, Callback callback) {
                        callback.failed(new IllegalStateException("one"));
                    }

                    @Override
                    public void refuse(
                            Request request,
                            Response response,
                            Callback callback,
                            int status,
                            String message) {
                        throw new IllegalStateException("two");
                    }
                };
        server.add(broken, TestEndpoint.at("ec2", "/"));
        HttpResponse<String> response = get("ec2", "/");
        assertEquals(500, response.statusCode());
        assertEquals("Server Error\n", response.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"
            })
    void whatIsNotHttpIsRefused(String bytes) throws Exception {
        server.add(TestEndpoint.saying("served"), TestEndpoint.at("ec2", "/"));
        try (RawClient raw = new RawClient(server.port("ec2"))) {
            String answer = raw.send(bytes).readAll();
            assertTrue(
                    answer.startsWith("HTTP/1.1 400") || answer.startsWith("HTTP/1.1 505"), answer);
            assertFalse(answer.contains("served"), answer);
            assertFalse(answer.contains("jetty"), answer);
        }
    }

    @Test
    void badChunksAreRefused() throws Exception {
        server.add(reading(), TestEndpoint.at("ec2", "/"));
        String answer =
                RawClient.ask(
                        server.port("ec2"),
                        "POST / HTTP/1.1",
                        "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc");
        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
    }

    @Test
    void headersBeyondTheLimitAreRefused() throws Exception {
        String answer =
                RawClient.ask(
                        server.port("ec2"), "GET / HTTP/1.1", "X-Long: " + "x".repeat(40 << 10));
        assertTrue(answer.startsWith("HTTP/1.1 431"), answer);
        String target =
                RawClient.ask(server.port("ec2"), "GET /" + "x".repeat(40000) + " HTTP/1.1");
        assertTrue(target.startsWith("HTTP/1.1 414"), target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE /", "CONNECT localhost:80", "OPTIONS *"})
    void methodsWithoutAPlaceAreRefused(String line) throws Exception {
        server.add(TestEndpoint.saying("served"), TestEndpoint.at("ec2", "/"));
        String answer = RawClient.ask(server.port("ec2"), line + " HTTP/1.1");
        assertTrue(answer.startsWith("HTTP/1.1 405") || answer.startsWith("HTTP/1.1 400"), answer);
    }

    @Test
    void headHasTheHeadersAndNoBody() throws Exception {
        server.add(TestEndpoint.saying("12345"), TestEndpoint.at("s3", "/"));
        String answer = RawClient.ask(server.port("s3"), "HEAD /k HTTP/1.1");
        assertTrue(answer.contains("Content-Length: 5"), answer);
        assertTrue(answer.endsWith("\r\n\r\n"), answer);
    }

    @Test
    void aBodyBeyondTheEndpointsLimitIsRefusedWithItsLengthAndWithout() throws Exception {
        server.add(
                reading(),
                Map.of("http.connector", "ec2", "http.path", "/", "http.max.body.bytes", 1000L));
        assertEquals("1000", post("ec2", BodyPublishers.ofByteArray(new byte[1000])).body());
        assertEquals(413, post("ec2", BodyPublishers.ofByteArray(new byte[1001])).statusCode());
        assertEquals(413, post("ec2", BodyPublishers.ofByteArray(new byte[4 << 20])).statusCode());

        String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (RawClient raw = new RawClient(server.port("ec2"))) {
            String answer =
                    raw.send(head + "3e8\r\n" + "x".repeat(1000) + "\r\n1\r\nx\r\n0\r\n\r\n")
                            .send("GARBAGE\r\n\r\n")
                            .readAll();
            assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
            assertTrue(answer.contains("refused 413"), answer);
        }
    }

    @Test
    void slowBodiesHoldNoThread() throws Exception {
        server.add(reading(), TestEndpoint.at("ec2", "/"));
        List<RawClient> slow = new ArrayList<>();
        try {
            // More than the server has threads.
            for (int i = 0; i < 40; i++) {
                RawClient raw = new RawClient(server.port("ec2"));
                slow.add(raw.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1234"));
            }
            assertEquals("7", post("ec2", BodyPublishers.ofString("quickly")).body());
            String answer = slow.get(0).send("56789").readUntil("9");
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        } finally {
            for (RawClient raw : slow) {
                raw.close();
            }
        }
    }

    @Test
    void aLargeBodyStreamsBothWays() throws Exception {
        server.add(
                new TestEndpoint(
                        (request, response, callback) -> {
                            byte[] all = Request.asInputStream(request).readAllBytes();
                            Content.copy(
                                    Content.Source.from(ByteBuffer.wrap(all)), response, callback);
                        }),
                Map.of("http.connector", "s3", "http.max.body.bytes", -1L));
        byte[] body = new byte[8 << 20];
        new Random(1).nextBytes(body);
        HttpResponse<byte[]> response =
                client.send(
                        HttpRequest.newBuilder(server.uri("s3").resolve("/b/k"))
                                .version(HttpClient.Version.HTTP_1_1)
                                .PUT(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofByteArray());
        assertArrayEquals(body, response.body());
    }

    @Test
    void http2InClearTextIsSpokenToo() throws Exception {
        server.add(TestEndpoint.saying("two"), TestEndpoint.at("s3", "/"));
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(server.uri("s3").resolve("/a"))
                                .version(HttpClient.Version.HTTP_2)
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        BodyHandlers.ofString());
        assertEquals(HttpClient.Version.HTTP_2, response.version());
        assertEquals("two", response.body());
    }

    static TestEndpoint reading() {
        return new TestEndpoint(
                (request, response, callback) -> {
                    int length = Request.asInputStream(request).readAllBytes().length;
                    TestEndpoint.write(response, callback, Integer.toString(length));
                });
    }

    private HttpResponse<String> get(String connector, String path) throws Exception {
        URI uri = server.uri(connector).resolve(path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String connector, HttpRequest.BodyPublisher body)
            throws Exception {
        return client.send(
                HttpRequest.newBuilder(server.uri(connector).resolve("/"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .POST(body)
                        .build(),
                BodyHandlers.ofString());
    }
}
