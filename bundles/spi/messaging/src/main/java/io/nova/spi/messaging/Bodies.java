package io.nova.spi.messaging;

import static io.nova.spi.messaging.MessagingException.Kind.REMOTE;
import static io.nova.spi.messaging.MessagingException.Kind.TOO_LARGE;

import io.nova.json.Json;
import io.nova.model.CloudException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What every bus holds bodies and faults to, so that all of them refuse the same. */
public final class Bodies {

    private Bodies() {}

    /**
     * Returns the body's bytes.
     *
     * @throws MessagingException {@code TOO_LARGE} if they are more than {@link
     *     MessageBus#MAX_BODY}
     * @throws IllegalArgumentException if the body is no well-formed text or no JSON
     */
    public static byte[] encode(String body) {
        byte[] bytes = utf8(body);
        if (bytes.length > MessageBus.MAX_BODY) {
            throw new MessagingException(
                    TOO_LARGE,
                    "a body of %d bytes is longer than %d"
                            .formatted(bytes.length, MessageBus.MAX_BODY));
        }
        Json.check(body);
        return bytes;
    }

    /** Returns what a caller is told of a handler's fault: nothing of the inside of the server. */
    public static MessagingException fault(String type, Throwable thrown) {
        Throwable cause = unwrap(thrown);
        if (cause instanceof MessagingException fault) {
            return switch (fault.kind()) {
                case REMOTE, UNSUPPORTED, OVERLOADED -> fault;
                // What befell a call that the handler made is not what befell this one.
                default -> new MessagingException(REMOTE, String.valueOf(fault.getMessage()));
            };
        }
        String told =
                cause instanceof CloudException
                        ? String.valueOf(cause.getMessage())
                        : "the handler of %s failed: %s"
                                .formatted(type, cause.getClass().getSimpleName());
        return new MessagingException(REMOTE, told);
    }

    private static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown.getCause();
        boolean wrapped =
                thrown instanceof CompletionException || thrown instanceof ExecutionException;
        return wrapped && cause != null ? unwrap(cause) : thrown;
    }

    private static byte[] utf8(String body) {
        // Only a half of a pair of surrogates is no text; a text without any is sooner encoded.
        for (int i = 0; i < body.length(); i++) {
            if (Character.isSurrogate(body.charAt(i))) {
                return strictUtf8(body);
            }
        }
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] strictUtf8(String body) {
        try {
            var buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(body));
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the body is no well-formed text", e);
        }
    }
}
