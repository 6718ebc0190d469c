package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The actions that clients cannot do without, and which of them a client had answered. */
final class Actions {

    private final Set<String> answered = new HashSet<>();

    /** Has an action in each line. */
    static Path file() {
        return Path.of("src/test/resources/actions.txt").toAbsolutePath();
    }

    /** Takes note of an action as the API or as the command line names it. */
    void answered(String action) {
        answered.add(plain(action));
    }

    void assertAllAnswered() {
        assertEquals(
                List.of(),
                needed().stream().filter(one -> !answered.contains(plain(one))).toList(),
                "never asked for");
    }

    private static List<String> needed() {
        try {
            return Files.readAllLines(file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plain(String action) {
        return action.replace("-", "").toLowerCase(Locale.ROOT);
    }
}
