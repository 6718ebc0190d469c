package io.nova.model;

/**
 * What the cloud keeps is not what it was given to keep: to ask again does not help, and the
 * operator knows.
 */
public final class DamagedException extends CloudException {

    private static final long serialVersionUID = 1L;

    public DamagedException(ResourceType type, Object id, String message) {
        super(type, id.toString(), message);
    }
}
