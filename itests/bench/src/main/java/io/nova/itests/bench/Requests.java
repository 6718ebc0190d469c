package io.nova.itests.bench;

import io.nova.itests.cloud.Cloud;
import io.nova.model.AccessKeyId;
import io.nova.model.Secret;
import io.nova.sigv4.Header;
import io.nova.sigv4.PayloadHash;
import io.nova.sigv4.RequestHead;
import io.nova.sigv4.SigV4Signer;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * Makes signed requests for a cloud's EC2, ready to be sent as often as wanted within a quarter of
 * an hour. Signing is the client's cost: it is paid before the clock runs.
 */
record Requests(URI ec2, AccessKeyId key, Secret secret) {

    /** In the name of the cloud's administrator. */
    static Requests of(Cloud cloud) {
        return new Requests(
                cloud.endpoint("ec2"),
                new AccessKeyId(cloud.credential("access_key")),
                Secret.of(cloud.credential("secret_key")));
    }

    byte[] describe(String parameters) {
        return signed("Action=DescribeInstances&Version=2016-11-15" + parameters);
    }

    byte[] tag(String instance, String key, String value) {
        return signed(
                "Action=CreateTags&Version=2016-11-15&ResourceId.1=%s&Tag.1.Key=%s&Tag.1.Value=%s"
                        .formatted(instance, key, value));
    }

    byte[] run(String image, int count) {
        return signed(
                "Action=RunInstances&Version=2016-11-15&InstanceType=m1.tiny&ImageId=%s&MinCount=%d&MaxCount=%d"
                        .formatted(image, count, count));
    }

    byte[] signed(String form) {
        byte[] body = Connection.bytes(form);
        RequestHead head =
                new RequestHead(
                        "POST",
                        "/",
                        List.of(
                                new Header("Host", ec2.getRawAuthority()),
                                new Header("Content-Type", "application/x-www-form-urlencoded")));
        SigV4Signer signer = new SigV4Signer(key, secret, "nova", "ec2");
        RequestHead whole = head.with(signer.sign(head, PayloadHash.of(body), Instant.now()));
        StringBuilder text = new StringBuilder("POST / HTTP/1.1\r\n");
        whole.headers()
                .forEach(
                        header ->
                                text.append(header.name())
                                        .append(": ")
                                        .append(header.value())
                                        .append("\r\n"));
        text.append("Content-Length: ").append(body.length).append("\r\n\r\n").append(form);
        return Connection.bytes(text.toString());
    }
}
