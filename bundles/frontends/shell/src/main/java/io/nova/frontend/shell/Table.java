package io.nova.frontend.shell;

import io.nova.json.Json;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a command shows: rows under headings, for a person or, as JSON, for a program. */
final class Table {

    private static final int MIN_WIDTH = 40;

    private final boolean facts;
    private final List<String> headings;
    private final List<Map<String, Object>> rows = new ArrayList<>();

    Table(String... headings) {
        this(false, headings);
    }

    private Table(boolean facts, String... headings) {
        this.facts = facts;
        this.headings = List.of(headings);
    }

    /** Returns a table of what there is to tell about one thing: as JSON one object. */
    static Table facts() {
        return new Table(true, "WHAT", "VALUE");
    }

    /** Adds a row; a value for each heading, an {@link Optional} for what may not be known. */
    Table row(Object... values) {
        if (values.length != headings.size()) {
            throw new IllegalArgumentException("a value for each of " + headings);
        }
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < headings.size(); i++) {
            boolean known = values[i] instanceof Optional<?> some && some.isPresent();
            row.put(headings.get(i), known ? ((Optional<?>) values[i]).get() : values[i]);
        }
        rows.add(row);
        return this;
    }

    /** Prints the rows as they are asked for. */
    void print(PrintStream out, boolean json, int terminalWidth) {
        if (json) {
            out.println(json());
        } else {
            text(Math.max(MIN_WIDTH, terminalWidth)).forEach(out::println);
        }
    }

    String json() {
        if (facts) {
            Map<String, Object> named = new LinkedHashMap<>();
            for (Map<String, Object> row : rows) {
                Object value = row.getOrDefault(headings.get(1), "");
                if (!Optional.empty().equals(value)) {
                    named.put(key(String.valueOf(row.get(headings.get(0)))), value);
                }
            }
            return Json.write(named);
        }
        return Json.write(rows.stream().map(Table::keyed).toList());
    }

    /** Keys are the headings as one writes them in programs: {@code lastSeen}. */
    private static Map<String, Object> keyed(Map<String, Object> row) {
        Map<String, Object> keyed = new LinkedHashMap<>();
        row.forEach(
                (heading, value) -> {
                    if (!Optional.empty().equals(value)) {
                        keyed.put(key(heading), value);
                    }
                });
        return keyed;
    }

    static String key(String heading) {
        StringBuilder key = new StringBuilder();
        for (String word : heading.toLowerCase(Locale.ROOT).split("[ -]", -1)) {
            key.append(
                    key.isEmpty()
                            ? word
                            : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return key.toString();
    }

    /** The widest column gives way when a line would not fit. */
    List<String> text(int width) {
        int[] widths = new int[headings.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = headings.get(i).length();
            for (Map<String, Object> row : rows) {
                widths[i] = Math.max(widths[i], cell(row, i).length());
            }
        }
        shrink(widths, width);
        List<String> lines = new ArrayList<>();
        lines.add(line(headings, widths));
        for (Map<String, Object> row : rows) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < widths.length; i++) {
                cells.add(cell(row, i));
            }
            lines.add(line(cells, widths));
        }
        return lines;
    }

    private String cell(Map<String, Object> row, int column) {
        // A name that somebody chose must not command the operator's terminal.
        Object value = row.get(headings.get(column));
        String text = Optional.empty().equals(value) ? "-" : String.valueOf(value);
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static void shrink(int[] widths, int width) {
        int total = 2 * (widths.length - 1);
        for (int one : widths) {
            total += one;
        }
        while (total > width) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (widths[widest] <= 4) {
                return;
            }
            widths[widest]--;
            total--;
        }
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String shown =
                    cell.length() > widths[i] ? cell.substring(0, widths[i] - 1) + "\u2026" : cell;
            line.append(shown);
            if (i < widths.length - 1) {
                line.append(" ".repeat(widths[i] - shown.length() + 2));
            }
        }
        return line.toString().stripTrailing();
    }
}
