package io.nova.model.objectstore;

import io.nova.model.Id;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * An object's name in its bucket: any text, in which nothing has a meaning. {@code a} and {@code
 * a/b} may both exist, and so may {@code ..}.
 */
public record ObjectKey(String value) implements Id {

    /** The most bytes of a key in UTF-8. */
    public static final int MAX_BYTES = 1024;

    /**
     * @throws InvalidParameterException {@code TOO_LARGE} or {@code MALFORMED}
     */
    public ObjectKey {
        int bytes = utf8(value).remaining();
        if (bytes == 0) {
            throw new InvalidParameterException(
                    Problem.MALFORMED, "Key", "A key must not be empty");
        }
        if (bytes > MAX_BYTES) {
            throw new InvalidParameterException(Problem.TOO_LARGE, "Key", "Your key is too long");
        }
    }

    private static ByteBuffer utf8(String text) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            InvalidParameterException wrong =
                    new InvalidParameterException(
                            Problem.MALFORMED, "Key", "The key is not well-formed Unicode");
            wrong.initCause(e);
            throw wrong;
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
