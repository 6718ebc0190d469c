package io.nova.model.setting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Changes some keys of a configuration file; all else in it stays. */
public final class SettingsEdit {

    private SettingsEdit() {}

    /**
     * Sets the keys, in a file that may not be there yet. It is as before or as wanted, whenever
     * the machine stops, and as wanted from when this returns.
     *
     * @param values by key, in the order in which new ones are added
     * @throws IOException if it cannot be written; it is not known then which of the two it is
     */
    public static void set(Path file, Map<String, String> values) throws IOException {
        List<String> before = Files.exists(file) ? Files.readAllLines(file) : List.of();
        SafeFile.replace(file, changed(before, values));
    }

    private static List<String> changed(List<String> before, Map<String, String> values) {
        Set<String> keys = values.keySet();
        Map<String, String> left = new LinkedHashMap<>(values);
        List<String> lines = new ArrayList<>();
        boolean drop = false;
        boolean continued = false;
        for (String line : before) {
            boolean starts = !continued;
            continued = goesOn(line, starts);
            if (starts) {
                String key = key(line);
                drop = keys.contains(key);
                if (left.containsKey(key)) {
                    lines.add(key + " = " + left.remove(key));
                }
            }
            if (!drop) {
                lines.add(line);
            }
        }
        left.forEach((key, value) -> lines.add(key + " = " + value));
        return lines;
    }

    /** An odd number of backslashes at the end joins the next line to this one. */
    private static boolean goesOn(String line, boolean starts) {
        if (starts && isComment(line)) {
            return false;
        }
        int slashes = 0;
        while (slashes < line.length() && line.charAt(line.length() - 1 - slashes) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    private static boolean isComment(String line) {
        String text = line.stripLeading();
        return text.startsWith("#") || text.startsWith("!");
    }

    private static String key(String line) {
        return isComment(line) ? "" : line.strip().split("[ \t\f]*[=: \t\f]", 2)[0];
    }
}
