package io.nova.itests.cluster;

import io.nova.itests.cloud.Answer;
import io.nova.model.AccessKeyId;
import io.nova.model.Secret;
import io.nova.sigv4.Header;
import io.nova.sigv4.PayloadHash;
import io.nova.sigv4.SigV4Signer;
import io.nova.sigv4.SigningClient;
import io.nova.sigv4.UriEncoding;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client that knows all controllers: what one does not answer, or answers with a fault of the
 * server's, it asks another, the same request with the same token. May be shared by threads.
 */
final class Api {

    private static final Duration ONE_TRY = Duration.ofSeconds(6);
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final long PAUSE_MILLIS = 200;

    private final List<SigningClient> controllers;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * @param service {@code ec2} or {@code s3}
     */
    Api(List<URI> endpoints, String service, String accessKey, String secretKey) {
        SigV4Signer signer =
                new SigV4Signer(new AccessKeyId(accessKey), Secret.of(secretKey), "nova", service);
        controllers =
                endpoints.stream()
                        .map(one -> new SigningClient(signer, one, Clock.systemUTC()))
                        .toList();
    }

    /**
     * Asks for an EC2 action, with its parameters as names and values in turn.
     *
     * @return what is certain: that it was done, or why it never will be; empty if nobody said so
     */
    Optional<Answer> call(Duration patience, String action, String... parameters) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("Action", action);
        form.put("Version", "2016-11-15");
        for (int i = 0; i < parameters.length; i += 2) {
            form.put(parameters[i], parameters[i + 1]);
        }
        StringBuilder body = new StringBuilder();
        form.forEach(
                (name, value) ->
                        body.append(body.isEmpty() ? "" : "&")
                                .append(UriEncoding.encode(name))
                                .append('=')
                                .append(UriEncoding.encode(value)));
        return send(
                patience,
                "POST",
                "/",
                body.toString().getBytes(StandardCharsets.UTF_8),
                new Header("Content-Type", "application/x-www-form-urlencoded"));
    }

    /** Sends any request, such as one of S3, in the same way. */
    Optional<Answer> send(
            Duration patience, String method, String target, byte[] body, Header... headers) {
        return exchange(patience, method, target, body, headers).map(Answer::of);
    }

    /** Reads the bytes of what is there. */
    Optional<byte[]> read(Duration patience, String target) {
        return exchange(patience, "GET", target, new byte[0])
                .filter(answer -> answer.statusCode() == 200)
                .map(HttpResponse::body);
    }

    private Optional<HttpResponse<byte[]>> exchange(
            Duration patience, String method, String target, byte[] body, Header... headers) {
        long end = System.nanoTime() + patience.toNanos();
        int next = turn.getAndIncrement();
        while (true) {
            Optional<HttpResponse<byte[]>> answer =
                    once(
                            controllers.get(Math.floorMod(next++, controllers.size())),
                            method,
                            target,
                            body,
                            headers);
            if (answer.isPresent() || System.nanoTime() > end) {
                return answer;
            }
            pause();
        }
    }

    private Optional<HttpResponse<byte[]>> once(
            SigningClient signing, String method, String target, byte[] body, Header... headers) {
        HttpRequest signed =
                signing.request(
                        method,
                        target,
                        List.of(headers),
                        PayloadHash.of(body),
                        HttpRequest.BodyPublishers.ofByteArray(body));
        HttpRequest request =
                HttpRequest.newBuilder(signed, (name, value) -> true).timeout(ONE_TRY).build();
        try {
            HttpResponse<byte[]> answer =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return answer.statusCode() >= 500 ? Optional.empty() : Optional.of(answer);
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
