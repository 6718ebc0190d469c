package io.nova.sigv4;

import static java.util.Objects.requireNonNull;

import io.nova.model.AccessKeyId;
import io.nova.model.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Signs requests as a client does (Signature Version 4); may be shared by threads.
 *
 * <p>The caller says what time it is, and hands over every header it wants signed, {@code Host}
 * among them.
 */
public final class SigV4Signer {

    private static final Duration LONGEST = Duration.ofDays(7);

    private final AccessKeyId accessKey;
    private final Secret secret;
    private final String region;
    private final String service;
    private volatile SigningKey last;

    /**
     * @param region such as {@code us-east-1}
     * @param service such as {@code ec2} or {@code s3}
     */
    public SigV4Signer(AccessKeyId accessKey, Secret secret, String region, String service) {
        this.accessKey = requireNonNull(accessKey, "accessKey");
        this.secret = requireNonNull(secret, "secret");
        this.region = region;
        this.service = service;
        this.last = SigningKey.derive(secret, new CredentialScope("19700101", region, service));
    }

    /**
     * Returns the headers to add to a request: the time, for {@code s3} the body's hash, and the
     * {@code Authorization}.
     *
     * @param payloadHash from {@link PayloadHash}
     */
    public List<Header> sign(RequestHead head, String payloadHash, Instant now) {
        List<Header> added = new ArrayList<>();
        if (head.header("X-Amz-Date").isEmpty()) {
            added.add(new Header("X-Amz-Date", AmzDate.format(now)));
        }
        if (service.equals("s3") && head.header(PayloadHash.HEADER).isEmpty()) {
            added.add(new Header(PayloadHash.HEADER, payloadHash));
        }
        RequestHead dated = head.with(added);
        String amzDate = dated.header("X-Amz-Date").orElseThrow();
        SortedSet<String> signed = names(dated);
        CanonicalRequest canonical = CanonicalRequest.of(dated, signed, payloadHash, service);
        SigningKey key = key(amzDate);
        String signature = key.signHex(StringToSign.of(amzDate, key.scope(), canonical));
        added.add(
                new Header(
                        "Authorization",
                        "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                                .formatted(
                                        StringToSign.ALGORITHM,
                                        accessKey.value(),
                                        key.scope(),
                                        String.join(";", signed),
                                        signature)));
        return added;
    }

    /**
     * Returns an address that anyone may use until it expires, without any further header.
     *
     * @param uri with its path and query already encoded
     * @param validity a second to seven days
     * @throws IllegalArgumentException if the validity is out of this range
     */
    public URI presign(String method, URI uri, Duration validity, Instant now) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery();
        Header host = new Header("host", uri.getRawAuthority());
        RequestHead head = new RequestHead(method, target, List.of(host));
        return URI.create(
                uri.getScheme() + "://" + uri.getRawAuthority() + presign(head, validity, now));
    }

    /**
     * Returns the target of a presigned request whose sender must repeat the given headers.
     *
     * @throws IllegalArgumentException if the validity is not between a second and seven days
     */
    public String presign(RequestHead head, Duration validity, Instant now) {
        if (validity.compareTo(Duration.ofSeconds(1)) < 0 || validity.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a presigned request lives 1 s to 7 days");
        }
        String amzDate = AmzDate.format(now);
        SigningKey key = key(amzDate);
        SortedSet<String> signed = names(head);
        StringBuilder target = new StringBuilder(head.target());
        target.append(head.target().indexOf('?') < 0 ? '?' : '&');
        target.append("X-Amz-Algorithm=").append(StringToSign.ALGORITHM);
        String credential = accessKey.value() + '/' + key.scope();
        target.append("&X-Amz-Credential=").append(UriEncoding.encode(credential));
        target.append("&X-Amz-Date=").append(amzDate);
        target.append("&X-Amz-Expires=").append(validity.toSeconds());
        target.append("&X-Amz-SignedHeaders=");
        target.append(UriEncoding.encode(String.join(";", signed)));
        RequestHead presigned = new RequestHead(head.method(), target.toString(), head.headers());
        // Only S3 leaves a presigned request's body unsigned; the other services expect none.
        String payload = service.equals("s3") ? PayloadHash.UNSIGNED : PayloadHash.EMPTY;
        CanonicalRequest canonical = CanonicalRequest.of(presigned, signed, payload, service);
        String signature = key.signHex(StringToSign.of(amzDate, key.scope(), canonical));
        return target.append("&X-Amz-Signature=").append(signature).toString();
    }

    /** Returns the key of a day, for the chunks of a body that is signed in pieces. */
    public SigningKey key(Instant now) {
        return key(AmzDate.format(now));
    }

    private SigningKey key(String amzDate) {
        String date = amzDate.substring(0, 8);
        SigningKey key = last;
        if (!key.scope().date().equals(date)) {
            key = SigningKey.derive(secret, new CredentialScope(date, region, service));
            last = key;
        }
        return key;
    }

    private static SortedSet<String> names(RequestHead head) {
        SortedSet<String> names = new TreeSet<>();
        head.headers().forEach(header -> names.add(header.name().toLowerCase(Locale.ROOT)));
        return names;
    }
}
