package io.nova.driver.state.redis;

/**
 * A command was sent, or may have been, and no answer came: it may have taken effect, or may yet.
 */
final class NotAnswered extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotAnswered(String message, Throwable cause) {
        super(message, cause);
    }

    NotAnswered(String message) {
        super(message);
    }
}
