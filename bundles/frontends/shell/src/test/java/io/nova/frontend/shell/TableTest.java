package io.nova.frontend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableTest {

    private final Table table =
            new Table("HOST", "LAST SEEN").row("h1", Instant.EPOCH).row("a-longer-name", "-");

    @Test
    void columnsAreAsWideAsTheirWidestValue() {
        assertEquals(
                List.of(
                        "HOST           LAST SEEN",
                        "h1             1970-01-01T00:00:00Z",
                        "a-longer-name  -"),
                table.text(80));
    }

    @Test
    void theWidestColumnGivesWayWithAnEllipsis() {
        List<String> lines = table.text(25);
        assertTrue(lines.stream().allMatch(line -> line.length() <= 25), lines.toString());
        assertTrue(lines.get(1).endsWith("\u2026"), lines.toString());
        assertEquals("HOST", new Table("HOST").text(1).get(0), "a heading of four stays");
    }

    @Test
    void jsonHasAKeyForEachHeadingAndIsOneValue() {
        assertEquals(
                "[{\"host\":\"h1\",\"lastSeen\":\"1970-01-01T00:00:00Z\"},"
                        + "{\"host\":\"a-longer-name\",\"lastSeen\":\"-\"}]",
                table.json());
        assertEquals("[]", new Table("HOST").json());
        assertEquals(
                "{\"hostsUp\":\"1/2\",\"instancesRunning\":3}",
                Table.facts().row("hosts up", "1/2").row("instances running", 3).json());
        assertEquals("longestPauseMs", Table.key("LONGEST PAUSE MS"));
    }

    @Test
    void whatIsNotKnownIsADashForPeopleAndNotThereForPrograms() {
        Table some = new Table("NAME", "CALLS").row("a", 1).row("b", Optional.empty());
        assertEquals(List.of("NAME  CALLS", "a     1", "b     -"), some.text(80));
        assertEquals("[{\"calls\":1,\"name\":\"a\"},{\"name\":\"b\"}]", some.json());
    }

    @Test
    void whatIsNotForTheTerminalDoesNotReachIt() {
        assertEquals("?[31mred?", new Table("NAME").row("\u001b[31mred\n").text(80).get(1));
    }

    @Test
    void aRowHasAValueForEachHeading() {
        assertThrows(IllegalArgumentException.class, () -> table.row("h2"));
    }

    @Test
    void linesGoWhereTheyAreAskedFor() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), true, 80);
        assertEquals(table.json() + System.lineSeparator(), bytes.toString(StandardCharsets.UTF_8));
    }
}
