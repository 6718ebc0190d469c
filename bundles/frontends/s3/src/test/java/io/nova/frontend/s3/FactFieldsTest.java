package io.nova.frontend.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.http.HttpEndpoint;
import io.nova.frontend.http.HttpServer;
import io.nova.frontend.http.Settings;
import io.nova.model.RequestFacts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class FactFieldsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");

    private final LinkedBlockingQueue<RequestFacts> facts = new LinkedBlockingQueue<>();

    /** Answers nothing, but keeps the facts. */
    private final class Listener implements HttpEndpoint {
        @Override
        public void handle(Request request, Response response, Callback callback) {
            String query = String.valueOf(request.getHttpURI().getQuery());
            facts.add(FactFields.of(request, S3Target.of("/b", query, ""), NOW));
            response.write(true, ByteBuffer.allocate(0), callback);
        }

        @Override
        public void refuse(
                Request request, Response response, Callback callback, int status, String message) {
            response.write(true, ByteBuffer.allocate(0), callback);
        }
    }

    @Test
    void tellsWhatConditionsAskFor() throws Exception {
        try (HttpServer server = new HttpServer(Settings.forTests())) {
            server.add(
                    new Listener(), Map.of(HttpEndpoint.NAME, "s3", HttpEndpoint.CONNECTOR, "s3"));
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    URI.create(server.uri("s3") + "/b?prefix=p%2F&versionId=null"))
                            .header("User-Agent", "test")
                            .header("Referer", "http://example.org/")
                            .header("x-amz-acl", "public-read")
                            .header("x-amz-date", "20260101T000000Z")
                            .header("Authorization", "AWS4-HMAC-SHA256 Credential=x")
                            .build();
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
        }
        RequestFacts seen = facts.take();
        assertTrue(seen.sourceIp().orElseThrow().matches("127\\.0\\.0\\.1|0:0:0:0:0:0:0:1"));
        assertEquals(false, seen.secure());
        assertEquals(Optional.of("test"), seen.userAgent());
        assertEquals(Optional.of("http://example.org/"), seen.referer());
        assertEquals(Optional.of(NOW), seen.time());
        assertEquals(Optional.of(Duration.ofMinutes(1)), seen.signatureAge());
        assertEquals(
                Map.of(
                        "s3:prefix", "p/",
                        "s3:versionid", "null",
                        "s3:x-amz-acl", "public-read",
                        "s3:signatureversion", "AWS4-HMAC-SHA256",
                        "s3:authtype", "REST-HEADER"),
                seen.keys());
    }
}
