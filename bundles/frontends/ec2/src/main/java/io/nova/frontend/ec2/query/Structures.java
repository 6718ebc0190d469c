package io.nova.frontend.ec2.query;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.BiConsumer;

/** A parameter that is a list of structures, each with the same members. */
public record Structures(String name, List<Parameter> members, boolean needed)
        implements Parameter {

    public Structures {
        requireNonNull(name, "name");
        members = List.copyOf(members);
    }

    public static Structures of(String name, Parameter... members) {
        return new Structures(name, List.of(members), false);
    }

    @Override
    public Structures asNeeded() {
        return new Structures(name, members, true);
    }

    @Override
    public void declare(String prefix, BiConsumer<String, Type<?>> into) {
        members.forEach(one -> one.declare(prefix + name + ".N.", into));
    }
}
