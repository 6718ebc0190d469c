package io.nova.sigv4;

import static java.util.Objects.requireNonNull;

/** One decoded query or form parameter. */
public record Parameter(String name, String value) {

    public Parameter {
        requireNonNull(name, "name");
        requireNonNull(value, "value");
    }
}
