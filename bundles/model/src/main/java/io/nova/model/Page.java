package io.nova.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a long list.
 *
 * @param next where the next page begins; empty at the end. Opaque to callers
 */
public record Page<T>(List<T> items, Optional<String> next) {

    public Page {
        items = List.copyOf(items);
    }

    /**
     * Reads page after page, and returns the items of all.
     *
     * @param pages by where to begin: empty for the first, then what the one before says
     */
    public static <T> List<T> all(Function<String, Page<T>> pages) {
        List<T> all = new ArrayList<>();
        Optional<String> from = Optional.of("");
        while (from.isPresent()) {
            Page<T> page = pages.apply(from.get());
            all.addAll(page.items());
            from = page.next();
        }
        return Collections.unmodifiableList(all);
    }

    /** Returns the page of what the function makes of each item. */
    public <R> Page<R> map(Function<? super T, ? extends R> function) {
        return new Page<>(items.stream().<R>map(function).toList(), next);
    }
}
