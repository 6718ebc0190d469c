package io.nova.manager.image;

import io.nova.api.identity.Credential;
import io.nova.model.image.ImageContent;
import io.nova.sigv4.SigV4Signer;
import io.nova.sigv4.UriEncoding;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Signs the URLs by which hosts read and write images, with a key of the image service's own. Each
 * is good for one object and one hour, so that a host, or a guest that broke out to it, reads no
 * more than it was given.
 */
final class PresignedUrls {

    private static final Duration VALIDITY = Duration.ofHours(1);

    private final ServiceCredential service;
    private final URI endpoint;
    private final String region;
    private final Clock clock;

    PresignedUrls(ServiceCredential service, URI endpoint, String region, Clock clock) {
        this.service = service;
        this.endpoint = endpoint;
        this.region = region;
        this.clock = clock;
    }

    static PresignedUrls of(ServiceCredential service, Settings settings, Clock clock) {
        return new PresignedUrls(service, settings.endpoint(), settings.region(), clock);
    }

    URI get(ImageContent content) {
        return sign("GET", content.bucket(), content.key());
    }

    URI put(ImageLocation location) {
        return sign("PUT", location.bucket().value(), location.key().value());
    }

    private URI sign(String method, String bucket, String key) {
        Credential credential = service.get();
        SigV4Signer signer =
                new SigV4Signer(credential.caller().key(), credential.secret(), region, "s3");
        String path =
                Arrays.stream(key.split("/", -1))
                        .map(UriEncoding::encode)
                        .collect(Collectors.joining("/"));
        URI uri = URI.create(endpoint + "/" + bucket + "/" + path);
        return signer.presign(method, uri, VALIDITY, clock.instant());
    }
}
