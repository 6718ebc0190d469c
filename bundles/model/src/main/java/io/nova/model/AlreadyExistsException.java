package io.nova.model;

/** The name or address is taken. */
public final class AlreadyExistsException extends CloudException {

    private static final long serialVersionUID = 1L;

    public AlreadyExistsException(ResourceType type, Object id) {
        super(type, id.toString(), "The %s '%s' already exists".formatted(type.words(), id));
    }

    public AlreadyExistsException(ResourceType type, Object id, String message) {
        super(type, id.toString(), message);
    }
}
