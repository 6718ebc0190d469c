package io.nova.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A small client for a server of the EC2 or S3 protocol: signs by Version 4 and sends, over
 * HTTP/1.1, without retries.
 *
 * <p>May be shared by threads; the clock decides the time of each signature.
 */
public final class SigningClient {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final SigV4Signer signer;
    private final URI endpoint;
    private final Clock clock;
    private final HttpClient http;

    /**
     * @param endpoint scheme, host and port, such as {@code http://127.0.0.1:8773}
     */
    public SigningClient(SigV4Signer signer, URI endpoint, Clock clock) {
        this.signer = signer;
        this.endpoint = endpoint;
        this.clock = clock;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(10))
                        .build();
    }

    /** Posts an EC2 action as a form. */
    public HttpResponse<byte[]> query(Map<String, String> parameters)
            throws IOException, InterruptedException {
        List<String> pairs = new ArrayList<>();
        parameters.forEach(
                (name, value) ->
                        pairs.add(UriEncoding.encode(name) + '=' + UriEncoding.encode(value)));
        Header form = new Header("Content-Type", "application/x-www-form-urlencoded");
        return send("POST", "/", List.of(form), String.join("&", pairs).getBytes(UTF_8));
    }

    /**
     * Sends a request with its body signed.
     *
     * @param target path and query, already encoded
     */
    public HttpResponse<byte[]> send(
            String method, String target, List<Header> headers, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest request =
                request(
                        method,
                        target,
                        headers,
                        PayloadHash.of(body),
                        HttpRequest.BodyPublishers.ofByteArray(body));
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    /**
     * Returns a signed request for a body that is a stream, to be sent with any HTTP client.
     *
     * @param payloadHash the body's hash, or the word of {@link PayloadHash} that stands for it
     */
    public HttpRequest request(
            String method,
            String target,
            List<Header> headers,
            String payloadHash,
            HttpRequest.BodyPublisher body) {
        List<Header> sent = new ArrayList<>(headers);
        RequestHead head =
                new RequestHead(
                        method, target, List.of(new Header("Host", endpoint.getRawAuthority())));
        sent.addAll(signer.sign(head.with(headers), payloadHash, clock.instant()));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(endpoint + target))
                        .timeout(DEADLINE)
                        .method(method, body);
        sent.forEach(header -> request.header(header.name(), header.value()));
        return request.build();
    }
}
