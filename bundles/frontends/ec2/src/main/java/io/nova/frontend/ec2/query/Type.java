package io.nova.frontend.ec2.query;

import io.nova.model.InvalidParameterException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a value of a parameter must be, and what it is then. Two types are the same if they are one
 * object: what is declared with one is read with it.
 */
public final class Type<T> {

    /** True or false. */
    public static final Type<Boolean> FLAG = new Type<>(Shape.FLAG, Set.of(), Type::flag);

    /** Any text, to be judged by whoever it is for. */
    public static final Type<String> TEXT = text((name, text) -> text);

    /** The text whose bytes are sent as base64. */
    public static final Type<String> BASE64 = new Type<>(Shape.BYTES, Set.of(), Type::decoded);

    /** Bytes that stay the base64 that was sent, to be judged by whoever they are for. */
    public static final Type<String> ENCODED =
            new Type<>(Shape.BYTES, Set.of(), (name, text) -> text);

    /** What EC2's public model calls it. */
    public enum Shape {
        TEXT,
        INTEGER,
        FLAG,
        BYTES
    }

    private final Shape shape;
    private final Set<String> words;
    private final BiFunction<String, String, T> reader;

    private Type(Shape shape, Set<String> words, BiFunction<String, String, T> reader) {
        this.shape = shape;
        this.words = Set.copyOf(words);
        this.reader = reader;
    }

    /**
     * A text that is an id, a range of addresses or whatever else has a parser.
     *
     * @param parser throws {@link InvalidParameterException} of what it cannot read
     */
    public static <T> Type<T> parsed(Function<String, T> parser) {
        return text((name, text) -> parser.apply(text));
    }

    /**
     * A text of which this reader knows what it must be.
     *
     * @param reader from the parameter's name and the text; throws {@link
     *     InvalidParameterException} of what cannot be
     */
    public static <T> Type<T> text(BiFunction<String, String, T> reader) {
        return new Type<>(Shape.TEXT, Set.of(), reader);
    }

    /** A text of so many characters at most. */
    public static Type<String> text(int most) {
        return text(
                (name, text) ->
                        checked(
                                text.length() <= most,
                                name,
                                text,
                                "it has at most %d characters".formatted(most)));
    }

    /** A text of so many characters at most, none of which controls anything. */
    public static Type<String> printable(int most) {
        return text(
                (name, text) ->
                        checked(
                                text.length() <= most
                                        && text.chars().noneMatch(Character::isISOControl),
                                name,
                                text,
                                "it has at most %d printable characters".formatted(most)));
    }

    /**
     * A text of this form.
     *
     * @param rule what it is, for whoever sent another
     */
    public static Type<String> matching(Pattern form, String rule) {
        return text((name, text) -> checked(form.matcher(text).matches(), name, text, rule));
    }

    /** A whole number within these bounds. */
    public static Type<Integer> integer(int min, int max) {
        return new Type<>(Shape.INTEGER, Set.of(), (name, text) -> number(name, text, min, max));
    }

    /** One of these words, and what each of them means. */
    public static <T> Type<T> oneOf(Map<String, T> meanings) {
        Map<String, T> sorted = new TreeMap<>(meanings);
        return new Type<>(
                Shape.TEXT,
                sorted.keySet(),
                (name, text) -> {
                    T meaning = sorted.get(text);
                    if (meaning == null) {
                        throw InvalidParameterException.badValue(
                                name, Query.shorten(text), rule(sorted.keySet()));
                    }
                    return meaning;
                });
    }

    /**
     * A text that means something.
     *
     * @param meaning of a text; empty if it has none
     * @param rule what it is, for whoever sent another
     */
    public static <T> Type<T> meaning(Function<String, Optional<T>> meaning, String rule) {
        return text(
                (name, text) ->
                        meaning.apply(text)
                                .orElseThrow(
                                        () ->
                                                InvalidParameterException.badValue(
                                                        name, Query.shorten(text), rule)));
    }

    /** One of these words. */
    public static Type<String> oneOf(String... words) {
        Map<String, String> meanings = new TreeMap<>();
        List.of(words).forEach(word -> meanings.put(word, word));
        return oneOf(meanings);
    }

    /** Returns what EC2's public model calls it. */
    public Shape shape() {
        return shape;
    }

    /** Returns the only texts that there are; empty if that is no list. */
    public Set<String> words() {
        return words;
    }

    /**
     * @param name the parameter's, for the message
     * @throws InvalidParameterException if the text is none of this type
     */
    public T read(String name, String text) {
        return reader.apply(name, text);
    }

    private static String checked(boolean holds, String name, String text, String rule) {
        if (!holds) {
            throw InvalidParameterException.badValue(name, Query.shorten(text), rule);
        }
        return text;
    }

    private static String rule(Set<String> words) {
        return "it is " + (words.size() > 1 ? "one of " : "") + String.join(", ", words);
    }

    private static int number(String name, String text, int min, int max) {
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as any other value that cannot be.
        }
        throw InvalidParameterException.badValue(
                name, Query.shorten(text), "it must be a number from %d to %d".formatted(min, max));
    }

    private static boolean flag(String name, String text) {
        return switch (text) {
            case "true", "True", "1" -> true;
            case "false", "False", "0", "" -> false;
            default ->
                    throw InvalidParameterException.badValue(
                            name, Query.shorten(text), "it must be true or false");
        };
    }

    private static String decoded(String name, String text) {
        try {
            return new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            InvalidParameterException refusal =
                    InvalidParameterException.badValue(name, "...", "it must be base64");
            refusal.initCause(e);
            throw refusal;
        }
    }
}
