package io.nova.frontend.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Writes numbers in Prometheus' text format, those of one name together. */
final class MetricText implements MetricSink {

    private final Map<String, StringBuilder> families = new LinkedHashMap<>();

    @Override
    public void counter(String name, String help, Map<String, String> labels, double value) {
        sample(family(name, help, "counter"), name, labels, value);
    }

    @Override
    public void gauge(String name, String help, Map<String, String> labels, double value) {
        sample(family(name, help, "gauge"), name, labels, value);
    }

    @Override
    public void histogram(
            String name,
            String help,
            Map<String, String> labels,
            double[] bounds,
            long[] counts,
            double sum) {
        StringBuilder family = family(name, help, "histogram");
        long below = 0;
        for (int i = 0; i < counts.length; i++) {
            below += counts[i];
            Map<String, String> bucket = new TreeMap<>(labels);
            bucket.put("le", i < bounds.length ? number(bounds[i]) : "+Inf");
            sample(family, name + "_bucket", bucket, (double) below);
        }
        sample(family, name + "_sum", labels, sum);
        sample(family, name + "_count", labels, (double) below);
    }

    private StringBuilder family(String name, String help, String type) {
        return families.computeIfAbsent(
                name,
                unused ->
                        new StringBuilder()
                                .append("# HELP %s %s\n".formatted(name, escape(help)))
                                .append("# TYPE %s %s\n".formatted(name, type)));
    }

    private static void sample(
            StringBuilder family, String name, Map<String, String> labels, double value) {
        family.append(name);
        String separator = "{";
        for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
            family.append(separator).append(label.getKey()).append("=\"");
            family.append(escape(label.getValue()).replace("\"", "\\\"")).append('"');
            separator = ",";
        }
        family.append(labels.isEmpty() ? "" : "}").append(' ').append(number(value)).append('\n');
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** Returns all that was added. */
    @Override
    public String toString() {
        return String.join("", families.values());
    }
}
