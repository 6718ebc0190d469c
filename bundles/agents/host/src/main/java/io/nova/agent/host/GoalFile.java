package io.nova.agent.host;

import io.nova.model.HostRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The host's file, as far as a change from afar goes into it; all else in it stays. */
final class GoalFile {

    private final Path file;

    GoalFile(Path file) {
        this.file = file;
    }

    /** Writes the goal; returns when it is safe. */
    void write(Goal goal) throws IOException {
        Map<String, String> left = new LinkedHashMap<>();
        left.put("roles", words(goal));
        left.put("drivers", String.join(", ", goal.drivers()));
        left.put("leave", goal.leave().name().toLowerCase(Locale.ROOT));
        List<String> lines = new ArrayList<>();
        boolean drop = false;
        boolean continued = false;
        for (String line : Files.readAllLines(file)) {
            boolean starts = !continued;
            continued = goesOn(line, starts);
            if (starts) {
                String key = key(line);
                drop = !key.isEmpty() && (left.containsKey(key) || isWritten(key));
                if (left.containsKey(key)) {
                    lines.add(key + " = " + left.remove(key));
                }
            }
            if (!drop) {
                lines.add(line);
            }
        }
        left.forEach((key, value) -> lines.add(key + " = " + value));
        Folders.replace(file, lines);
    }

    private static boolean isWritten(String key) {
        return key.equals("roles") || key.equals("drivers") || key.equals("leave");
    }

    private static String words(Goal goal) {
        return goal.roles().stream().map(HostRole::word).sorted().collect(Collectors.joining(", "));
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
