package io.nova.itests.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.sigv4.SigningClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bucket as a client of S3 has it. */
final class S3 {

    private static final String PATH = "/" + Store.BUCKET.value();

    private final SigningClient client;

    S3(URI endpoint) {
        client = OneKey.client(endpoint);
    }

    /** An answer that is no success. */
    static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    /** Puts an object; it is there when this returns. */
    void put(String key, byte[] bytes) throws IOException, InterruptedException {
        ok(send("PUT", PATH + "/" + key, bytes));
    }

    /** Puts an object in two parts; it is there when this returns. */
    void putParts(String key, byte[] bytes) throws IOException, InterruptedException {
        String path = PATH + "/" + key;
        String id = element(ok(send("POST", path + "?uploads", new byte[0])), "UploadId");
        StringBuilder list = new StringBuilder("<CompleteMultipartUpload>");
        int half = bytes.length / 2;
        for (int i = 1; i <= 2; i++) {
            byte[] part =
                    i == 1
                            ? Arrays.copyOf(bytes, half)
                            : Arrays.copyOfRange(bytes, half, bytes.length);
            String target = path + "?partNumber=" + i + "&uploadId=" + id;
            HttpResponse<byte[]> put = send("PUT", target, part);
            ok(put);
            list.append(
                    "<Part><PartNumber>%d</PartNumber><ETag>%s</ETag></Part>"
                            .formatted(i, put.headers().firstValue("ETag").orElseThrow()));
        }
        byte[] document = list.append("</CompleteMultipartUpload>").toString().getBytes(UTF_8);
        String done = ok(send("POST", path + "?uploadId=" + id, document));
        if (!done.contains("<CompleteMultipartUploadResult")) {
            throw new RefusedException(done);
        }
    }

    /** Deletes an object; it is gone when this returns. */
    void delete(String key) throws IOException, InterruptedException {
        ok(send("DELETE", PATH + "/" + key, new byte[0]));
    }

    /** Returns the bytes; empty if there is no such object. */
    Optional<byte[]> get(String key) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send("GET", PATH + "/" + key, new byte[0]);
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        ok(response);
        return Optional.of(response.body());
    }

    /** Returns what is listed, of at most a thousand. */
    List<String> keys() throws IOException, InterruptedException {
        return elements(ok(send("GET", PATH + "?list-type=2", new byte[0])), "Key");
    }

    /** Returns the keys under which there are versions, of at most a thousand. */
    List<String> keysOfVersions() throws IOException, InterruptedException {
        return elements(ok(send("GET", PATH + "?versions", new byte[0])), "Key");
    }

    /** Returns the keys of uploads that nobody has ended, of at most a thousand. */
    List<String> keysOfUploads() throws IOException, InterruptedException {
        return elements(ok(send("GET", PATH + "?uploads", new byte[0])), "Key");
    }

    private HttpResponse<byte[]> send(String method, String target, byte[] body)
            throws IOException, InterruptedException {
        return client.send(method, target, List.of(), body);
    }

    private static String ok(HttpResponse<byte[]> response) {
        String text = new String(response.body(), UTF_8);
        if (response.statusCode() / 100 != 2) {
            throw new RefusedException(response.statusCode() + " " + text);
        }
        return text;
    }

    private static String element(String xml, String name) {
        return elements(xml, name).get(0);
    }

    private static List<String> elements(String xml, String name) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(xml);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
