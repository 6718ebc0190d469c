package io.nova.frontend.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperatorPagesTest {

    private final HttpServer server = new HttpServer(EndpointSwapTest.expecting("ec2", "s3"));
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void healthNamesWhatIsMissingUntilAllIsThere() throws Exception {
        AtomicReference<Optional<String>> problem =
                new AtomicReference<>(Optional.of("disk \"a\" is full"));
        HealthCheck check = problem::get;
        server.add(check, "state");
        assertEquals(
                "503 {\"missing\":[\"endpoint ec2\",\"endpoint s3\","
                        + "\"state: disk \\\"a\\\" is full\"]}\n",
                get("ec2", "/health"));
        server.add(TestEndpoint.saying("ec2"), TestEndpoint.at("ec2", "/"));
        server.add(TestEndpoint.saying("s3"), TestEndpoint.at("s3", "/"));
        assertEquals(
                "503 {\"missing\":[\"state: disk \\\"a\\\" is full\"]}\n", get("ec2", "/health"));
        problem.set(Optional.empty());
        assertEquals("200 ready\n", get("ec2", "/health"));
    }

    @Test
    void aCheckThatFailsIsAProblem() throws Exception {
        HealthCheck broken =
                () -> {
                    throw new IllegalStateException("oops");
                };
        server.add(broken, "broken");
        assertTrue(get("ec2", "/health").contains("broken: the check itself failed"));
        server.remove(broken);
        assertFalse(get("ec2", "/health").contains("broken"));
    }

    @Test
    void onS3ThePathsAreBuckets() throws Exception {
        server.add(TestEndpoint.saying("a bucket"), TestEndpoint.at("s3", "/"));
        assertEquals("200 a bucket", get("s3", "/health"));
        assertEquals("200 a bucket", get("s3", "/metrics"));
    }

    @Test
    void metricsCountRequestsByEndpointAndStatus() throws Exception {
        server.add(TestEndpoint.saying("ok"), TestEndpoint.at("ec2", "/"));
        server.add(sink -> sink.gauge("nova_test", "Says \"hi\"", Map.of("a", "x\"y\\z\n"), 1.5));
        get("ec2", "/");
        get("ec2", "/");
        String text = metricsWith("nova_http_requests_total{endpoint=\"ec2\",status=\"200\"} 2\n");
        assertTrue(text.contains("# TYPE nova_http_requests_total counter\n"), text);
        assertTrue(
                text.contains("nova_http_request_seconds_bucket{endpoint=\"ec2\",le=\"+Inf\"} 2"));
        assertTrue(text.contains("nova_http_request_seconds_count{endpoint=\"ec2\"} 2\n"), text);
        assertTrue(text.contains("nova_test{a=\"x\\\"y\\\\z\\n\"} 1.5\n"), text);
        assertTrue(text.contains("nova_http_requests_in_flight 1\n"), text);
    }

    /** A request is counted just after its response: waits for the line. */
    private String metricsWith(String line) throws Exception {
        String text = get("ec2", "/metrics");
        for (int i = 0; i < 1000 && !text.contains(line); i++) {
            text = get("ec2", "/metrics");
        }
        assertTrue(text.contains(line), text);
        return text;
    }

    private String get(String connector, String path) throws Exception {
        var response =
                client.send(
                        HttpRequest.newBuilder(server.uri(connector).resolve(path)).build(),
                        BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }
}
