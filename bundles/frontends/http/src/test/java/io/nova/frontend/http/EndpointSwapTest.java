package io.nova.frontend.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Endpoints come and go under load, and no request is lost. */
class EndpointSwapTest {

    private final HttpServer server = new HttpServer(expecting("ec2"));
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService clients = Executors.newFixedThreadPool(8);

    static Settings expecting(String... names) {
        Settings some = Settings.forTests();
        return new Settings(
                some.addresses(),
                some.metadata(),
                0,
                0,
                Set.of(names),
                some.maxThreads(),
                some.maxConnections(),
                some.maxHeaderBytes(),
                some.idleTimeout(),
                some.headerTimeout(),
                some.minBodyRate(),
                some.endpointWait(),
                some.drainLimit());
    }

    @AfterEach
    void stop() {
        clients.shutdownNow();
        server.close();
    }

    @Test
    void noRequestFailsWhileTheOnlyEndpointIsExchangedAgainAndAgain() throws Exception {
        AtomicBoolean go = new AtomicBoolean(true);
        AtomicInteger served = new AtomicInteger();
        Callable<Integer> load =
                () -> {
                    int failed = 0;
                    while (go.get()) {
                        failed += get().equals("200 alive") ? 0 : 1;
                        served.incrementAndGet();
                    }
                    return failed;
                };
        List<Future<Integer>> results =
                List.of(clients.submit(load), clients.submit(load), clients.submit(load));
        for (int swap = 0; swap < 30; swap++) {
            AtomicBoolean closed = new AtomicBoolean();
            TestEndpoint endpoint = living(closed);
            server.add(endpoint, TestEndpoint.at("ec2", "/"));
            int before = served.get();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (served.get() < before + 20 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            server.remove(endpoint);
            closed.set(true);
        }
        server.add(living(new AtomicBoolean()), TestEndpoint.at("ec2", "/"));
        go.set(false);
        for (Future<Integer> result : results) {
            assertEquals(0, result.get(20, TimeUnit.SECONDS));
        }
        assertTrue(served.get() >= 600, "only " + served.get() + " requests were served");
    }

    /** An endpoint that answers wrongly once its component would be deactivated. */
    private static TestEndpoint living(AtomicBoolean closed) {
        return new TestEndpoint(
                (request, response, callback) ->
                        TestEndpoint.write(response, callback, closed.get() ? "dead" : "alive"));
    }

    @Test
    void removingWaitsForTheRequestInside() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        TestEndpoint slow =
                new TestEndpoint(
                        (request, response, callback) -> {
                            inside.countDown();
                            assertTrue(finish.await(20, TimeUnit.SECONDS));
                            TestEndpoint.write(response, callback, "done");
                        });
        server.add(slow, TestEndpoint.at("ec2", "/"));
        Future<String> answer = clients.submit(this::get);
        assertTrue(inside.await(20, TimeUnit.SECONDS));
        CompletableFuture<Void> removed =
                CompletableFuture.runAsync(() -> server.remove(slow), clients);
        server.add(TestEndpoint.saying("next"), TestEndpoint.at("ec2", "/"));
        assertEquals("200 next", until("200 next"));
        assertEquals(false, removed.isDone());
        finish.countDown();
        assertEquals("200 done", answer.get(20, TimeUnit.SECONDS));
        removed.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aRequestWithoutAnEndpointGivesUpInTheEnd() throws Exception {
        try (HttpServer other = new HttpServer(impatient("ec2"))) {
            String answer = RawClient.ask(other.port("ec2"), "GET / HTTP/1.1");
            assertTrue(answer.startsWith("HTTP/1.1 503"), answer);
            assertTrue(answer.contains("Retry-After: 1"), answer);
        }
    }

    @Test
    void uploadsThatWaitedForTheirEndpointHoldUpNoOther() throws Exception {
        int many = 2 * Settings.forTests().maxThreads();
        CountDownLatch inside = new CountDownLatch(4);
        CountDownLatch end = new CountDownLatch(1);
        List<RawClient> uploads = new ArrayList<>();
        try (HttpServer other = new HttpServer(expecting("s3"))) {
            other.add(TestEndpoint.saying("root"), TestEndpoint.at("ec2", "/"));
            for (int i = 0; i < many; i++) {
                uploads.add(
                        new RawClient(other.port("s3"))
                                .send("GET /bucket/key HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            }
            untilParked(other, many);
            other.add(
                    new TestEndpoint(
                            (request, response, callback) -> {
                                inside.countDown();
                                end.await();
                                TestEndpoint.write(response, callback, "stored");
                            }),
                    TestEndpoint.at("s3", "/"));
            inside.await();
            String answer = RawClient.ask(other.port("ec2"), "GET / HTTP/1.1");
            assertTrue(answer.endsWith("root"), answer);
            end.countDown();
            for (RawClient upload : uploads) {
                assertTrue(upload.readUntil("stored").startsWith("HTTP/1.1 200"));
            }
        } finally {
            end.countDown();
            for (RawClient upload : uploads) {
                upload.close();
            }
        }
    }

    private static void untilParked(HttpServer server, int many) throws Exception {
        String wanted = "nova_http_requests_parked " + many + "\n";
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        String metrics = "";
        while (!metrics.contains(wanted) && System.nanoTime() < deadline) {
            metrics = RawClient.ask(server.port("ec2"), "GET /metrics HTTP/1.1");
        }
        assertTrue(metrics.contains(wanted), metrics);
    }

    /** Settings of a server that waits for an endpoint, but not long. */
    static Settings impatient(String endpoint) {
        Settings some = expecting(endpoint);
        return new Settings(
                some.addresses(),
                some.metadata(),
                0,
                0,
                some.expected(),
                some.maxThreads(),
                some.maxConnections(),
                some.maxHeaderBytes(),
                some.idleTimeout(),
                some.headerTimeout(),
                some.minBodyRate(),
                Duration.ZERO,
                some.drainLimit());
    }

    private String until(String wanted) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        String answer = get();
        while (!answer.equals(wanted) && System.nanoTime() < deadline) {
            answer = get();
        }
        return answer;
    }

    private String get() throws Exception {
        var response =
                client.send(
                        HttpRequest.newBuilder(server.uri("ec2")).build(), BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }
}
