package io.nova.frontend.ec2;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The filters that each describe has, by EC2's documentation and by us; {@code filters.txt}. */
final class DocumentedFilters {

    private DocumentedFilters() {}

    /**
     * A line of the list.
     *
     * @param value one that finds something; a dash if none does
     */
    record Row(String action, String filter, String value) {

        boolean findsNothing() {
            return value.equals("-");
        }

        /** Returns its name in a declaration. */
        String declared() {
            return filter.startsWith("tag:") ? "tag:<key>" : filter;
        }

        @Override
        public String toString() {
            return "%s %s=%s".formatted(action, filter, value);
        }
    }

    static Map<String, List<Row>> read() {
        Map<String, List<Row>> rows = new LinkedHashMap<>();
        String action = "";
        for (String line : text().lines().filter(one -> !one.startsWith("#")).toList()) {
            if (line.startsWith("  ")) {
                String[] parts = line.strip().split(" +", 2);
                String filter = parts[0].startsWith("+") ? parts[0].substring(1) : parts[0];
                rows.get(action).add(new Row(action, filter, parts[1]));
            } else if (!line.isBlank()) {
                action = line.strip();
                rows.put(action, new ArrayList<>());
            }
        }
        return rows;
    }

    private static String text() {
        try (InputStream in = DocumentedFilters.class.getResourceAsStream("filters.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
