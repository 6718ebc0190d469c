package io.nova.model.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InstanceStateTest {

    /** Every pair of state and trigger; at a dash the trigger does not apply. */
    private static final String LIFECYCLE =
            """
            on            | START   | STOP     | TERMINATE     | GUEST_ON | GUEST_OFF | GUEST_GONE | LAUNCH_FAILED | START_FAILED
            PENDING       | PENDING | -        | SHUTTING_DOWN | RUNNING  | -         | -          | TERMINATED    | STOPPED
            RUNNING       | RUNNING | STOPPING | SHUTTING_DOWN | -        | STOPPED   | -          | -             | -
            STOPPING      | -       | STOPPING | SHUTTING_DOWN | -        | STOPPED   | -          | -             | -
            STOPPED       | PENDING | STOPPED  | SHUTTING_DOWN | -        | -         | -          | -             | -
            SHUTTING_DOWN | -       | -        | SHUTTING_DOWN | -        | -         | TERMINATED | -             | -
            TERMINATED    | -       | -        | TERMINATED    | -        | -         | -          | -             | -
            """;

    @ParameterizedTest(name = "{0} on {1} becomes {2}")
    @MethodSource("cells")
    void followsTheLifecycle(InstanceState from, InstanceTrigger trigger, String next) {
        assertEquals(next, from.on(trigger).map(InstanceState::name).orElse("-"));
    }

    static Stream<Arguments> cells() {
        String[][] table =
                LIFECYCLE
                        .lines()
                        .map(line -> line.strip().split("\\s*\\|\\s*"))
                        .toArray(String[][]::new);
        assertEquals(InstanceState.values().length, table.length - 1, "one row per state");
        assertEquals(
                InstanceTrigger.values().length, table[0].length - 1, "one column per trigger");
        return Arrays.stream(table)
                .skip(1)
                .flatMap(
                        row ->
                                IntStream.range(1, row.length)
                                        .mapToObj(
                                                column ->
                                                        Arguments.of(
                                                                row[0],
                                                                table[0][column],
                                                                row[column])));
    }
}
