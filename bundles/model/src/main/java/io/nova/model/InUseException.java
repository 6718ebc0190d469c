package io.nova.model;

/** Something else still needs the resource. */
public final class InUseException extends CloudException {

    private static final long serialVersionUID = 1L;

    public InUseException(ResourceType type, Object id, String message) {
        super(type, id.toString(), message);
    }
}
