package io.nova.manager.metadata;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A name in the metadata tree: a value, or a directory of further names. */
sealed interface Entry {

    /**
     * What a guest reads.
     *
     * @param content made for those alone who read it: most requests are for something else
     */
    record Value(Supplier<ByteBuffer> content) implements Entry {
        static Value of(Object text) {
            return new Value(() -> StandardCharsets.UTF_8.encode(text.toString()));
        }

        ByteBuffer bytes() {
            return content.get();
        }
    }

    /**
     * A directory.
     *
     * @param entries in the order in which they are listed
     * @param labels what is listed instead of the name, such as {@code 0=mykey}; empty: nothing
     */
    record Directory(Map<String, Entry> entries, Map<String, String> labels) implements Entry {

        private static final String UNLISTED = "";

        Directory() {
            this(new LinkedHashMap<>(), new LinkedHashMap<>());
        }

        Directory value(String name, Object text) {
            entries.put(name, Value.of(text));
            return this;
        }

        Directory value(String name, Optional<?> text) {
            text.ifPresent(present -> value(name, present));
            return this;
        }

        /** Adds a value that costs something to make. */
        Directory later(String name, Supplier<String> text) {
            return with(name, new Value(() -> StandardCharsets.UTF_8.encode(text.get())));
        }

        /** Adds what is there for those who know its name. */
        Directory unlisted(String name, Entry entry) {
            return labelled(name, UNLISTED, entry);
        }

        Directory with(String name, Entry entry) {
            entries.put(name, entry);
            return this;
        }

        Directory labelled(String name, String label, Entry entry) {
            labels.put(name, label);
            return with(name, entry);
        }

        /** Lists the names, a slash behind those of directories. */
        Value listing() {
            StringBuilder names = new StringBuilder();
            entries.forEach(
                    (name, entry) -> {
                        String label = labels.get(name);
                        if (UNLISTED.equals(label)) {
                            return;
                        }
                        if (!names.isEmpty()) {
                            names.append('\n');
                        }
                        names.append(label == null ? name : label);
                        if (label == null && entry instanceof Directory) {
                            names.append('/');
                        }
                    });
            return Value.of(names);
        }
    }

    /** Returns what is at the path; a directory answers with its listing. */
    static Optional<Value> find(Entry root, String path) {
        Entry entry = root;
        for (String name : path.split("/", -1)) {
            if (name.isEmpty()) {
                continue;
            }
            if (!(entry instanceof Directory directory)) {
                return Optional.empty();
            }
            Entry next = directory.entries().get(name);
            if (next == null) {
                return Optional.empty();
            }
            entry = next;
        }
        return Optional.of(
                entry instanceof Directory directory ? directory.listing() : (Value) entry);
    }
}
