package io.nova.model;

/** The cloud has no room for what was asked, though the caller may have it. */
public final class InsufficientCapacityException extends CloudException {

    private static final long serialVersionUID = 1L;

    public InsufficientCapacityException(ResourceType type, String id, String message) {
        super(type, id, message);
    }
}
