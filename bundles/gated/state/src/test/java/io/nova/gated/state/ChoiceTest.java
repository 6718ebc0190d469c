package io.nova.gated.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.gated.state.Choice.Candidate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoiceTest {

    /**
     * Stores are {@code a} and {@code b}; each is absent (-), empty, full, or full with a mark of
     * the move m from a to b: leaving, left, copy, arrived.
     */
    @ParameterizedTest(name = "driver={0} move={1} takeBack={2}, a {3}, b {4}: {5}")
    @CsvSource(
            textBlock =
                    """
                    # named, move, takeBack, a,       b,       chosen, or in the reason
                    '',      '',   '',       -,       -,       nobody yet
                    '',      '',   '',       empty,   -,       a
                    '',      '',   '',       empty,   empty,   a
                    '',      '',   '',       full,    -,       a
                    '',      '',   '',       full,    empty,   a
                    '',      '',   '',       empty,   full,    b
                    '',      '',   '',       full,    full,    have records each
                    '',      '',   '',       leaving, -,       a
                    '',      '',   '',       leaving, empty,   a
                    '',      '',   '',       leaving, copy,    a
                    '',      '',   '',       leaving, arrived, b
                    '',      '',   '',       left,    arrived, b
                    '',      '',   '',       left,    -,       'set driver = b; or driver = a and takeBack = m'
                    '',      '',   '',       left,    empty,   'set driver = b; or driver = a and takeBack = m'
                    '',      '',   '',       -,       copy,    'set driver = a; or driver = b and move = m'
                    '',      '',   '',       -,       arrived, b
                    a,       '',   '',       -,       full,    nobody yet
                    a,       '',   '',       empty,   -,       a
                    a,       '',   '',       full,    full,    a
                    a,       '',   '',       leaving, copy,    a
                    a,       '',   '',       empty,   full,    'set driver = b, and move them by nova:state-migrate a'
                    a,       m,    '',       left,    arrived, 'set driver = b; or driver = a and takeBack = m'
                    a,       '',   m,        left,    arrived, a
                    a,       '',   n,        left,    -,       takeBack = m
                    b,       m,    '',       leaving, copy,    b
                    b,       m,    '',       -,       copy,    b
                    b,       '',   '',       leaving, copy,    'set driver = a; or driver = b and move = m'
                    b,       n,    '',       -,       copy,    move = m
                    b,       m,    '',       left,    arrived, b
                    b,       m,    '',       full,    empty,   'set driver = a, and move them by nova:state-migrate b'
                    b,       m,    '',       left,    empty,   b
                    """)
    void theStoreThatHasTheRecordsServes(
            String named, String move, String takeBack, String a, String b, String expected) {
        List<Candidate> there = new ArrayList<>();
        candidate("a", a).ifPresent(there::add);
        candidate("b", b).ifPresent(there::add);
        Choice choice = Choice.of(Gates.settings(named, move, takeBack), there);
        switch (expected) {
            case "a", "b" -> assertEquals(new Choice(Optional.of(expected), ""), choice);
            case "nobody yet" -> assertEquals(new Choice(Optional.empty(), ""), choice);
            default -> {
                assertEquals(Optional.empty(), choice.driver());
                assertTrue(choice.reason().contains(expected), choice::toString);
            }
        }
    }

    private static Optional<Candidate> candidate(String name, String what) {
        Mark begun = new Mark("m", "a", "b", false, Instant.EPOCH);
        return switch (what) {
            case "-" -> Optional.empty();
            case "empty" -> Optional.of(new Candidate(name, 0, 0, Optional.empty()));
            case "full" -> Optional.of(new Candidate(name, 0, 7, Optional.empty()));
            case "leaving", "copy" -> Optional.of(new Candidate(name, 0, 7, Optional.of(begun)));
            case "left", "arrived" ->
                    Optional.of(new Candidate(name, 0, 7, Optional.of(begun.finished())));
            default -> throw new AssertionError(what);
        };
    }
}
