package io.nova.model;

/** A part of the cloud does not answer now; the same request may succeed later. */
public final class UnavailableException extends CloudException {

    private static final long serialVersionUID = 1L;

    public UnavailableException(String part, String message) {
        super(ResourceType.REQUEST, part, message);
    }

    public UnavailableException(String part, String message, Throwable cause) {
        super(ResourceType.REQUEST, part, message, cause);
    }
}
