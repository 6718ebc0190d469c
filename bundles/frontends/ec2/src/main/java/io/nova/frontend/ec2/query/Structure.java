package io.nova.frontend.ec2.query;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.BiConsumer;

/** A parameter that is a structure of others. */
public record Structure(String name, List<Parameter> members, boolean needed) implements Parameter {

    public Structure {
        requireNonNull(name, "name");
        members = List.copyOf(members);
    }

    public static Structure of(String name, Parameter... members) {
        return new Structure(name, List.of(members), false);
    }

    @Override
    public Structure asNeeded() {
        return new Structure(name, members, true);
    }

    @Override
    public void declare(String prefix, BiConsumer<String, Type<?>> into) {
        members.forEach(one -> one.declare(prefix + name + ".", into));
    }
}
