package io.nova.itests.bench;

import io.nova.itests.cloud.Cloud;
import io.nova.model.AccessKeyId;
import io.nova.model.Secret;
import io.nova.sigv4.Header;
import io.nova.sigv4.PayloadHash;
import io.nova.sigv4.RequestHead;
import io.nova.sigv4.SigV4Signer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** As {@link Requests}, of a cloud's S3. */
record S3Requests(URI s3, SigV4Signer signer) {

    /** In the name of the cloud's administrator. */
    static S3Requests of(Cloud cloud) {
        return new S3Requests(
                cloud.endpoint("s3"),
                new SigV4Signer(
                        new AccessKeyId(cloud.credential("access_key")),
                        Secret.of(cloud.credential("secret_key")),
                        "us-east-1",
                        "s3"));
    }

    byte[] get(String target) {
        return signed("GET", target, new byte[0], PayloadHash.EMPTY);
    }

    byte[] put(String target, byte[] body) {
        return put(target, body, PayloadHash.of(body));
    }

    /**
     * @param hash of the body, which many requests may share
     */
    byte[] put(String target, byte[] body, String hash) {
        return signed("PUT", target, body, hash);
    }

    private byte[] signed(String method, String target, byte[] body, String hash) {
        Header host = new Header("Host", s3.getRawAuthority());
        RequestHead head = new RequestHead(method, target, List.of(host));
        RequestHead whole = head.with(signer.sign(head, hash, Instant.now()));
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        whole.headers()
                .forEach(
                        header ->
                                text.append(header.name())
                                        .append(": ")
                                        .append(header.value())
                                        .append("\r\n"));
        text.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        byte[] start = Connection.bytes(text.toString());
        return ByteBuffer.allocate(start.length + body.length).put(start).put(body).array();
    }
}
