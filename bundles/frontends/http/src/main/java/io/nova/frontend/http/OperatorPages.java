package io.nova.frontend.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages for the operator's tools: is the cloud ready, and how is it doing? */
final class OperatorPages {

    static final String HEALTH = "/health";
    static final String METRICS = "/metrics";

    private static final Logger LOG = LoggerFactory.getLogger(OperatorPages.class);

    private final Supplier<List<String>> serverProblems;
    private final Map<HealthCheck, String> checks = new ConcurrentHashMap<>();
    private final List<MetricSource> sources = new CopyOnWriteArrayList<>();

    /**
     * @param serverProblems what the server itself lacks
     */
    OperatorPages(Supplier<List<String>> serverProblems) {
        this.serverProblems = serverProblems;
    }

    void add(HealthCheck check, String name) {
        checks.put(check, name);
    }

    void remove(HealthCheck check) {
        checks.remove(check);
    }

    void add(MetricSource source) {
        sources.add(source);
    }

    void remove(MetricSource source) {
        sources.remove(source);
    }

    /** Returns what is missing; empty if the cloud is ready. */
    List<String> missing() {
        List<String> missing = new ArrayList<>(serverProblems.get());
        Map<String, String> problems = new TreeMap<>();
        checks.forEach(
                (check, name) -> problem(check, name).ifPresent(text -> problems.put(name, text)));
        problems.forEach((name, problem) -> missing.add(name + ": " + problem));
        return missing;
    }

    private static Optional<String> problem(HealthCheck check, String name) {
        try {
            return check.problem();
        } catch (RuntimeException e) {
            LOG.warn("the health check {} failed", name, e);
            return Optional.of("the check itself failed");
        }
    }

    void health(Response response, Callback callback) {
        List<String> missing = missing();
        if (missing.isEmpty()) {
            PlainErrors.text(response, callback, "ready\n", "text/plain");
            return;
        }
        StringBuilder json = new StringBuilder("{\"missing\":[");
        missing.forEach(
                text ->
                        json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
                                .append('"')
                                .append(escape(text))
                                .append('"'));
        response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
        PlainErrors.text(response, callback, json.append("]}\n").toString(), "application/json");
    }

    void metrics(Response response, Callback callback, RequestMetrics own) {
        MetricText text = new MetricText();
        own.collect(text);
        for (MetricSource source : sources) {
            try {
                source.collect(text);
            } catch (RuntimeException e) {
                LOG.warn("a metric source failed", e);
            }
        }
        PlainErrors.text(response, callback, text.toString(), "text/plain; version=0.0.4");
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
    }
}
