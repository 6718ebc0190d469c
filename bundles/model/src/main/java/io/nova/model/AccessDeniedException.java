package io.nova.model;

/** The caller is known but may not do this. */
public final class AccessDeniedException extends CloudException {

    private static final long serialVersionUID = 1L;

    public AccessDeniedException(String action, String message) {
        super(ResourceType.REQUEST, action, message);
    }

    /** The resource may be seen, and this not be done to it. */
    public AccessDeniedException(ResourceType type, Id id, String message) {
        super(type, id.toString(), message);
    }
}
