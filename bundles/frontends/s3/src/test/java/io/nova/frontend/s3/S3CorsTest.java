package io.nova.frontend.s3;

import static io.nova.frontend.s3.S3Asker.assertHas;
import static io.nova.frontend.s3.S3Asker.element;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What browsers are told about buckets. */
class S3CorsTest {

    private static final String RULES =
            "<CORSConfiguration>"
                    + "<CORSRule><ID>pages</ID><AllowedOrigin>http://*.example.org</AllowedOrigin>"
                    + "<AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>"
                    + "<AllowedHeader>x-amz-*</AllowedHeader><AllowedHeader>Content-MD5"
                    + "</AllowedHeader><ExposeHeader>ETag</ExposeHeader>"
                    + "<MaxAgeSeconds>30</MaxAgeSeconds></CORSRule>"
                    + "<CORSRule><AllowedOrigin>*</AllowedOrigin>"
                    + "<AllowedMethod>HEAD</AllowedMethod></CORSRule></CORSConfiguration>";

    private final S3Cloud cloud = new S3Cloud();
    private final S3Asker asker = new S3Asker(cloud, S3Cloud.KEY);

    @BeforeEach
    void makeBucket() throws Exception {
        asker.ok("PUT", "/b00", "");
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private void put(String rules) throws Exception {
        asker.ok("PUT", "/b00?cors", rules, "Content-MD5", S3Asker.md5(rules));
    }

    @Test
    void rulesArePutReadAndTakenAway() throws Exception {
        asker.refused(404, "NoSuchCORSConfiguration", "GET", "/b00?cors", "");
        asker.refused(400, "InvalidRequest", "PUT", "/b00?cors", RULES);
        put(RULES);
        String read = asker.ok("GET", "/b00?cors", "");
        assertHas(
                read,
                "<ID>pages</ID>",
                "<AllowedOrigin>http://*.example.org</AllowedOrigin>",
                "<MaxAgeSeconds>30</MaxAgeSeconds>");
        new S3Asker(cloud, S3Cloud.OTHER_KEY).refused(403, "AccessDenied", "GET", "/b00?cors", "");
        asker.ok("DELETE", "/b00?cors", "");
        asker.refused(404, "NoSuchCORSConfiguration", "GET", "/b00?cors", "");
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                           | MalformedXML",
                "<CORSRule/>                                                  | MalformedXML",
                "<CORSRule>[O]</CORSRule>                                     | MalformedXML",
                "<CORSRule>[O]<AllowedMethod>PATCH</AllowedMethod></CORSRule> | InvalidRequest",
                "<CORSRule><AllowedOrigin>*a*</AllowedOrigin>[M]</CORSRule>   | InvalidRequest",
                "<CORSRule>[O][M]<ExposeHeader>*</ExposeHeader></CORSRule>    | InvalidRequest",
                "<CORSRule>[O][M]<MaxAgeSeconds>a</MaxAgeSeconds></CORSRule>  | MalformedXML",
            })
    void whatIsNoRuleIsRefused(String rule, String code) throws Exception {
        String rules =
                "<CORSConfiguration>"
                        + rule.replace("[O]", "<AllowedOrigin>a</AllowedOrigin>")
                                .replace("[M]", "<AllowedMethod>GET</AllowedMethod>")
                        + "</CORSConfiguration>";
        asker.refused(400, code, "PUT", "/b00?cors", rules, "Content-MD5", S3Asker.md5(rules));
    }

    private String ask(String origin, String method, String headers) throws IOException {
        return asker.raw(
                "OPTIONS /b00/k HTTP/1.1",
                "Origin: " + origin,
                "Access-Control-Request-Method: " + method,
                "Access-Control-Request-Headers: " + headers);
    }

