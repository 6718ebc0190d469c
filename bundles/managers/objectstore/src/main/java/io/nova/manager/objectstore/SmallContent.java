package io.nova.manager.objectstore;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The bytes of a small object: they are in a record of their own, so that one commit makes the
 * object durable, and listings do not read them.
 *
 * @param bytes in Base64
 * @param sum their CRC32C
 */
record SmallContent(String bytes, int sum) {

    /** The most that a setting may allow: a record has room for it in Base64. */
    static final int MOST = 32 << 10;

    static SmallContent of(byte[] content) {
        return new SmallContent(Base64.getEncoder().encodeToString(content), sum(content));
    }

    /** Returns the bytes; empty if they are damaged. */
    Optional<ByteBuffer> read() {
        byte[] content;
        try {
            content = Base64.getDecoder().decode(bytes);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return sum(content) == sum
                ? Optional.of(ByteBuffer.wrap(content).asReadOnlyBuffer())
                : Optional.empty();
    }

    private static int sum(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return (int) crc.getValue();
    }
}
