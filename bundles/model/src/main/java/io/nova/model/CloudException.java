package io.nova.model;

/**
 * A fault that a caller can be told about.
 *
 * <p>The family is closed: each front end has one table from these types to its protocol's codes,
 * and a test that walks the permitted types. The message is for the caller: it names the resource
 * and says what to do, and never holds a secret or the inside of the cloud.
 */
public abstract sealed class CloudException extends RuntimeException
        permits NotFoundException,
                AlreadyExistsException,
                IncorrectStateException,
                InUseException,
                LimitExceededException,
                InsufficientCapacityException,
                InvalidParameterException,
                AccessDeniedException,
                AuthenticationFailedException,
                ConflictException,
                UnsupportedException,
                UnavailableException,
                DamagedException {

    private static final long serialVersionUID = 1L;

    private final ResourceType type;
    private final String id;

    CloudException(ResourceType type, String id, String message) {
        super(message);
        this.type = type;
        this.id = id;
    }

    CloudException(ResourceType type, String id, String message, Throwable cause) {
        super(message, cause);
        this.type = type;
        this.id = id;
    }

    /** Returns what the fault is about. */
    public ResourceType type() {
        return type;
    }

    /**
     * Returns the id or name of what the fault is about, or an empty string where there is none.
     */
    public String id() {
        return id;
    }
}
