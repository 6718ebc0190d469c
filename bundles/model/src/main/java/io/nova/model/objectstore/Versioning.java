package io.nova.model.objectstore;

/** Whether a bucket keeps what is replaced or deleted in it; one that never did has neither. */
public enum Versioning {
    ENABLED,
    /** It did once, and keeps what it has. */
    SUSPENDED
}
