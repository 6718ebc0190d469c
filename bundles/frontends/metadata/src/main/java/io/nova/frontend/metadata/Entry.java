package io.nova.frontend.metadata;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A name in the metadata tree: a value, or a directory of further names. */
sealed interface Entry {

    /** What a guest reads. */
    record Value(ByteBuffer bytes) implements Entry {
        static Value of(Object text) {
            return new Value(StandardCharsets.UTF_8.encode(text.toString()));
        }
    }

    /**
     * A directory.
     *
     * @param entries in the order in which they are listed
     * @param labels what is listed instead of the name, such as {@code 0=mykey}
     */
    record Directory(Map<String, Entry> entries, Map<String, String> labels) implements Entry {

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
                        if (!names.isEmpty()) {
                            names.append('\n');
                        }
                        String label = labels.get(name);
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
