package io.nova.frontend.ec2.query;

import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.InvalidParameterException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** The filters of one describe, as a table from their names to the values that they look at. */
public final class Filters<T> {

    private static final int MOST_VALUES = 200;
    private static final int LONGEST = 255;
    private static final String TAG = "tag:";
    private static final Value<String> NAME = Value.text("Name").asNeeded();
    private static final Values<String> VALUE = Values.of("Value", Type.text(LONGEST));

    /** The parameter that carries the filters of a request. */
    public static final Structures PARAMETER = Structures.of("Filter", NAME, VALUE);

    private static final String ANY_TAG = TAG + "<key>";

    private final Map<String, Function<T, Collection<String>>> table;
    private final Optional<Function<T, Map<String, String>>> tags;

    private Filters(
            Map<String, Function<T, Collection<String>>> table,
            Optional<Function<T, Map<String, String>>> tags) {
        this.table = Map.copyOf(table);
        this.tags = tags;
    }

    /** Collects a describe's filters. */
    public static final class Builder<T> {

        private final Map<String, Function<T, Collection<String>>> table = new LinkedHashMap<>();
        private Optional<Function<T, Map<String, String>>> tags = Optional.empty();

        /** A filter on one value. */
        public Builder<T> on(String name, Function<T, Object> value) {
            table.put(name, resource -> List.of(XmlWriter.shown(value.apply(resource))));
            return this;
        }

        /** A filter on a value that may be absent, or on several. */
        public Builder<T> onAny(String name, Function<T, Collection<String>> values) {
            table.put(name, values);
            return this;
        }

        /** The three filters on tags. */
        public Builder<T> onTags(Function<T, Map<String, String>> value) {
            tags = Optional.of(value);
            onAny("tag-key", resource -> value.apply(resource).keySet());
            return onAny("tag-value", resource -> value.apply(resource).values());
        }

        /** Filters on what is the same of every resource. */
        public Builder<T> onSame(Object value, String... names) {
            for (String name : names) {
                on(name, resource -> value);
            }
            return this;
        }

        /** Filters on what no resource of this cloud has: none is let through. */
        public Builder<T> onNothing(String... names) {
            for (String name : names) {
                onAny(name, resource -> List.of());
            }
            return this;
        }

        public Filters<T> build() {
            return new Filters<>(table, tags);
        }
    }

    /** Returns the names of all; {@code tag:<key>} stands for those on the value of one tag. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(table.keySet());
        if (tags.isPresent()) {
            names.add(ANY_TAG);
        }
        return names;
    }

    /**
     * Returns what the request's filters let through: all of them must match, each by one of its
     * values.
     *
     * @throws InvalidParameterException if there is no such filter
     */
    public Predicate<T> of(Arguments call) {
        List<Predicate<T>> predicates = new ArrayList<>();
        for (Arguments filter : call.structures(PARAMETER)) {
            String name = filter.get(NAME);
            List<String> patterns = patterns(filter);
            Function<T, Collection<String>> values = values(name);
            List<Pattern> compiled = patterns.stream().map(Pattern::new).toList();
            predicates.add(
                    resource -> {
                        for (String value : values.apply(resource)) {
                            for (Pattern pattern : compiled) {
                                if (pattern.matches(value)) {
                                    return true;
                                }
                            }
                        }
                        return false;
                    });
        }
        // Not one within the other: a request may have so many that the stack would not do.
        return resource -> predicates.stream().allMatch(one -> one.test(resource));
    }

    /** Returns the names of those that a request gives, in the order sent. */
    public static List<String> given(Arguments call) {
        return call.structures(PARAMETER).stream().map(filter -> filter.get(NAME)).toList();
    }

    /**
     * Returns the values that a filter asks for, if it asks for them exactly; empty if there is no
     * such filter, or one of its values is a pattern.
     */
    public static Set<String> exact(Arguments call, String name) {
        for (Arguments filter : call.structures(PARAMETER)) {
            if (filter.get(NAME).equals(name)) {
                List<String> values = patterns(filter);
                boolean plain = values.stream().allMatch(one -> one.matches("[^*?\\\\]+"));
                return plain ? new LinkedHashSet<>(values) : Set.of();
            }
        }
        return Set.of();
    }

    /**
     * Returns the ids that a filter asks for, if it asks for them exactly. Texts that are no ids
     * are of nothing, and left out.
     */
    public static <T> Optional<Set<T>> ids(
            Arguments call, String name, Function<String, T> parser) {
        Set<String> texts = exact(call, name);
        if (texts.isEmpty()) {
            return Optional.empty();
        }
        Set<T> ids = new LinkedHashSet<>();
        for (String text : texts) {
            try {
                ids.add(parser.apply(text));
            } catch (InvalidParameterException e) {
                // A filter with such a value finds nothing.
            }
        }
        return Optional.of(ids);
    }

    private static List<String> patterns(Arguments filter) {
        // Unlike elsewhere an empty value means something: that there is none.
        List<String> patterns = filter.texts(VALUE);
        if (patterns.isEmpty()) {
            throw filter.missing(VALUE);
        }
        if (patterns.size() > MOST_VALUES) {
            throw InvalidParameterException.badValue(
                    "Filter.N.Value",
                    patterns.size() + " values",
                    "a filter has at most " + MOST_VALUES);
        }
        return patterns;
    }

    private Function<T, Collection<String>> values(String name) {
        if (name.startsWith(TAG) && tags.isPresent()) {
            String key = name.substring(TAG.length());
            return resource ->
                    Optional.ofNullable(tags.get().apply(resource).get(key))
                            .map(List::of)
                            .orElse(List.of());
        }
        Function<T, Collection<String>> values = table.get(name);
        if (values == null) {
            throw InvalidParameterException.badValue(
                    "Filter.N.Name", Query.shorten(name), "there is no such filter");
        }
        return values;
    }

    /**
     * A value with {@code *} for any characters, {@code ?} for one, and a backslash before what is
     * meant.
     */
    private record Pattern(String text) {

        boolean matches(String value) {
            return matches(0, value, 0);
        }

        /**
         * Goes back to the last star at most, so that no pattern takes more than length times
         * length.
         */
        private boolean matches(int from, String value, int start) {
            int p = from;
            int v = start;
            int star = -1;
            int mark = 0;
            while (v < value.length()) {
                char c = p < text.length() ? text.charAt(p) : 0;
                boolean escaped = c == '\\' && p + 1 < text.length();
                if (p < text.length() && c == '*') {
                    star = p++;
                    mark = v;
                } else if (escaped && text.charAt(p + 1) == value.charAt(v)) {
                    p += 2;
                    v++;
                } else if (p < text.length() && !escaped && (c == '?' || c == value.charAt(v))) {
                    p++;
                    v++;
                } else if (star >= 0) {
                    p = star + 1;
                    v = ++mark;
                } else {
                    return false;
                }
            }
            while (p < text.length() && text.charAt(p) == '*') {
                p++;
            }
            return p == text.length();
        }
    }
}
