package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.sigv4.Header;
import io.nova.sigv4.SigningClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class S3ProtocolTest {

    private final S3Cloud cloud = new S3Cloud();
    private final SigningClient owner = cloud.client(S3Cloud.KEY);
    private final SigningClient other = cloud.client(S3Cloud.OTHER_KEY);

    @BeforeEach
    void makeBucket() throws Exception {
        expect(200, "", send("PUT", "/b00", ""));
    }

    @AfterEach
    void end() {
        cloud.close();
    }

    private HttpResponse<byte[]> send(String method, String target, String body, String... headers)
            throws Exception {
        return send(owner, method, target, body, headers);
    }

    private static HttpResponse<byte[]> send(
            SigningClient client, String method, String target, String body, String... headers)
            throws IOException, InterruptedException {
        List<Header> list = new java.util.ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            list.add(new Header(headers[i], headers[i + 1]));
        }
        if (target.endsWith("?delete")) {
            list.add(new Header("Content-MD5", S3Asker.md5(body)));
        }
        return client.send(method, target, list, body.getBytes(UTF_8));
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }

    /** Checks the status and, if there is a code, the whole form of the error. */
    private static void expect(int status, String code, HttpResponse<byte[]> response) {
        assertEquals(status, response.statusCode(), text(response));
        assertTrue(response.headers().firstValue("x-amz-request-id").isPresent());
        if (!code.isEmpty()) {
            String id = response.headers().firstValue("x-amz-request-id").orElseThrow();
            String body = text(response);
            assertTrue(body.contains("<Code>" + code + "</Code>"), body);
            assertTrue(body.contains("<RequestId>" + id + "</RequestId>"), body);
            assertEquals(
                    Optional.of("application/xml"), response.headers().firstValue("content-type"));
        }
    }

    @Test
    void namesWhatIsWrong() throws Exception {
        expect(404, "NoSuchBucket", send("GET", "/nope", ""));
        expect(404, "NoSuchKey", send("GET", "/b00/nope", ""));
        expect(404, "NoSuchUpload", send("GET", "/b00/k?uploadId=nope", ""));
        expect(400, "InvalidBucketName", send("PUT", "/X", ""));
        expect(400, "InvalidBucketName", send("PUT", "/192.168.5.4", ""));
        expect(409, "BucketAlreadyOwnedByYou", send("PUT", "/b00", ""));
        expect(409, "BucketAlreadyExists", send(other, "PUT", "/b00", ""));
        expect(501, "NotImplemented", send("GET", "/b00?inventory", ""));
        expect(501, "NotImplemented", send("PUT", "/b00/k?retention", ""));
        expect(405, "MethodNotAllowed", send("PATCH", "/b00/k", ""));
        expect(400, "KeyTooLongError", send("PUT", "/b00/" + "k".repeat(1025), "x"));
        expect(400, "InvalidURI", send("GET", "/b00/%ff", ""));
        expect(400, "InvalidArgument", send("GET", "/b00?max-keys=many", ""));
        expect(400, "MalformedXML", send("POST", "/b00?delete", "<Delete><Object>"));
        expect(400, "MalformedXML", send("POST", "/b00?delete", "<Wrong/>"));
        expect(403, "AccessDenied", send(other, "GET", "/b00/k", ""));
        expect(403, "AccessDenied", send(other, "PUT", "/b00/k", "x"));
        expect(400, "BadDigest", send("PUT", "/b00/k", "x", "x-amz-checksum-crc32", "AAAAAA=="));
        expect(400, "InvalidDigest", send("PUT", "/b00/k", "x", "Content-MD5", "short"));
        expect(400, "InvalidArgument", send("PUT", "/b00/k", "x", "x-amz-acl", "everyone"));
        expect(
                501,
                "NotImplemented",
                send("PUT", "/b00/k", "x", "x-amz-server-side-encryption", "AES256"));
        expect(404, "", send("HEAD", "/b00/nope", ""));
        assertTrue(cloud.driver.list(Optional.empty(), 10).items().isEmpty());
    }

    @Test
    void refusesBombs() throws Exception {
        String bomb =
                "<?xml version=\"1.0\"?><!DOCTYPE Delete [<!ENTITY a \"aaaa\"><!ENTITY b"
                        + " \"&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
                        + "<Delete><Object><Key>&b;&f;</Key></Object></Delete>";
        expect(400, "MalformedXML", send("POST", "/b00?delete", bomb));
        String deep = "<Delete>" + "<a>".repeat(1000);
        expect(400, "MalformedXML", send("POST", "/b00?delete", deep));
        String many = "<Delete>" + "<Object><Key>k</Key></Object>".repeat(1001) + "</Delete>";
        expect(400, "MalformedXML", send("POST", "/b00?delete", many));
        expect(
                400,
                "MetadataTooLarge",
                send("PUT", "/b00/k", "x", "x-amz-meta-a", "m".repeat(3000)));
    }

    @Test
    void servesRangesAndConditions() throws Exception {
        expect(200, "", send("PUT", "/b00/k", "0123456789", "x-amz-meta-a", "b"));
        HttpResponse<byte[]> all = send("GET", "/b00/k", "");
        String etag = all.headers().firstValue("etag").orElseThrow();
        assertEquals(Optional.of("b"), all.headers().firstValue("x-amz-meta-a"));
        assertEquals("0123456789", text(all));
        HttpResponse<byte[]> part = send("GET", "/b00/k", "", "Range", "bytes=-3");
        assertEquals(206, part.statusCode());
        assertEquals("789", text(part));
        assertEquals(Optional.of("bytes 7-9/10"), part.headers().firstValue("content-range"));
        expect(416, "InvalidRange", send("GET", "/b00/k", "", "Range", "bytes=10-"));
        HttpResponse<byte[]> unchanged = send("GET", "/b00/k", "", "If-None-Match", etag);
        expect(304, "", unchanged);
        assertEquals(Optional.of(etag), unchanged.headers().firstValue("etag"));
        expect(412, "PreconditionFailed", send("GET", "/b00/k", "", "If-Match", "\"x\""));
        expect(412, "PreconditionFailed", send("PUT", "/b00/k", "x", "If-None-Match", "*"));
        expect(200, "", send("PUT", "/b00/k", "x", "If-Match", etag));
        expect(412, "PreconditionFailed", send("PUT", "/b00/k", "x", "If-Match", etag));
        expect(
                200,
                "",
                send(
                        "PUT",
                        "/b00/copy",
                        "",
                        "x-amz-copy-source",
                        "/b00/k",
                        "x-amz-metadata-directive",
                        "REPLACE"));
        expect(400, "InvalidRequest", send("PUT", "/b00/k", "", "x-amz-copy-source", "b00/k"));
    }

    @Test
    void listsInBothVersions() throws Exception {
        for (String key : List.of("a", "a/b", "a/c", "z%01z", "%C3%BC")) {
            expect(200, "", send("PUT", "/b00/" + key, ""));
        }
        String second = text(send("GET", "/b00?delimiter=%2F&list-type=2&max-keys=2", ""));
        assertTrue(second.contains("<Key>a</Key>"), second);
        assertTrue(second.contains("<Prefix>a/</Prefix>"), second);
        assertTrue(second.contains("<IsTruncated>true</IsTruncated>"), second);
        assertTrue(second.contains("<KeyCount>2</KeyCount>"), second);
        String token = second.replaceAll("(?s).*<NextContinuationToken>(.*)</Next.*", "$1");
        String rest =
                text(
                        send(
                                "GET",
                                "/b00?continuation-token="
                                        + token
                                        + "&delimiter=%2F&encoding-type=url&list-type=2",
                                ""));
        assertTrue(rest.contains("<Key>z%01z</Key>"), rest);
        assertTrue(rest.contains("<Key>%C3%BC</Key>"), rest);
        String first = text(send("GET", "/b00?max-keys=1&delimiter=%7C", ""));
        assertTrue(first.contains("<NextMarker>a</NextMarker>"), first);
        String deleted =
                text(send("POST", "/b00?delete", "<Delete><Object><Key>a</Key></Object></Delete>"));
        assertTrue(deleted.contains("<Deleted><Key>a</Key></Deleted>"), deleted);
    }

    @Test
    void letsAnybodyReadWhatIsPublic() throws Exception {
        send("PUT", "/b00/open", "open", "x-amz-acl", "public-read");
        send("PUT", "/b00/closed", "closed");
        HttpClient http = HttpClient.newHttpClient();
        for (String key : List.of("open", "closed")) {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(URI.create(cloud.uri() + "/b00/" + key)).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(key.equals("open") ? 200 : 403, answer.statusCode());
        }
        String host = "b00.localhost:" + cloud.uri().getPort();
        String answer =
                raw("GET /open HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        assertTrue(answer.endsWith("open"), answer);
    }

    @Test
    void keepsNothingOfABodyThatBreaksOff() throws Exception {
        send("PUT", "/b00?acl", "", "x-amz-acl", "public-read-write");
        raw(
                "PUT /b00/half HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
                        + "only this much");
        assertTrue(
                raw("PUT /b00/half HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                        .contains("MissingContentLength"));
        expect(404, "NoSuchKey", send("GET", "/b00/half", ""));
        assertTrue(cloud.driver.list(Optional.empty(), 10).items().isEmpty());
    }

    @Test
    void saysContinueOnlyToAClientWhoseRequestIsGood() throws Exception {
        String refused =
                raw(
                        "PUT /b00/k HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect:"
                                + " 100-continue\r\nConnection: close\r\n\r\n");
        assertTrue(refused.startsWith("HTTP/1.1 403"), refused);
        send("PUT", "/b00?acl", "", "x-amz-acl", "public-read-write");
        try (Socket socket = new Socket(cloud.uri().getHost(), cloud.uri().getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("PUT /b00/k HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect:"
                                    + " 100-continue\r\nConnection: close\r\n\r\n")
                            .getBytes(UTF_8));
            out.flush();
            InputStream in = socket.getInputStream();
            assertTrue(new String(in.readNBytes(25), UTF_8).startsWith("HTTP/1.1 100"));
            out.write("hello".getBytes(UTF_8));
            out.flush();
            assertTrue(new String(in.readAllBytes(), UTF_8).startsWith("HTTP/1.1 200"));
        }
    }

    @Test
    void takesAVersionOnlyWhereThereIsOne() throws Exception {
        String other = "0".repeat(32);
        send("PUT", "/b00/k", "x");
        expect(200, "", send("GET", "/b00/k?versionId=null", ""));
        expect(200, "", send("GET", "/b00/k?acl&versionId=null", ""));
        expect(404, "NoSuchVersion", send("GET", "/b00/k?versionId=" + other, ""));
        expect(404, "NoSuchVersion", send("GET", "/b00/k?acl&versionId=" + other, ""));
        expect(400, "InvalidArgument", send("GET", "/b00/k?versionId=x", ""));
        expect(400, "InvalidArgument", send("PUT", "/b00/k?versionId=null", "y"));
        expect(
                404,
                "NoSuchVersion",
                send("PUT", "/b00/c", "", "x-amz-copy-source", "b00/k?versionId=" + other));
        expect(200, "", send("PUT", "/b00/c", "", "x-amz-copy-source", "b00/k?versionId=null"));
        expect(204, "", send("DELETE", "/b00/k?versionId=" + other, ""));
        expect(200, "", send("GET", "/b00/k", ""));
        expect(204, "", send("DELETE", "/b00/k?versionId=null", ""));
        expect(404, "NoSuchKey", send("GET", "/b00/k", ""));
    }

    @Test
    void deletesOnlyWhatTheConditionsMean() throws Exception {
        send("PUT", "/b00/k", "xyz");
        HttpResponse<byte[]> head = send("HEAD", "/b00/k", "");
        String time = head.headers().firstValue("last-modified").orElseThrow();
        expect(412, "PreconditionFailed", send("DELETE", "/b00/k", "", "x-amz-if-match-size", "4"));
        expect(
                412,
                "PreconditionFailed",
                send(
                        "DELETE",
                        "/b00/k",
                        "",
                        "x-amz-if-match-last-modified-time",
                        "Thu, 01 Jan 1970 00:00:00 GMT"));
        expect(
                400,
                "InvalidArgument",
                send("DELETE", "/b00/k", "", "x-amz-if-match-last-modified-time", "yesterday"));
        String many =
                text(
                        send(
                                "POST",
                                "/b00?delete",
                                "<Delete><Object><Key>k</Key><Size>4</Size></Object>"
                                        + "<Object><Key>"
                                        + "n".repeat(1025)
                                        + "</Key></Object><Object><Key>gone</Key></Object>"
                                        + "</Delete>"));
        assertTrue(many.contains("<Key>k</Key><Code>PreconditionFailed</Code>"), many);
        assertTrue(many.contains("<Code>KeyTooLongError</Code>"), many);
        assertTrue(many.contains("<Deleted><Key>gone</Key></Deleted>"), many);
        expect(
                204,
                "",
                send(
                        "DELETE",
                        "/b00/k",
                        "",
                        "x-amz-if-match-last-modified-time",
                        time,
                        "x-amz-if-match-size",
                        "3"));
        expect(404, "NoSuchKey", send("GET", "/b00/k", ""));
    }

    @Test
    void showsAccessListsAsGrants() throws Exception {
        send("PUT", "/b00?acl", "", "x-amz-acl", "log-delivery-write");
        String bucket = text(send("GET", "/b00?acl", ""));
        assertTrue(bucket.contains("<ID>111111111111</ID>"), bucket);
        assertTrue(bucket.contains("groups/s3/LogDelivery</URI></Grantee>"), bucket);
        assertTrue(bucket.contains("<Permission>READ_ACP</Permission>"), bucket);
        send("PUT", "/b00/k", "x", "x-amz-acl", "public-read");
        String object = text(send("GET", "/b00/k?acl", ""));
        assertTrue(object.contains("groups/global/AllUsers</URI></Grantee>"), object);
        expect(200, "", send(other, "GET", "/b00/k", ""));
        expect(403, "AccessDenied", send(other, "GET", "/b00/k?acl", ""));
        expect(403, "AccessDenied", send(other, "PUT", "/b00/k?acl", "", "x-amz-acl", "private"));
    }

    @Test
    void saysWhatTheFaultIsAbout() throws Exception {
        assertTrue(text(send("GET", "/nope", "")).contains("<BucketName>nope</BucketName>"));
        assertTrue(text(send("GET", "/b00/nope", "")).contains("<Key>nope</Key>"));
        String argument = text(send("GET", "/b00?max-keys=many", ""));
        assertTrue(
                argument.contains(
                        "<ArgumentName>max-keys</ArgumentName>"
                                + "<ArgumentValue>many</ArgumentValue>"),
                argument);
        String method = text(send("PATCH", "/b00/k", ""));
        assertTrue(method.contains("<Method>PATCH</Method>"), method);
    }

    @Test
    void refusesHeadersThatItCannotHeed() throws Exception {
        send("PUT", "/b00/k", "x");
        expect(
                501,
                "NotImplemented",
                send("PUT", "/b01", "", "x-amz-bucket-object-lock-enabled", "true"));
        expect(404, "NoSuchBucket", send("GET", "/b01", ""));
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(cloud.uri().getHost(), cloud.uri().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
