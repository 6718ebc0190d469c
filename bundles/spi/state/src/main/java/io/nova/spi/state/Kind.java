package io.nova.spi.state;

import static java.util.Objects.requireNonNull;

import io.nova.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A kind of record: its name, its type and what it can be found by.
 *
 * @param name part of the stored form: never changes
 * @param type a record class, stored as its JSON
 * @param indexes returns what a value can be found by; pure
 */
public record Kind<T>(String name, Class<T> type, Function<T, Collection<IndexEntry>> indexes) {

    public Kind {
        requireNonNull(name, "name");
        if (!name.matches("[a-z][a-z-]{0,30}")) {
            throw new IllegalArgumentException("no name of a kind: " + name);
        }
    }

    /** Returns the stored form of a value. */
    public String encode(T value) {
        return Json.write(value);
    }

    /**
     * Returns the stored form of a value, with fields of the earlier form that it does not know.
     */
    public String encode(T value, String earlier) {
        return Json.rewrite(earlier, value);
    }

    /** Returns the value of a stored form. */
    public T decode(String stored) {
        return Json.read(stored, type);
    }

    /** Returns what a value can be found by, without repeats. */
    public List<IndexEntry> entries(T value) {
        return List.copyOf(Set.copyOf(indexes.apply(value)));
    }

    /** Kinds are the same if their names are: the type may be of another revision of its bundle. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Kind<?> kind && name.equals(kind.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
