package io.nova.frontend.ec2.query;

import static java.util.Objects.requireNonNull;

import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A parameter of one value.
 *
 * @param name with dots where it is in structures, such as {@code Placement.AvailabilityZone}
 */
public record Value<T>(String name, Type<T> type, boolean needed) implements Parameter {

    public Value {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
    }

    public static <T> Value<T> of(String name, Type<T> type) {
        return new Value<>(name, type, false);
    }

    /**
     * A text that the parser reads, such as an id.
     *
     * @param parser throws {@link io.nova.model.InvalidParameterException} of what it cannot read
     */
    public static <T> Value<T> of(String name, Function<String, T> parser) {
        return of(name, Type.parsed(parser));
    }

    /** Any text, to be judged by whoever it is for. */
    public static Value<String> text(String name) {
        return of(name, Type.TEXT);
    }

    /** True or false. */
    public static Value<Boolean> flag(String name) {
        return of(name, Type.FLAG);
    }

    @Override
    public Value<T> asNeeded() {
        return new Value<>(name, type, true);
    }

    @Override
    public void declare(String prefix, BiConsumer<String, Type<?>> into) {
        into.accept(prefix + name, type);
    }
}
