package io.nova.itests.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Stack traces in logs. Trouble of another process is told in a line; a trace says that nobody
 * thought of it.
 */
final class Traces {

    private static final Pattern FRAME = Pattern.compile("\\s+at \\S+\\(.*");
    private static final Pattern LINE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*");

    private final List<Pattern> allowed;

    /**
     * @param allowed what the text of a trace, from the line of the log to its first frame, may
     *     have
     */
    Traces(List<Pattern> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** Returns the heads of those that are not allowed. */
    List<String> of(Path log) {
        try {
            return Files.exists(log) ? of(Files.readAllLines(log)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> of(List<String> lines) {
        List<String> found = new ArrayList<>();
        StringBuilder head = new StringBuilder();
        boolean told = false;
        for (String line : lines) {
            if (LINE.matcher(line).matches()) {
                head.setLength(0);
                told = false;
            }
            if (!FRAME.matcher(line).matches()) {
                head.append(head.isEmpty() ? "" : " | ").append(line);
            } else if (!told) {
                told = true;
                String text = head.toString();
                if (allowed.stream().noneMatch(one -> one.matcher(text).find())) {
                    found.add(text + " | " + line.strip());
                }
            }
        }
        return found;
    }
}
