package io.nova.model;

/** The cloud, or the driver in use, does not offer this. */
public final class UnsupportedException extends CloudException {

    private static final long serialVersionUID = 1L;

    public UnsupportedException(ResourceType type, String id, String message) {
        super(type, id, message);
    }
}
