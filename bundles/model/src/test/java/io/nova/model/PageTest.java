package io.nova.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageTest {

    private final List<String> asked = new ArrayList<>();

    /** The pages of a list of two pages and an empty one. */
    private Page<Integer> page(String from) {
        asked.add(from);
        return switch (from) {
            case "" -> new Page<>(List.of(1, 2), Optional.of("second"));
            case "second" -> new Page<>(List.of(3), Optional.of("third"));
            case "third" -> new Page<>(List.of(), Optional.empty());
            default -> throw new AssertionError(from);
        };
    }

    @Test
    void allReadsEachPageOnceInTheirOrder() {
        List<Integer> all = Page.all(this::page);
        assertEquals(List.of(1, 2, 3), all);
        assertEquals(List.of("", "second", "third"), asked);
        assertThrows(UnsupportedOperationException.class, () -> all.add(4));
    }

    @Test
    void aMappedPageIsContinuedWhereTheFirstWas() {
        assertEquals(
                new Page<>(List.of("1", "2"), Optional.of("second")),
                page("").map(String::valueOf));
    }
}
