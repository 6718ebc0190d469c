package io.nova.frontend.http;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes the numbers of {@link MetricSource}s.
 *
 * <p>Names are those of Prometheus: {@code nova_instances_launched_total}, base units, {@code
 * _total} for counters. Labels must have few values: never an id of a resource or a request.
 */
@ProviderType
public interface MetricSink {

    /** Adds a number that only grows. */
    void counter(String name, String help, Map<String, String> labels, double value);

    /** Adds a number that rises and falls. */
    void gauge(String name, String help, Map<String, String> labels, double value);

    /**
     * Adds a distribution.
     *
     * @param bounds the upper bounds of the buckets, rising
     * @param counts how many values fell into each bucket, and last those above all bounds
     * @param sum of all values
     */
    void histogram(
            String name,
            String help,
            Map<String, String> labels,
            double[] bounds,
            long[] counts,
            double sum);
}
