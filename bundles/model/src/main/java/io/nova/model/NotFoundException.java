package io.nova.model;

/** Nothing of that id is there, or it is another project's, which the caller must not learn. */
public final class NotFoundException extends CloudException {

    private static final long serialVersionUID = 1L;

    public NotFoundException(ResourceType type, Object id) {
        super(type, id.toString(), "The %s '%s' does not exist".formatted(type.words(), id));
    }

    public NotFoundException(ResourceType type, String id, String message) {
        super(type, id, message);
    }
}
