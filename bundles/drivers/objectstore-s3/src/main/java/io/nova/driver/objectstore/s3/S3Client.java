package io.nova.driver.objectstore.s3;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.sigv4.Header;
import io.nova.sigv4.RequestHead;
import io.nova.sigv4.SigV4Signer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends signed requests to another store over HTTP/1.1, each until it is answered or was tried too
 * often.
 */
final class S3Client {

    /** The most bytes of a document. */
    private static final int DOCUMENT = 4 << 20;

    /** The slowest body that is waited for, in bytes a second. */
    private static final long SLOWEST = 256 << 10;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final HttpClient http;
    private final SigV4Signer signer;
    private final URI endpoint;
    private final Clock clock;
    private final Duration patience;
    private final int retries;

    /**
     * @param endpoint scheme, host and port
     * @param patience how long nothing may come
     * @param retries how often a request is repeated
     */
    S3Client(
            HttpClient http,
            SigV4Signer signer,
            URI endpoint,
            Clock clock,
            Duration patience,
            int retries) {
        this.http = http;
        this.signer = signer;
        this.endpoint = endpoint;
        this.clock = clock;
        this.patience = patience;
        this.retries = retries;
    }

    /**
     * An answer whose body is still to come; has to be closed.
     *
     * @param fault what it says if it is no success
     */
    record Answer(HttpResponse<TimedBody> response, Optional<S3Fault> fault)
            implements AutoCloseable {

        boolean ok() {
            return fault.isEmpty();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** Reads the body as a document or less. */
        byte[] read() throws IOException {
            return response.body().readAll(DOCUMENT);
        }

        @Override
        public void close() {
            response.body().close();
        }
    }

    /**
     * Sends a request, again while the failure may pass.
     *
     * @return the answer, which is a failure only if no repetition would help
     * @throws DriverException {@code UNREACHABLE} if it was tried too often
     */
    Answer send(S3Request request) throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try {
                Answer answer = sendOnce(request);
                if (attempt >= retries || !answer.fault().map(S3Fault::passes).orElse(false)) {
                    return answer;
                }
            } catch (IOException e) {
                if (attempt >= retries) {
                    throw unreachable(request, e);
                }
            }
            pause(attempt);
        }
    }

    /**
     * Sends a request whose answer is wanted whole.
     *
     * @param what is done, for the message of a failure
     * @throws DriverException if it fails; for a reason that does not pass, too
     */
    byte[] document(S3Request request, String what) throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try (Answer answer = send(request)) {
                if (answer.fault().isPresent()) {
                    throw answer.fault().get().toThrow(what);
                }
                return answer.read();
            } catch (IOException e) {
                if (attempt >= retries) {
                    throw unreachable(request, e);
                }
                pause(attempt);
            }
        }
    }

    private DriverException unreachable(S3Request request, IOException failure) {
        String what = "%s at %s failed %d times: %s";
        return new DriverException(
                Kind.UNREACHABLE,
                what.formatted(request.method(), endpoint, retries + 1, failure),
                failure);
    }

    private Answer sendOnce(S3Request request) throws IOException, InterruptedException {
        HttpResponse<TimedBody> response = exchange(request);
        if (response.statusCode() / 100 == 2) {
            return new Answer(response, Optional.empty());
        }
        byte[] document = response.body().readAll(DOCUMENT);
        S3Fault fault = S3Documents.fault(response.statusCode(), document);
        return new Answer(response, Optional.of(fault));
    }

    private HttpResponse<TimedBody> exchange(S3Request request)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<TimedBody>> future =
                http.sendAsync(signed(request), info -> new TimedBody(patience));
        boolean done = false;
        try {
            Duration most = patience.plusSeconds(request.length() / SLOWEST);
            HttpResponse<TimedBody> response = future.get(most.toMillis(), TimeUnit.MILLISECONDS);
            done = true;
            return response;
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no answer came");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            if (!done) {
                future.cancel(true);
            }
        }
    }

    private HttpRequest signed(S3Request request) {
        RequestHead head =
                new RequestHead(
                        request.method(),
                        request.target(),
                        List.of(new Header("Host", endpoint.getRawAuthority())));
        List<Header> sent = new ArrayList<>(request.headers());
        sent.addAll(
                signer.sign(head.with(request.headers()), request.payloadHash(), clock.instant()));
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(endpoint + request.target()))
                        .method(request.method(), request.body().get());
        sent.forEach(header -> builder.header(header.name(), header.value()));
        return builder.build();
    }

    /** Waits 50 ms, then twice as long each time, and up to as long again by chance. */
    static void pause(int attempt) throws InterruptedException {
        long base = Math.min(50L << Math.min(attempt, 10), LONGEST_PAUSE.toMillis());
        TimeUnit.MILLISECONDS.sleep(base + ThreadLocalRandom.current().nextLong(base));
    }
}
