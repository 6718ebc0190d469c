package io.nova.frontend.aws;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Takes the framing off a body; for one body and one thread at a time. */
interface BodyDecoder {

    /**
     * Returns the next piece of plain body in a buffer, as a view of it, and moves the buffer's
     * position behind it; empty when the buffer is used up.
     *
     * @throws BodyFaultException if the body is wrong
     */
    Optional<ByteBuffer> next(ByteBuffer raw);

    /**
     * The raw body has ended.
     *
     * @throws BodyFaultException if it should not have
     */
    void end();

    /** A body without framing. */
    BodyDecoder PLAIN =
            new BodyDecoder() {
                @Override
                public Optional<ByteBuffer> next(ByteBuffer raw) {
                    return raw.hasRemaining() ? Optional.of(take(raw, raw.remaining())) : none();
                }

                @Override
                public void end() {
                    // Jetty has already checked the length.
                }
            };

    private static Optional<ByteBuffer> none() {
        return Optional.empty();
    }

    /** Takes a view of the next bytes. */
    static ByteBuffer take(ByteBuffer raw, int length) {
        ByteBuffer piece = raw.slice(raw.position(), length);
        raw.position(raw.position() + length);
        return piece;
    }
}
