package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.sigv4.Header;
import io.nova.sigv4.SigningClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many write one key at once, each under a condition: the condition holds for exactly one. */
class ConditionalWritersTest {

    private static final int WRITERS = 32;

    private final S3Cloud cloud = new S3Cloud();
    private final SigningClient client = cloud.client(S3Cloud.KEY);
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);

    @BeforeEach
    void begin() throws Exception {
        client.send("PUT", "/b00", List.of(), new byte[0]);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        cloud.close();
    }

    private <T> List<T> all(Callable<T> work) throws Exception {
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            running.add(threads.submit(work));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> one : running) {
            results.add(one.get(120, TimeUnit.SECONDS));
        }
        return results;
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {10, 100_000})
    void oneOfThemMakesTheObject(int size) throws Exception {
        for (int round = 0; round < 5; round++) {
            String target = "/b00/lock-" + round;
            List<Integer> statuses =
                    all(
                            () ->
                                    client.send(
                                                    "PUT",
                                                    target,
                                                    List.of(new Header("If-None-Match", "*")),
                                                    new byte[size])
                                            .statusCode());
            assertEquals(1, statuses.stream().filter(status -> status == 200).count());
            assertEquals(WRITERS - 1, statuses.stream().filter(status -> status == 412).count());
        }
    }

    @Test
    void noIncrementOfACounterIsLost() throws Exception {
        client.send("PUT", "/b00/counter", List.of(), "0".getBytes(UTF_8));
        List<Integer> successes = all(this::increment);
        int done = successes.stream().mapToInt(Integer::intValue).sum();
        HttpResponse<byte[]> last = client.send("GET", "/b00/counter", List.of(), new byte[0]);
        assertEquals(done, Integer.parseInt(new String(last.body(), UTF_8)));
        assertTrue(done >= 8, done + " increments");
    }

    /** Tries some times to add one, and counts how often it did. */
    private int increment() throws Exception {
        int done = 0;
        for (int i = 0; i < 8; i++) {
            HttpResponse<byte[]> read = client.send("GET", "/b00/counter", List.of(), new byte[0]);
            int next = Integer.parseInt(new String(read.body(), UTF_8)) + 1;
            Header match = new Header("If-Match", read.headers().firstValue("ETag").orElseThrow());
            int status =
                    client.send(
                                    "PUT",
                                    "/b00/counter",
                                    List.of(match),
                                    Integer.toString(next).getBytes(UTF_8))
                            .statusCode();
            assertTrue(status == 200 || status == 412, "status " + status);
            done += status == 200 ? 1 : 0;
        }
        return done;
    }

    @Test
    void nobodyIsTurnedAwayWhoSetsNoCondition() throws Exception {
        List<Integer> statuses =
                all(() -> client.send("PUT", "/b00/hot", List.of(), new byte[10]).statusCode());
        assertEquals(WRITERS, statuses.stream().filter(status -> status == 200).count());
    }
}