    @Test
    void browsersAskFirst() throws Exception {
        assertHas(ask("http://a.example.org", "PUT", ""), "HTTP/1.1 403", "AccessForbidden");
        put(RULES);
        assertHas(
                ask("http://a.example.org", "PUT", "X-Amz-Date, content-md5"),
                "HTTP/1.1 200",
                "\r\nAccess-Control-Allow-Origin: http://a.example.org\r\n",
                "\r\nAccess-Control-Allow-Methods: GET, PUT\r\n",
                "\r\nAccess-Control-Allow-Headers: x-amz-date, content-md5\r\n",
                "\r\nAccess-Control-Expose-Headers: ETag\r\n",
                "\r\nAccess-Control-Max-Age: 30\r\n",
                "\r\nAccess-Control-Allow-Credentials: true\r\n",
                "\r\nVary: Origin, Access-Control-Request-Headers,");
        String any = ask("http://elsewhere", "HEAD", "");
        assertHas(any, "HTTP/1.1 200", "\r\nAccess-Control-Allow-Origin: *\r\n");
        assertFalse(any.contains("Allow-Credentials"), any);
        String refused = ask("http://elsewhere", "PUT", "");
        assertHas(refused, "HTTP/1.1 403");
        assertEquals("AccessForbidden", element(refused, "Code"));
        assertEquals("OBJECT", element(refused, "ResourceType"));
        assertHas(ask("http://a.example.org", "PUT", "x-other"), "HTTP/1.1 403");
        assertHas(ask("http://example.org", "PUT", ""), "HTTP/1.1 403");
        assertHas(ask("http://a.example.org", "DELETE", ""), "HTTP/1.1 403");
        assertHas(ask("http://a.example.org", "PATCH", ""), "HTTP/1.1 400", "BadRequest");
        assertHas(asker.raw("OPTIONS /b00/k HTTP/1.1"), "HTTP/1.1 400", "Origin request header");
        assertHas(
                asker.raw(
                        "OPTIONS /none/k HTTP/1.1",
                        "Origin: a",
                        "Access-Control-Request-Method: GET"),
                "HTTP/1.1 403");
    }

    @Test
    void errorsOfTheServerAreForThePage() throws Exception {
        put(RULES);
        String head =
                String.join(
                        "\r\n",
                        "PUT /b00?cors HTTP/1.1",
                        "Host: localhost",
                        "Origin: http://a.example.org",
                        "Content-MD5: AAAAAAAAAAAAAAAAAAAAAA==",
                        "Transfer-Encoding: chunked",
                        "Expect: 100-continue",
                        "Connection: close",
                        "",
                        "");
        try (Socket socket = S3Form.connect(cloud)) {
            socket.getOutputStream().write(head.getBytes(UTF_8));
            // Now the operation is inside, and reads.
            byte[] go = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue".length());
            assertEquals("HTTP/1.1 100 Continue", new String(go, UTF_8));
            socket.getOutputStream().write("no chunk\r\n".getBytes(UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertHas(
                    answer,
                    "HTTP/1.1 400",
                    "<Code>",
                    "\r\nAccess-Control-Allow-Origin: http://a.example.org\r\n");
        }
    }

    @Test
    void answersAndErrorsAreForThePage() throws Exception {
        put(RULES);
        asker.ok("PUT", "/b00/k", "x", "x-amz-acl", "public-read");
        String origin = "Origin: http://a.example.org";
        String expected = "\r\nAccess-Control-Allow-Origin: http://a.example.org\r\n";
        assertHas(asker.raw("GET /b00/k HTTP/1.1", origin), "HTTP/1.1 200", expected, "\r\nVary: ");
        assertHas(asker.raw("GET /b00/none HTTP/1.1", origin), "HTTP/1.1 403", expected);
        assertHas(
                asker.raw("GET /b00/k HTTP/1.1", origin, "Authorization: Foo"),
                "HTTP/1.1 400",
                expected);
        String other = asker.raw("GET /b00/k HTTP/1.1", "Origin: http://elsewhere");
        assertTrue(other.startsWith("HTTP/1.1 200"), other);
        assertFalse(other.contains("Access-Control"), other);
    }
}
