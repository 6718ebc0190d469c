package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.sigv4.Header;
import io.nova.sigv4.SigningClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a cloud, signed or as raw text, and looks at what it says. */
final class S3Asker {

    private final S3Cloud cloud;
    private final SigningClient client;

    S3Asker(S3Cloud cloud, String key) {
        this.cloud = cloud;
        this.client = cloud.client(key);
    }

    /** Sends a signed request; headers are names and values in turn. */
    HttpResponse<byte[]> send(String method, String target, String body, String... headers)
            throws IOException, InterruptedException {
        List<Header> list = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            list.add(new Header(headers[i], headers[i + 1]));
        }
        return client.send(method, target, list, body.getBytes(UTF_8));
    }

    /** Sends a signed request that must succeed, and returns the body. */
    String ok(String method, String target, String body, String... headers)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(method, target, body, headers);
        assertEquals(2, response.statusCode() / 100, text(response));
        return text(response);
    }

    /** Sends a signed request that must be refused, and returns the error document. */
    String refused(
            int status, String code, String method, String target, String body, String... headers)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(method, target, body, headers);
        assertEquals(status, response.statusCode(), text(response));
        assertEquals(code, element(text(response), "Code"));
        return text(response);
    }

    /** Sends lines as they are, closes, and returns all that comes back. */
    String raw(String... lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cloud.uri().getPort())) {
            socket.setSoTimeout(20_000);
            StringBuilder text = new StringBuilder();
            for (String line : lines) {
                text.append(line).append("\r\n");
            }
            text.append("Host: localhost\r\nConnection: close\r\n\r\n");
            socket.getOutputStream().write(text.toString().getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    /** Returns the MD5 of a text as Content-MD5 has it. */
    static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }

    static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** Returns the text of the first element of the name; empty if there is none. */
    static String element(String xml, String name) {
        Matcher matcher = Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(xml);
        return matcher.find() ? matcher.group(1) : "";
    }

    static void assertHas(String text, String... parts) {
        for (String part : parts) {
            assertTrue(text.contains(part), () -> part + " is not in " + text);
        }
    }
}
