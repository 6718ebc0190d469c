package io.nova.model;

/** A quota or a fixed limit of the cloud would be passed. */
public final class LimitExceededException extends CloudException {

    private static final long serialVersionUID = 1L;

    public LimitExceededException(ResourceType type, String limit, String message) {
        super(type, limit, message);
    }
}
