package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.model.Secret;
import io.nova.sigv4.AmzDate;
import io.nova.sigv4.CredentialScope;
import io.nova.sigv4.SigV2;
import io.nova.sigv4.SigningKey;
import io.nova.sigv4.StringToSign;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A form as browsers send it. */
final class S3Form {

    private static final String BOUNDARY = "----NovaFormBoundary7MA4YWxk";

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final List<String> headers = new ArrayList<>();
    private String file = "content";
    private String filename = "photo.txt";
    private String behind = "";

    S3Form with(String name, String value) {
        fields.put(name, value);
        return this;
    }

    S3Form without(String name) {
        fields.remove(name);
        return this;
    }

    S3Form file(String name, String content) {
        filename = name;
        file = content;
        return this;
    }

    S3Form header(String line) {
        headers.add(line);
        return this;
    }

    /** Adds a section behind the file. */
    S3Form behind(String head, String content) {
        behind += "\r\n--" + BOUNDARY + "\r\n" + head + "\r\n\r\n" + content;
        return this;
    }

    /** Returns a policy of an hour. */
    static String policy(String... conditions) {
        return policy(Instant.now().plus(Duration.ofHours(1)), conditions);
    }

    static String policy(Instant expiration, String... conditions) {
        return "{\"expiration\":\"%s\",\"conditions\":[%s]}"
                .formatted(expiration, String.join(",", conditions));
    }

    /** Signs a policy in Version 4; the conditions on the fields of the signature are added. */
    S3Form four(String key, String... conditions) {
        String date = AmzDate.format(Instant.now());
        CredentialScope scope = new CredentialScope(date.substring(0, 8), "us-east-1", "s3");
        with("X-Amz-Algorithm", StringToSign.ALGORITHM);
        with("X-Amz-Credential", key + "/" + scope);
        with("X-Amz-Date", date);
        List<String> all = new ArrayList<>(List.of(conditions));
        for (String name : List.of("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date")) {
            all.add("{\"%s\":\"%s\"}".formatted(name, fields.get(name)));
        }
        return sign(scope, policy(all.toArray(String[]::new)));
    }

    private S3Form sign(CredentialScope scope, String policy) {
        String text = Base64.getEncoder().encodeToString(policy.getBytes(UTF_8));
        SigningKey key = SigningKey.derive(Secret.of(S3Cloud.SECRET), scope);
        return with("Policy", text).with("X-Amz-Signature", key.signHex(new StringToSign(text)));
    }

    /** Signs a policy in Version 2. */
    S3Form two(String key, String policy) {
        String text = Base64.getEncoder().encodeToString(policy.getBytes(UTF_8));
        return with("AWSAccessKeyId", key)
                .with("policy", text)
                .with(
                        "signature",
                        SigV2.signBase64(
                                Secret.of(S3Cloud.SECRET),
                                SigV2.Algorithm.HMAC_SHA1,
                                new StringToSign(text)));
    }

    byte[] body() {
        StringBuilder text = new StringBuilder();
        fields.forEach(
                (name, value) ->
                        text.append("--%s\r\n".formatted(BOUNDARY))
                                .append(
                                        "Content-Disposition: form-data; name=\"%s\"\r\n\r\n"
                                                .formatted(name))
                                .append(value)
                                .append("\r\n"));
        text.append(
                        "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                                .formatted(BOUNDARY, filename))
                .append("Content-Type: application/octet-stream\r\n\r\n")
                .append(file)
                .append(behind)
                .append("\r\n--%s--\r\n".formatted(BOUNDARY));
        return text.toString().getBytes(UTF_8);
    }

    /** Sends the form, and returns all that comes back. */
    String post(S3Cloud cloud, String target) throws IOException {
        return post(cloud, target, body());
    }

    /** Sends another body in place of the form's. */
    String post(S3Cloud cloud, String target, byte[] body) throws IOException {
        try (Socket socket = connect(cloud)) {
            socket.getOutputStream().write(head(target, body.length));
            socket.getOutputStream().write(body);
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    static Socket connect(S3Cloud cloud) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), cloud.uri().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    byte[] head(String target, long length) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        boolean host = headers.stream().anyMatch(line -> line.startsWith("Host:"));
        boolean type = headers.stream().anyMatch(line -> line.startsWith("Content-Type:"));
        String text =
                "POST "
                        + target
                        + " HTTP/1.1\r\n"
                        + (host ? "" : "Host: localhost\r\n")
                        + (type
                                ? ""
                                : "Content-Type: multipart/form-data; boundary="
                                        + BOUNDARY
                                        + "\r\n")
                        + "Content-Length: "
                        + length
                        + "\r\n"
                        + String.join("", headers.stream().map(line -> line + "\r\n").toList())
                        + "Connection: close\r\n\r\n";
        head.writeBytes(text.getBytes(UTF_8));
        return head.toByteArray();
    }
}
