package io.nova.frontend.ec2.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Parameters as the tree that their dotted names spell: {@code Filter.1.Value.2}. */
final class Node {

    private static final String NUMBER = "N";

    private final Map<String, Node> children = new LinkedHashMap<>();
    private Optional<String> value = Optional.empty();
    private Optional<Typed<?>> typed = Optional.empty();

    private record Typed<T>(Type<T> type, T value) {}

    Node child(String name) {
        return children.computeIfAbsent(name, key -> new Node());
    }

    /** Returns what is at the name, which may have dots. */
    Optional<Node> at(String name) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            return Optional.ofNullable(children.get(name));
        }
        Node next = children.get(name.substring(0, dot));
        return next == null ? Optional.empty() : next.at(name.substring(dot + 1));
    }

    Optional<String> value() {
        return value;
    }

    void value(String text) {
        value = Optional.of(text);
    }

    /**
     * Reads the value as one of the type.
     *
     * @param name for the message
     */
    <T> void bind(Type<T> type, String name) {
        typed = value.map(text -> new Typed<>(type, type.read(name, text)));
    }

    /**
     * @throws IllegalStateException if the value was not declared to be of this type
     */
    @SuppressWarnings("unchecked") // Who has the type declared it with its values' class.
    <T> T typed(Type<T> type) {
        return (T)
                typed.filter(one -> one.type() == type)
                        .orElseThrow(() -> new IllegalStateException("not declared as it is read"))
                        .value();
    }

    /** Returns a name with an {@code N} for each number in it. */
    static String form(String[] parts) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            // What a name begins with is never a number.
            boolean number = i > 0 && number(parts[i]).isPresent();
            form.append(i == 0 ? "" : ".").append(number ? NUMBER : part(parts[i]));
        }
        return form.toString();
    }

    /** Who sends the letter itself sends no number, and nothing that is declared with one. */
    private static String part(String text) {
        return text.equals(NUMBER) ? "(" + NUMBER + ")" : text;
    }

    boolean isLeaf() {
        return children.isEmpty();
    }

    /** Tells whether there is nothing here: as in EC2, a value that is empty counts for none. */
    boolean isEmpty() {
        return isLeaf() && value.filter(text -> !text.isEmpty()).isEmpty();
    }

    /** Returns the children in the order of their numbers, whatever number they begin with. */
    List<Node> numbered() {
        Map<Integer, Node> sorted = new TreeMap<>();
        children.forEach((name, node) -> number(name).ifPresent(n -> sorted.put(n, node)));
        return new ArrayList<>(sorted.values());
    }

    /** Tells whether every child is numbered: then this is a list. */
    boolean isList() {
        return value.isEmpty() && children.keySet().stream().allMatch(n -> number(n).isPresent());
    }

    private static Optional<Integer> number(String name) {
        // With a zero in front two names would mean one place.
        boolean padded = name.length() > 1 && name.charAt(0) == '0';
        if (name.isEmpty() || name.length() > 6 || padded) {
            return Optional.empty();
        }
        int number = 0;
        for (int i = 0; i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return Optional.empty();
            }
            number = number * 10 + digit;
        }
        return Optional.of(number);
    }
}
