package io.nova.sigv4;

import static java.util.Objects.requireNonNull;

/** One header line. */
public record Header(String name, String value) {

    public Header {
        requireNonNull(name, "name");
        requireNonNull(value, "value");
    }
}
