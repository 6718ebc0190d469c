package io.nova.driver.objectstore.s3;

import io.nova.sigv4.SigV4Signer;
import io.nova.spi.objectstore.BlobId;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The objects as another client of the store sees them. */
final class RawObjects {

    private final S3ObjectStore.Settings settings;
    private final S3Client client;

    RawObjects(S3ObjectStore.Settings settings) {
        this.settings = settings;
        this.client =
                new S3Client(
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
                        new SigV4Signer(
                                settings.credentials().accessKey(),
                                settings.credentials().secret(),
                                settings.region(),
                                "s3"),
                        settings.endpoint(),
                        Clock.systemUTC(),
                        Duration.ofSeconds(30),
                        3);
    }

    /** Returns settings for a test, with parts so small that some blobs have several. */
    static S3ObjectStore.Settings settings(
            URI endpoint, S3Credentials credentials, String bucket, String prefix, Path spool) {
        return new S3ObjectStore.Settings(
                endpoint,
                "us-east-1",
                bucket,
                prefix,
                credentials,
                Optional.empty(),
                spool,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                3,
                5 << 20);
    }

    void makeBucket() throws Exception {
        client.document(S3Request.of("PUT", "/" + settings.bucket()), "cannot make a bucket");
    }

    private String path(BlobId id) {
        return "/" + settings.bucket() + "/" + settings.prefix() + id;
    }

    byte[] read(BlobId id) throws Exception {
        return client.document(S3Request.of("GET", path(id)), "cannot read");
    }

    void write(BlobId id, byte[] bytes) throws Exception {
        client.document(S3Request.of("PUT", path(id)).with(bytes), "cannot write");
    }

    void writeNamed(String key, byte[] bytes) throws Exception {
        String path = "/" + settings.bucket() + "/" + settings.prefix() + key;
        client.document(S3Request.of("PUT", path).with(bytes), "cannot write");
    }

    void flip(BlobId id, int at) throws Exception {
        byte[] bytes = read(id);
        bytes[at] ^= 4;
        write(id, bytes);
    }

    void tear(BlobId id, int length) throws Exception {
        write(id, Arrays.copyOf(read(id), length));
    }
}
