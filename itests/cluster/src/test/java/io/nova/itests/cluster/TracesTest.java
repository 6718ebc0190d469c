package io.nova.itests.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TracesTest {

    private static final List<String> LOG =
            List.of(
                    "2026-11-30T14:00:00.000Z INFO  Link [one] connected",
                    "2026-11-30T14:00:01.000Z WARN  Feed [two] A listener failed",
                    "java.lang.IllegalStateException: why",
                    "\tat io.nova.Some.thing(Some.java:1)",
                    "\tat io.nova.Some.other(Some.java:2)",
                    "Caused by: java.io.IOException: because",
                    "\tat io.nova.Some.thing(Some.java:3)",
                    "2026-11-30T14:00:02.000Z WARN  Feed [two] In a line, as it should be");

    @Test
    void aTraceIsToldOnceWithWhatItIsOf() {
        List<String> found = new Traces(List.of()).of(LOG);
        assertEquals(1, found.size());
        assertTrue(found.get(0).contains("A listener failed"), found.get(0));
        assertTrue(found.get(0).contains("why"), found.get(0));
        assertTrue(found.get(0).contains("Some.java:1"), found.get(0));
    }

    @Test
    void whatIsAllowedIsNotTold() {
        assertEquals(List.of(), new Traces(List.of(Pattern.compile("listener failed"))).of(LOG));
        assertEquals(1, new Traces(List.of(Pattern.compile("another"))).of(LOG).size());
    }

    @Test
    void aTraceWithoutALineBeforeItIsToldToo() {
        assertEquals(1, new Traces(List.of()).of(LOG.subList(2, 4)).size());
    }
}
