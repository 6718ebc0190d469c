package io.nova.model.objectstore;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What becomes of a bucket's objects by itself. */
public record Lifecycle(List<LifecycleRule> rules) {

    /** The most rules. */
    public static final int MOST = 1000;

    public Lifecycle {
        rules = List.copyOf(requireNonNull(rules, "rules"));
    }
}
