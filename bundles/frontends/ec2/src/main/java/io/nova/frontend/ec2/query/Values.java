package io.nova.frontend.ec2.query;

import static java.util.Objects.requireNonNull;

import java.util.function.BiConsumer;
import java.util.function.Function;

/** A parameter that is a list of values, each of the same type. */
public record Values<T>(String name, Type<T> type, boolean needed) implements Parameter {

    public Values {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
    }

    public static <T> Values<T> of(String name, Type<T> type) {
        return new Values<>(name, type, false);
    }

    /**
     * Texts that the parser reads, such as ids.
     *
     * @param parser throws {@link io.nova.model.InvalidParameterException} of what it cannot read
     */
    public static <T> Values<T> of(String name, Function<String, T> parser) {
        return of(name, Type.parsed(parser));
    }

    /** Any texts, to be judged by whoever they are for. */
    public static Values<String> text(String name) {
        return of(name, Type.TEXT);
    }

    @Override
    public Values<T> asNeeded() {
        return new Values<>(name, type, true);
    }

    @Override
    public void declare(String prefix, BiConsumer<String, Type<?>> into) {
        into.accept(prefix + name + ".N", type);
    }
}
