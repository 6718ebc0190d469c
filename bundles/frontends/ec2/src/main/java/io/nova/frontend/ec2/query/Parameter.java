package io.nova.frontend.ec2.query;

import java.util.function.BiConsumer;

/** A parameter as an action declares it, and by which it reads what came. */
public sealed interface Parameter permits Value, Values, Structure, Structures {

    /** Returns its name, below that of the structure that it is in; without an {@code N}. */
    String name();

    /** Tells whether nothing is done without it. */
    boolean needed();

    /** Returns the same parameter, without which nothing is done. */
    Parameter asNeeded();

    /**
     * Tells the forms of all values that it has, and the type of each.
     *
     * @param prefix what the names of all begin with, with its last dot; empty at the top
     */
    void declare(String prefix, BiConsumer<String, Type<?>> into);
}
