package io.nova.itests.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The tables of settings that operators read are those of the bundles. */
class OperatingTablesTest {

    private static final Path DOCUMENT = Path.of("../../docs/operating.md");
    private static final Pattern FILE = Pattern.compile("\\*\\*`([a-z0-9.]+)`\\*\\*");
    private static final Pattern KEY =
            Pattern.compile("\\| `([A-Za-z0-9]+)` \\| (`[^|]*`|required) \\| (.+) \\|");

    @Test
    void everyKeyIsThereWithItsDefaultAndNoOther() throws IOException {
        Map<String, String> told = told();
        Map<String, String> read = new TreeMap<>();
        for (SettingsOf file : SettingsOf.all()) {
            file.keys().forEach(key -> read.put(file.pid() + " " + key.getName(), shown(key)));
        }
        // A long list is told by how it begins.
        told.forEach(
                (key, value) -> {
                    if (value.endsWith("…")) {
                        String start = value.substring(0, value.length() - 1).strip();
                        String whole = read.getOrDefault(key, "");
                        assertTrue(whole.startsWith(start), () -> key + ": " + whole);
                        told.put(key, whole);
                    }
                });
        assertEquals(lines(read), lines(told));
    }

    private static String lines(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, String> told() throws IOException {
        Map<String, String> told = new TreeMap<>();
        String pid = "";
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher file = FILE.matcher(line);
            Matcher key = KEY.matcher(line);
            if (file.matches()) {
                pid = file.group(1);
            } else if (line.startsWith("#")) {
                pid = "";
            } else if (!pid.isEmpty() && key.matches()) {
                told.put(pid + " " + key.group(1), plain(key.group(2)));
            }
        }
        return told;
    }

    /** A default as the annotation's source has it, without what is there for the compiler. */
    private static String plain(String cell) {
        return cell.replaceAll("[`\"{}]", "")
                .replaceAll("(?<=[0-9])_(?=[0-9])", "")
                .replaceAll(", ", ",")
                .strip();
    }

    private static String shown(Method key) {
        Object value = key.getDefaultValue();
        if (value == null) {
            return "required";
        } else if (value instanceof Double number) {
            return plain(String.valueOf(number).replaceFirst("\\.0$", ""));
        } else if (value.getClass().isArray()) {
            return IntStream.range(0, Array.getLength(value))
                    .mapToObj(i -> String.valueOf(Array.get(value, i)))
                    .collect(Collectors.joining(","));
        }
        return String.valueOf(value);
    }
}
