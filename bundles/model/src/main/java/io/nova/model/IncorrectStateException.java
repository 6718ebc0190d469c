package io.nova.model;

/** The resource's present state does not allow what was asked. */
public final class IncorrectStateException extends CloudException {

    private static final long serialVersionUID = 1L;

    public IncorrectStateException(ResourceType type, Object id, String message) {
        super(type, id.toString(), message);
    }
}
