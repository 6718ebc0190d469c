package io.nova.frontend.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server refuses before an endpoint sees it. */
class PlainErrorsTest {

    private static final Pattern ID = Pattern.compile("(?i)\r\nx-amz-request-id: ([0-9a-f-]{36})");

    private final HttpServer server = new HttpServer(Settings.forTests());

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "GET                       | 400 | BadRequest",
                "nonsense nonsense         | 400 | BadRequest",
                "GET / HTTP/7.3            | 400 | BadRequest",
                "TRACE /b/k HTTP/1.1       | 405 | MethodNotAllowed",
                "GET /b/LONG HTTP/1.1      | 400 | RequestHeaderSectionTooLarge",
                "HEADER                    | 400 | RequestHeaderSectionTooLarge",
                "BAD-LENGTH                | 400 | BadRequest",
            })
    void onS3sPortAreS3s(String line, int status, String code) throws IOException {
        server.add(TestEndpoint.saying("s3"), TestEndpoint.at("s3", "/"));
        String answer =
                switch (line) {
                    case "HEADER" -> ask("s3", "GET / HTTP/1.1", "a: " + "b".repeat(40000));
                    case "BAD-LENGTH" -> ask("s3", "PUT / HTTP/1.1", "Content-Length: many");
                    default -> ask("s3", line.replace("LONG", "x".repeat(40000)));
                };
        assertS3(answer, status, code);
        assertEquals(status == 405, answer.contains("\r\nAllow: "), answer);
    }

    @Test
    void anEndpointThatIsAwaitedInVainIsUnavailable() throws IOException {
        try (HttpServer waiting = new HttpServer(EndpointSwapTest.impatient("s3"))) {
            String answer = RawClient.ask(waiting.port("s3"), "GET /b/k HTTP/1.1");
            assertS3(answer, 503, "ServiceUnavailable");
            assertTrue(answer.contains("\r\nRetry-After: 1\r\n"), answer);
            String head = RawClient.ask(waiting.port("s3"), "HEAD /b/k HTTP/1.1");
            assertTrue(head.startsWith("HTTP/1.1 503") && head.endsWith("\r\n\r\n"), head);
        }
    }

    @Test
    void elsewhereAreText() throws IOException {
        String answer = ask("ec2", "TRACE / HTTP/1.1");
        assertTrue(answer.startsWith("HTTP/1.1 405"), answer);
        assertTrue(answer.endsWith("\r\n\r\nMethod Not Allowed\n"), answer);
        assertFalse(answer.contains("x-amz-id-2"), answer);
    }

    private String ask(String connector, String line, String... headers) throws IOException {
        return RawClient.ask(server.port(connector), line, headers);
    }

    private static void assertS3(String answer, int status, String code) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains("\r\nContent-Type: application/xml\r\n"), answer);
        Matcher id = ID.matcher(answer);
        assertTrue(id.find(), answer);
        assertTrue(answer.contains("\r\nx-amz-id-2: " + id.group(1) + "\r\n"), answer);
        assertTrue(answer.contains("<Error><Code>" + code + "</Code><Message>"), answer);
        assertTrue(answer.endsWith("<HostId>" + id.group(1) + "</HostId></Error>"), answer);
    }
}
