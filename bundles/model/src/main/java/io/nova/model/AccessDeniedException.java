package io.nova.model;

/** The caller is known but may not do this. */
public final class AccessDeniedException extends CloudException {

    private static final long serialVersionUID = 1L;

    public AccessDeniedException(String action, String message) {
        super(ResourceType.REQUEST, action, message);
    }
}
