package io.nova.frontend.http;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests, and how long they took, by endpoint. */
final class RequestMetrics {

    private static final double[] BOUNDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };

    private final LongAdder inFlight = new LongAdder();
    private final Map<Outcome, LongAdder> requests = new ConcurrentHashMap<>();
    private final Map<String, Latency> latencies = new ConcurrentHashMap<>();

    /** The labels of a count; both come from a few values. */
    private record Outcome(String endpoint, int status) {}

    private static final class Latency {
        private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
        private final LongAdder nanos = new LongAdder();

        Latency() {
            Arrays.setAll(buckets, i -> new LongAdder());
        }

        void add(long elapsed) {
            int at = Arrays.binarySearch(BOUNDS, elapsed / 1e9);
            buckets[at < 0 ? -at - 1 : at].increment();
            nanos.add(elapsed);
        }
    }

    void begin() {
        inFlight.increment();
    }

    void end(String endpoint, int status, long elapsed) {
        inFlight.decrement();
        requests.computeIfAbsent(new Outcome(endpoint, status), unused -> new LongAdder())
                .increment();
        latencies.computeIfAbsent(endpoint, unused -> new Latency()).add(elapsed);
    }

    void collect(MetricSink sink) {
        sink.gauge(
                "nova_http_requests_in_flight",
                "Requests being served",
                Map.of(),
                inFlight.doubleValue());
        requests.forEach(
                (outcome, count) ->
                        sink.counter(
                                "nova_http_requests_total",
                                "Requests served",
                                Map.of(
                                        "endpoint",
                                        outcome.endpoint(),
                                        "status",
                                        Integer.toString(outcome.status())),
                                count.doubleValue()));
        latencies.forEach(
                (endpoint, latency) ->
                        sink.histogram(
                                "nova_http_request_seconds",
                                "Time from a request's head to the end of its response",
                                Map.of("endpoint", endpoint),
                                BOUNDS,
                                Arrays.stream(latency.buckets).mapToLong(LongAdder::sum).toArray(),
                                latency.nanos.sum() / 1e9));
    }
}
